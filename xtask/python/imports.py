"""Compiles the tree of modules in a directory and records what its main module prints. Runs unchanged on 3.8 and later.

    imports.py DIR             writes DIR/X.Y/, which has the tree as bytecode, and DIR/X.Y.out

The tree, DIR/tree, is copied, and bytecode made of it: beside the sources that stand there at a fixed time, with their hash, or instead of them.
"""
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile

TIME = 1600000000
MODES = {"checked.py": "CHECKED_HASH", "unchecked.py": "UNCHECKED_HASH"}
# Bytes that are no module, made of those of one that is.
WRECKS = {
    "magic": lambda it: b"\x00\x00" + it[2:],
    "short": lambda it: it[:7],
    "cut": lambda it: it[:-9],
    "number": lambda it: it[:16] + b"i\x05\x00\x00\x00",
    "flags": lambda it: it[:4] + b"\x08" + it[5:],
}


def compile_tree(tree):
    for folder, _, names in os.walk(tree):
        for name in sorted(names):
            path = os.path.join(folder, name)
            os.utime(path, (TIME, TIME))
            bare = name == "bare.py" or os.path.basename(folder) == "bare_pkg"
            mode = py_compile.PycInvalidationMode[MODES.get(name, "TIMESTAMP")]
            shown = os.path.relpath(path, tree)
            py_compile.compile(path, cfile=path + "c" if bare else None, dfile=shown, doraise=True, invalidation_mode=mode)
            if bare:
                os.remove(path)
            if name == "unchecked.py":
                with open(path, "a") as file:
                    file.write("VALUE = 'another source'\n")
                os.utime(path, (TIME, TIME))
    with open(os.path.join(tree, "bare.pyc"), "rb") as file:
        sound = file.read()
    os.makedirs(os.path.join(tree, "wrecks"))
    for name, wreck in WRECKS.items():
        with open(os.path.join(tree, "wrecks", name + ".pyc"), "wb") as file:
            file.write(wreck(sound))


def main(directory):
    version = os.path.join(os.path.abspath(directory), "%d.%d" % sys.version_info[:2])
    with tempfile.TemporaryDirectory() as scratch:
        tree = os.path.join(os.path.realpath(scratch), "tree")
        shutil.copytree(os.path.join(directory, "tree"), tree, ignore=shutil.ignore_patterns("__pycache__"))
        compile_tree(tree)
        py_compile.compile(os.path.join(tree, "main.py"), cfile=os.path.join(tree, "main.pyc"), dfile="main.py", doraise=True)
        done = subprocess.run([sys.executable, "-B", "main.pyc"], cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100)
        shutil.rmtree(version, ignore_errors=True)
        for folder, _, names in os.walk(tree):
            for name in names:
                path = os.path.join(folder, name)
                to = os.path.join(version, os.path.relpath(path, tree))
                if not name.endswith(".py"):
                    os.makedirs(os.path.dirname(to), exist_ok=True)
                    shutil.copyfile(path, to)
    with open(version + ".out", "wb") as out:
        out.write(done.stdout)


main(sys.argv[1])
