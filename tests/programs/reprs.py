class A: pass
class B:
    def __repr__(self): return 'B()'
    def __str__(self): return 'Bstr'
print([B()], str(B()), f'{B()} {B()!r}', {'k': B()}, (B(),), {B()}.__class__, repr([1, 'a', [2.0, None]]))
r = repr(A()); print(r.startswith('<__main__.A object at 0x'), repr(A), repr(len), repr(int), repr(None), repr(...), repr(NotImplemented))
print(repr(A.__init__)[:14], repr(print), repr([].append)[:25], repr(str.upper), repr(int.__add__), repr((5).__add__)[:30], repr(dict.fromkeys)[:30])
def f(): pass
print(repr(f)[:12], repr(A().__class__), repr(type), repr(range(3)), repr(slice(1, None)), repr(Exception('a', 1)), repr(ValueError()), repr(KeyError('x')))
print(repr(frozenset([1])), repr(set()), repr({}), repr(()), repr((1,)), repr([[]]), repr(1 == 1), repr(10**30), repr(b'a'), repr(bytearray(b'b')), repr(1e100), repr(-0.0), repr('a\\b'))
print(repr(iter([]))[:14], repr(iter({}))[:17], repr({}.keys()), repr({1: 2}.items()), repr({1: 2}.values()), repr(zip())[:4], repr(map(str, []))[:4], repr(enumerate([]))[:10], repr(reversed([]))[:17])
print(repr(property())[:10], repr(super(A, A()))[:7], repr(object())[:7], repr(type(f)), repr(type(A().__init__)), repr(type((i for i in []))), repr(type({}.keys())))
class C(list): pass
class D(dict): pass
class E(tuple): pass
class F(set): pass
print(C([1]), D(a=1), E((1,)), F([1]), C(), F(), repr(C([C()])), str(D()))
l = []; l.append((l,)); print(l); d = {}; d[1] = [d]; print(d)
class G:
    def __repr__(self): return 5
try: repr(G())
except TypeError as e: print(e)
try: str(G())
except TypeError as e: print(e)
print(str(type('X', (), {})), '%s' % A, f'{A.__name__:>5}', '{!s:5}|'.format('a'), ascii('é'), repr('é'), repr('\u200b'), repr('\xad'), repr('😀'), len(repr('\ud800')))
