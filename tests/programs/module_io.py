from _io import StringIO, BytesIO
s = StringIO('one\ntwo\nthree'); print(s.read(3), s.readline(), s.readline(), s.tell(), s.read(), s.read(), repr(s.getvalue())); s.seek(0); print(list(s), s.readline() == '')
w = StringIO(); print(w.write('ab'), w.write('cd')); w.seek(1); w.write('X'); print(w.getvalue()); w.seek(0, 2); w.write('end'); print(w.getvalue(), w.tell()); w.truncate(2); print(w.getvalue()); print('to', 'file', file=w, sep='-'); w.seek(0); print(w.readlines(), w.closed); w.close(); print(w.closed)
with StringIO('x') as f: print(f.read(), f.readable(), f.writable(), f.seekable())
b = BytesIO(b'a\nb\nc'); print(b.read(2), b.readline(), b.tell(), b.read(), b.getvalue()); b.seek(0); print(b.readlines(), b.seek(-1, 2), b.read()); b.write(b'zz'); print(b.getvalue()); b.truncate(1); print(b.getvalue())
for bad in (lambda: w.read(), lambda: StringIO(5), lambda: StringIO().write(b'x'), lambda: BytesIO('x'), lambda: BytesIO().write('x'), lambda: StringIO().seek(-1), lambda: StringIO('a').seek(1, 1)):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
import sys
print('err', file=sys.stderr); sys.stdout.write('direct\n'); old = sys.stdout; sys.stdout = StringIO(); print('captured'); c = sys.stdout; sys.stdout = old; print(repr(c.getvalue()))
print(sys.byteorder, sys.version_info[0], sys.maxunicode, sys.intern('a') is sys.intern('a'), sys.getdefaultencoding(), sys.float_info.max)
def fr(): return sys._getframe().f_code.co_name, sys._getframe(1).f_lineno > 0, sys._getframe().f_locals
print(fr()[0], fr()[1], fr()[2])
try: sys.exit()
except SystemExit as e: print('exit', e.code)
class L(StringIO):
    def write(self, s): return super().write(s.upper())
l = L(); print('abc', file=l); print(l.getvalue())
