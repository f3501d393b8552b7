"""Times marshal.loads, marshal.dumps and dis.dis, by the protocol of xtask/src/bench.rs: paths up to an empty line, then a round for each line."""
from __future__ import print_function

import dis
import gc
import io
import marshal
import sys
import time

HEADER = 16 if sys.version_info >= (3, 7) else 12 if sys.version_info >= (3, 3) else 8
clock = getattr(time, 'perf_counter', time.time)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def timed_round(files, values):
    """Seconds for reading and for writing all files, each in a pass of its own."""
    loads, dumps = marshal.loads, marshal.dumps
    start = clock()
    for data in files:
        loads(data)
    middle = clock()
    for value in values:
        dumps(value)
    return middle - start, clock() - middle


def print_round(values):
    """Bytes of what dis prints of every 25th module, and seconds; nothing before 3.7, where dis does not go into functions."""
    out = io.StringIO()
    start = clock()
    for value in values[::25]:
        dis.dis(value, file=out)
    return out.tell(), clock() - start


def main():
    files = []
    for line in iter(sys.stdin.readline, '\n'):
        files.append(read(line.rstrip('\n'))[HEADER:])
    gc.disable()  # nothing here is garbage in a cycle
    name = 'CPython %d.%d.%d' % sys.version_info[:3]
    values = [marshal.loads(data) for data in files]
    size = sum(len(data) + HEADER for data in files)
    for _ in iter(sys.stdin.readline, ''):
        loading, dumping = timed_round(files, values)
        print('read\t%s marshal.loads\t%d\t%.9f' % (name, size, loading))
        print('write\t%s marshal.dumps\t%d\t%.9f' % (name, size, dumping))
        if sys.version_info >= (3, 7):
            print('print\t%s dis.dis\t%d\t%.9f' % ((name,) + print_round(values)))
        print('')
        sys.stdout.flush()


if __name__ == '__main__':
    main()
