"""bench_programs.py PYC ROUNDS PROGRAMS INTERPRETER... : CPU time of whole processes, the least of all rounds, relative to the first interpreter.

Each interpreter compiles the programs itself; pyc runs the files of the first two. Outputs are compared with `expected.txt`.
"""

import math
import os
import subprocess
import sys
import tempfile


def cpu(command):
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime, output.decode()


def main():
    pyc, rounds, programs, interpreters = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    with open(os.path.join(programs, "expected.txt")) as file:
        expected = {line.split()[0]: line for line in file}
    names = sorted(it[:-3] for it in os.listdir(programs) if it.endswith(".py"))
    compiler = "import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)"
    rows = []
    with tempfile.TemporaryDirectory() as directory:
        for name in names:
            commands = []
            for number, interpreter in enumerate(interpreters):
                compiled = os.path.join(directory, "%s.%d.pyc" % (name, number))
                subprocess.check_call([interpreter, "-c", compiler, os.path.join(programs, name + ".py"), compiled])
                commands.append([interpreter, compiled])
            commands += [[pyc, "run", command[1]] for command in commands[:2]]
            best = [math.inf] * len(commands)
            for _ in range(rounds):
                for number, command in enumerate(commands):
                    seconds, output = cpu(command)
                    best[number] = min(best[number], seconds)
                    if output != expected[name]:
                        sys.exit("%s: %s printed %r" % (name, " ".join(command), output[:200]))
            rows.append([it / best[0] for it in best])
            print("%-12s %6.3f s  %s" % (name, best[0], "  ".join("%5.2f" % it for it in rows[-1])), flush=True)
    means = [math.exp(sum(math.log(row[it]) for row in rows) / len(rows)) for it in range(len(rows[0]))]
    print("%-12s %8s  %s" % ("mean", "", "  ".join("%5.2f" % it for it in means)))
    print("columns: " + ", ".join(interpreters) + ", pyc with the files of the first, of the second")


main()
