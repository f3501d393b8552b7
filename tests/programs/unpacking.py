def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
a, *b, c = range(5); print(a, b, c)
*a, = 'abc'; print(a)
(a, *b), [c, (d, *_)] = 'xyz', (1, [2, 3, 4]); print(a, b, c, d, _)
def u2(x): a, b = x; return a, b
def u0(x): () = x; return 'empty'
def us(x): a, *b, c = x; return a, b, c
def us1(x): *a, b, c, d = x; return a, b, c, d
for v in (), (1,), (1, 2), [1, 2, 3], 'ab', {'x': 1, 'y': 2}, range(2), iter([1, 2]), iter([1, 2, 3]), 5, None, 1.5, {1, 2}, b'ab', iter('abcd'):
    for f in u2, u0, us, us1: t(f, v)
def gen(): yield 1; yield 2; raise KeyError('gen')
t(u2, gen()); t(us, gen())
class Iter:
    def __iter__(self): return 5
t(u2, Iter()); t(us, Iter())
class NoNext:
    def __iter__(self): return self
t(u2, NoNext())
class It2:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        print('next', self.n); return self.n
t(u2, It2(5)); t(us, It2(4))
x = [0, 1]; i = 0; i, x[i] = 1, 'changed'; print(i, x)
a = b = c = []; a.append(1); print(a is b is c, b)
class T:
    def __setattr__(self, n, v): print('set', n, v)
    def __setitem__(self, k, v): print('item', k, v)
s = T(); s.p, s[1], (s.q, *s[2:3]) = 1, 2, (3, 4, 5)
print([*range(3), *'ab', *[], *{5: 6}], (*[1], 2), {*[1, 1], *(2,)}, {**{'a': 1}, 'b': 2, **{'a': 3}})
t(lambda: [*5]); t(lambda: (*None,)); t(lambda: {*1.5}); t(lambda: {**5}); t(lambda: {**[1]}); t(lambda: {*[[]]}); t(lambda: {'a': 1, **None}); t(lambda: [*gen()]); t(lambda: {[]: 1})
for a, *b in [(1, 2, 3), 'xy', [9]]: print(a, b)
print([a for a, *_ in ['ab', 'cd']], {k: v for k, (v, *_) in {'a': [1, 2]}.items()})
def ret(): return 1, *[2, 3]
def yld(): yield 1, *[2, 3]
print(ret(), list(yld()))
for q in (1, *[2, 3]): print(q, end=' ')
print()
a, b = b, a = 1, 2; print(a, b)
def swap3(a, b, c): a, b, c = c, a, b; return a, b, c
def swap4(a, b, c, d): a, b, c, d = d, c, b, a; return a, b, c, d
print(swap3(1, 2, 3), swap4(1, 2, 3, 4))
big = list(range(300)); a0, *rest, z1, z2 = big; print(a0, len(rest), z1, z2)
