"""Times marshal.loads and marshal.dumps, by the protocol of xtask/src/bench.rs: paths up to an empty line, then a round for each line."""
from __future__ import print_function

import gc
import marshal
import sys
import time

HEADER = 16 if sys.version_info >= (3, 7) else 12 if sys.version_info >= (3, 3) else 8
clock = getattr(time, 'perf_counter', time.time)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def timed_round(files):
    """Bytes, and seconds for reading and writing them; what was read is dropped outside."""
    size, loading, dumping = 0, 0.0, 0.0
    for data in files:
        start = clock()
        value = marshal.loads(data)
        middle = clock()
        copy = marshal.dumps(value)
        dumping += clock() - middle
        loading += middle - start
        size += len(data) + HEADER
        del value, copy
    return size, loading, dumping


def main():
    files = []
    for line in iter(sys.stdin.readline, '\n'):
        files.append(read(line.rstrip('\n'))[HEADER:])
    gc.disable()  # nothing here is garbage in a cycle
    name = 'CPython %d.%d.%d' % sys.version_info[:3]
    for _ in iter(sys.stdin.readline, ''):
        size, loading, dumping = timed_round(files)
        print('read\t%s marshal.loads\t%d\t%.9f' % (name, size, loading))
        print('write\t%s marshal.dumps\t%d\t%.9f\n' % (name, size, dumping))
        sys.stdout.flush()


if __name__ == '__main__':
    main()
