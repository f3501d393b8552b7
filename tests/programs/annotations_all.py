def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def v(x): print('eval', x); return x
a: v(1) = v(2)
b: v(3)
(c): v(4) = 5
class O: pass
o = O(); o.x: v(5) = v(6); o.y: v(7)
d = [0]; d[v(0)]: v('ann') = v(8)
print(__annotations__, 'b' in globals(), o.x, hasattr(o, 'y'), d)
def f(p: v('p') = v('default'), /, q: v('q') = 1, *args: v('args'), k: v('k') = 2, **kw: v('kw')) -> v('ret'):
    local: undefined = 5
    other: undefined
    return local
print(f.__annotations__, f())
def unset():
    x: int
    return x
t(unset)
class C:
    m: int = 1
    n: 'str'
    __private: float
    if True: o: bool
    def g(self): y: int = 3; return y
    print(__annotations__)
print(C.__annotations__, C().g(), hasattr(C, 'n'))
class D(C): pass
class E(C): z: int
print(E.__annotations__, '__annotations__' in vars(D))
f.__annotations__ = {}; print(f.__annotations__); f.__annotations__ = None; print(f.__annotations__); t(setattr, f, '__annotations__', 5); del f.__annotations__; print(f.__annotations__)
print((lambda x: x).__annotations__, C.g.__annotations__, v.__annotations__); t(lambda: len.__annotations__)
def deco(g): print('deco'); return g
@deco
def h(x: v('h')) -> None: pass
def lst(x: [int, str], y: (1, 2), z: {'k': 'v'}): pass
print(lst.__annotations__)
async def co(x: int) -> str: pass
def ge(x: int) -> str: yield
print(co.__annotations__, ge.__annotations__)
x: int; x = 7; print(x)
for i in range(2): w: v(i) = i
print(__annotations__['w'])
