"""Compiles the programs of a directory and records what they do. Runs unchanged on 3.8 and later.

    programs.py DIR            writes DIR/X.Y/NAME.pyc and DIR/X.Y/NAME.out for each DIR/NAME.py
    programs.py DIR NAME...    only for these
    programs.py --here ...     in this process, one after the other, where there can be no other process

What is in DIR/assembled is compiled by `xtask`, and recorded here. A program whose first line is `# since X.Y` is left out by older versions, one whose first line is `# not X.Y: REASON`
by that version. `--here` does by hand what an interpreter does with a program: a new
`__main__`, streams of its own, the report of what is not caught, and the end of the module when all is over. What is recorded is the exit code, a line `--`, what was written to
standard output, a line `-- stderr`, and what was written to standard error. Programs are run as `NAME.pyc` in DIR, so that their sources are
found for tracebacks.
"""
import gc
import glob
import io
import marshal
import os
import py_compile
import subprocess
import sys
import types


def run(path):
    """Exit code and output of a program in a process of its own."""
    command = [sys.executable, path]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
    return done.returncode, done.stdout, done.stderr


def report(error):
    """What the interpreter does with an exception that nobody has caught; the exit code."""
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    # Without the frame of `run_here`.
    error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
    sys.excepthook(type(error), error, error.__traceback__)
    return 1


def run_here(path):
    """The same in this process."""
    import atexit
    import warnings

    with open(path, "rb") as file:
        code = marshal.loads(file.read()[16:])
    main = types.ModuleType("__main__")
    vars(main).update(__builtins__=__builtins__, __file__=path, __cached__=None)
    kept = sys.modules.copy(), sys.argv, sys.stdout, sys.stderr, sys.path[:], sys.getrecursionlimit(), warnings.filters[:]
    sys.modules["__main__"] = main
    # Endless recursion has as many frames as elsewhere.
    depth, frame = 0, sys._getframe()
    while frame:
        depth, frame = depth + 1, frame.f_back
    sys.setrecursionlimit(sys.getrecursionlimit() + depth)
    sys.argv = [path]
    sys.path[0] = os.path.dirname(path)
    streams = io.BytesIO(), io.BytesIO()
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(it, encoding="utf-8", errors=errors, line_buffering=True)
        for it, errors in zip(streams, ("surrogateescape", "backslashreplace"))
    )
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
    status = 0
    try:
        exec(code, vars(main))
    except BaseException as error:
        status = report(error)
    atexit._run_exitfuncs()
    del sys.modules["__main__"]
    # The order in which a module is taken down.
    for private in (True, False):
        for name in list(vars(main)):
            if (name[:1] == "_" and name[:2] != "__") == private and name != "__builtins__":
                vars(main)[name] = None
    del main
    gc.collect()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    output = [it.getvalue() for it in streams]
    modules, sys.argv, sys.stdout, sys.stderr, sys.path[:], limit, warnings.filters[:] = kept
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
    sys.setrecursionlimit(limit)
    sys.excepthook = sys.__excepthook__
    sys.unraisablehook = sys.__unraisablehook__
    sys.modules.clear()
    sys.modules.update(modules)
    return (status, *output)


def record(stem, here):
    """Writes what a program does."""
    done = run_here(stem + ".pyc") if here else run(stem + ".pyc")
    with open(stem + ".out", "wb") as out:
        out.write(b"%d\n--\n%s-- stderr\n%s" % done)


def main(arguments):
    here = arguments[0] == "--here"
    directory, names = arguments[here], arguments[here + 1 :]
    os.chdir(directory)
    version = "%d.%d" % sys.version_info[:2]
    os.makedirs(version, exist_ok=True)
    # These are there already: see `assembled` in xtask/src/programs.rs.
    assembled = {os.path.basename(path).rsplit("-", 1)[0] for path in glob.glob("assembled/*-%s.pyasm" % version)}
    if not names:
        for old in glob.glob(version + "/*"):
            if os.path.splitext(os.path.basename(old))[0] not in assembled:
                os.remove(old)
    for name in sorted(assembled & set(names or assembled)):
        record(version + "/" + name, here)
    for source in sorted(name + ".py" for name in names if os.path.exists(name + ".py")) if names else sorted(glob.glob("*.py")):
        with open(source, encoding="utf-8") as file:
            first = file.readline().split()
        if first[:2] == ["#", "since"] and tuple(map(int, first[2].split("."))) > sys.version_info[:2]:
            continue
        if first[:3] == ["#", "not", version + ":"]:
            continue
        stem = version + "/" + source[:-3]
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(source, cfile=stem + ".pyc", dfile=source, doraise=True, invalidation_mode=mode)
        record(stem, here)


main(sys.argv[1:])
