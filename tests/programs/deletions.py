def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
a = b = c = 1; del a, (b, [c]); print('a' in globals(), 'b' in globals())
t(lambda: a)
try: del a
except NameError as e: print(e)
def local():
    v = 1; del v
    try: v
    except UnboundLocalError as e: print(e)
    try: del v
    except UnboundLocalError as e: print(e)
    v = 2; return v
print(local())
def cell():
    v = 1
    def get(): return v
    del v
    try: get()
    except NameError as e: print(e)
    try: del v
    except NameError as e: print(type(e).__name__, e)
    v = 3; return get()
print(cell())
def free():
    v = 1
    def kill():
        nonlocal v
        del v
    kill()
    try: return v
    except NameError as e: return type(e).__name__, str(e)
print(free())
def glob():
    global gg
    gg = 1; del gg
    try: del gg
    except NameError as e: return str(e)
print(glob())
class K:
    p = 1; q = 2
    del p
    try: del p
    except NameError as e: print(e)
    try: p
    except NameError as e: print(e)
    def __delitem__(self, k): print('delitem', k)
    def __delattr__(self, n): print('delattr', n)
print(hasattr(K, 'p'), K.q)
k = K(); del k[0], k[1:2], k[1, 2], k.x, (k.y, k['z'])
del K.q; t(lambda: K.q)
try: del K.q
except AttributeError as e: print(e)
l = list(range(10)); del l[0]; del l[-1], l[1:3]; del l[::2]; print(l); t(l.__delitem__, 99); t(l.__delitem__, 'a'); t(l.__delitem__, slice(0, 5, 0))
d = {'a': 1, 'b': 2}; del d['a']; print(d); t(d.__delitem__, 'zz'); t(lambda: d.pop('q')); t(lambda: [].pop()); t(lambda: set().pop()); t(lambda: {}.popitem())
def it():
    d = {1: 1, 2: 2}
    for k in d: del d[k]
t(it)
def it2():
    s = {1, 2}
    for k in s: s.discard(k); s.add(k + 10)
t(it2)
def args(a, *b, **c): del a, b; return c
print(args(1, 2, x=3))
def param(x):
    del x
    return x
t(param, 1)
def loop():
    for i in range(2):
        try: print(u)
        except UnboundLocalError: print('unbound')
        u = i
        if i == 0: del u
    return u
print(loop())
def exc():
    try: 1 / 0
    except ZeroDivisionError as e: del e
    try: e
    except UnboundLocalError as x: return str(x)
print(exc())
def order():
    def f(n): print('eval', n); return {0: n, 1: n}
    del f('a')[0], f('b')[1]
order()
def inline():
    z = 5
    r = [z for z in range(2)]
    del z
    try: return z
    except UnboundLocalError: return r
print(inline())
import builtins
builtins.custom = 'made'; print(custom); del builtins.custom; t(lambda: custom)
def maybe(flag):
    if flag: w = 1
    return w
t(maybe, 1); t(maybe, 0)
def many():
    a = b = c = d = 1
    del a, c
    return sorted(locals())
print(many())
