"""Executes modules for xtask/src/programs/compare.rs, one after the other, each in a namespace of its own.

A question is a length (four bytes, little-endian) and a .pyc file; so is the answer, a line of JSON: what was printed, and the name of the
class of the exception that the module ended with, or null.
"""
import io
import json
import marshal
import struct
import sys


def execute(data):
    code = marshal.loads(data[16:])
    out, sys.stdout = sys.stdout, io.StringIO()
    error = None
    try:
        exec(code, {'__name__': '__main__', '__builtins__': __builtins__})
    except BaseException as raised:
        error = type(raised).__name__
    finally:
        out, sys.stdout = sys.stdout, out
    return {'output': out.getvalue(), 'error': error}


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        answer = json.dumps(execute(source.read(struct.unpack('<I', head)[0]))).encode()
        sink.write(struct.pack('<I', len(answer)) + answer)
        sink.flush()


if __name__ == '__main__':
    main()
