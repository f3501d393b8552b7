def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
class Seq:
    def __init__(self, *v): self.v = v
    def __getitem__(self, i):
        if isinstance(i, slice): return 'slice', i.start, i.stop, i.step
        return self.v[i]
    def __len__(self): return len(self.v)
s = Seq(3, 1, 2); print(list(s), 1 in s, 9 in s, list(reversed(s)), s[1:2], s[::2], s[:], sorted(s), max(s), sum(s), tuple(s), [*s], {*s}, list(zip(s, s)), list(enumerate(s)), dict(zip('abc', s)), ','.join(map(str, s))); a, *b = s; print(a, b, iter(s).__class__.__name__)
class NoLen:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i
print(list(NoLen()), 2 in NoLen()); t(lambda: reversed(NoLen())); t(len, NoLen())
class Stop:
    def __getitem__(self, i):
        if i > 1: raise StopIteration
        return i
print(list(Stop()))
class Raises:
    def __getitem__(self, i): raise KeyError(i)
t(list, Raises()); t(lambda: 1 in Raises())
class Iter:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1; return self.n
    def __length_hint__(self): return 3
i = Iter(3); print(next(i), 1 in i, list(i), next(i, 'end')); t(next, i)
class Cont:
    def __contains__(self, x): return x
print(5 in Cont(), 0 in Cont(), [] not in Cont())
class NotIter: __iter__ = None
class NotCont(Seq): __contains__ = None
t(iter, NotIter()); t(lambda: 1 in NotIter()); t(lambda: 1 in NotCont(1)); t(lambda: [*NotIter()])
class BadIter:
    def __iter__(self): return 5
class BadNext:
    def __iter__(self): return BadNext2()
class BadNext2: pass
t(iter, BadIter()); t(list, BadNext()); t(lambda: [x for x in BadIter()])
class BadLen:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
for n in (-1, 1.5, 'x', None, True, 1 << 70): t(len, BadLen(n)); t(bool, BadLen(n))
class Rev:
    def __reversed__(self): return 'anything'
print(reversed(Rev()))
class NoRev(Seq): __reversed__ = None
t(reversed, NoRev(1)); t(reversed, {1}); print(list(reversed({1: 2, 3: 4})))
class Map:
    def __init__(self, **d): self.d = d
    def keys(self): return self.d.keys()
    def __getitem__(self, k): return self.d[k]
m = Map(a=1, b=2); print(dict(m), {**m}, (lambda **k: k)(**m), '{a}'.format_map(m), '%(b)s' % m if False else ''); d = {}; d.update(m); print(d)
class Missing(dict):
    def __missing__(self, k): self[k] = k * 2; return self[k]
x = Missing(a=1); print(x['b'], x, x.get('c'), 'c' in x, '%(z)s' % x, '{q}'.format_map(x)); t(lambda: '{w}'.format(**x))
class SetItem:
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
o = SetItem(); o[1] = 2; o[1:2] = 3; o[1, 2:3] = 4; o[...] = 5; del o[0], o[1:], o['k', None]; t(lambda: o[0])
def aug(): o[0] += 1
t(aug)
class Idx:
    def __index__(self): return 1
print([10, 20, 30][Idx()], 'abc'[Idx():], (1, 2)[Idx()], range(5)[Idx()], bytes(Idx()), [0] * Idx(), hex(Idx()), b'xy'[Idx()]); l = [1, 2]; l[Idx()] = 'set'; l.insert(Idx(), 'ins'); print(l, l.pop(Idx()))
class BadIdx:
    def __index__(self): return 'x'
t(lambda: [1][BadIdx()]); t(lambda: [1][1.0]); t(lambda: 'a'[None]); t(lambda: [1][object()] if False else [1]['0'])
class GetAttrIter:
    def __getattr__(self, n): return lambda *a: iter([1])
t(list, GetAttrIter())
class InstanceIter: pass
q = InstanceIter(); q.__iter__ = lambda: iter([1]); t(list, q)
class CG:
    def __class_getitem__(cls, k): return cls.__name__, k
print(CG[int], CG[1, 2], CG['a':]); t(lambda: CG()[0]); t(lambda: InstanceIter[0])
class Sized(list):
    def __len__(self): return 10
print(len(Sized()), bool(Sized()), list(Sized([1])), Sized([1])[0], [*Sized([2])])
class Hint:
    def __init__(self, h): self.h = h
    def __iter__(self): return iter('ab')
    def __length_hint__(self): 
        if isinstance(self.h, type): raise self.h('hint')
        return self.h
for h in (0, 5, -1, 'x', NotImplemented, TypeError, ValueError): t(list, Hint(h))
print(next(iter([]), None), next(iter([5])), list(iter(iter([1, 2]).__next__, 2)), list(iter(lambda c=[3]: c.append(0) or len(c), 4))); t(iter, 5, 6); t(next, 5); t(next, [1])
