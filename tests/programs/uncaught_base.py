import sys
sys.stdout.write('no newline')
sys.stderr.write('to stderr\n')
class Stop(BaseException): pass
def gen():
    try: yield 1
    finally: sys.stderr.write('closing\n')
g = gen()
try:
    for x in g:
        raise Stop(x)
finally: g.close()
