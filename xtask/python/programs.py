"""Compiles the programs of a directory and records what they do. Runs unchanged on 3.8 and later.

    programs.py DIR            writes DIR/X.Y/NAME.pyc and DIR/X.Y/NAME.out for each DIR/NAME.py
    programs.py DIR NAME...    only for these

A program whose first line is `# since X.Y` is left out by older versions. What is recorded is the exit code, a line `--`, what was written to
standard output, a line `-- stderr`, and what was written to standard error. Programs are run as `NAME.pyc` in DIR, so that their sources are
found for tracebacks.
"""
import glob
import os
import py_compile
import subprocess
import sys


def main(directory, names):
    os.chdir(directory)
    version = "%d.%d" % sys.version_info[:2]
    os.makedirs(version, exist_ok=True)
    if not names:
        for old in glob.glob(version + "/*"):
            os.remove(old)
    for source in sorted(name + ".py" for name in names) or sorted(glob.glob("*.py")):
        with open(source, encoding="utf-8") as file:
            first = file.readline().split()
        if first[:2] == ["#", "since"] and tuple(map(int, first[2].split("."))) > sys.version_info[:2]:
            continue
        stem = version + "/" + source[:-3]
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        py_compile.compile(source, cfile=stem + ".pyc", dfile=source, doraise=True, invalidation_mode=mode)
        command = [sys.executable, stem + ".pyc"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
        with open(stem + ".out", "wb") as out:
            out.write(b"%d\n--\n%s-- stderr\n%s" % (done.returncode, done.stdout, done.stderr))


main(sys.argv[1], sys.argv[2:])
