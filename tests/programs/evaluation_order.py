def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
log = []
def v(x): log.append(x); return x
def show(r=None):
    global log
    print(log, r); log = []
class O:
    def __init__(self, n): self.n = n
    def __getattr__(self, k): log.append(f'{self.n}.{k}'); return O(k)
    def __setattr__(self, k, x): 
        if k != 'n': log.append(f'set {k}')
        else: self.__dict__[k] = x
    def __getitem__(self, k): log.append(f'{self.n}[{k}]'); return 10
    def __setitem__(self, k, x): log.append(f'set[{k}]={x}')
    def __delitem__(self, k): log.append(f'del[{k}]')
    def __call__(self, *a, **k): log.append(f'call {a} {k}'); return self
def o(n): log.append(n); return O(n)
show(v(1) + v(2) * v(3) - v(4)); show((v(1), [v(2), {v(3): v(4)}], {v(5)})); show({v('k1'): v('v1'), v('k2'): v('v2')})
show(o('f')(v(1), *[v(2)], k=v(3), **{'m': v(4)}) and None); show(o('f')(*[v(1)], v(2), k=v(3)) and None); show(o('f')(k=v(1), *[v(2)]) and None)
o('a')[v('i')] = v('value'); show(); o('a').attr = v('value'); show(); o('x')[v(1)], o('y')[v(2)] = v(3), v(4); show()
o('a')[v('i')] += v(5); show()
x = y = o('z')[v('k')] = v('chained'); show((x, y)); i = 0; lst = [0, 0, 0]; i, lst[i] = 1, 'placed'; print(i, lst); lst[lst[1]], lst[2] = 'first', lst[1]; print(lst)
del o('d')[v(1)], o('e')[v(2)]; show(); show(v(1) < v(2) < v(1) < v(5)); show(v(3) == v(3) != v(4)); show(v(0) or v('') or v('last') or v('never')); show(v(1) and v(0) and v('never')); show(v('yes') if v(1) else v('no')); show(not v(0))
show([v(i) for i in v([1, 2]) if v(i) > 1]); show({v(i): v(i * 2) for i in [1, 2]}); show(list(v(i) for i in v([3]))); show(o('s')[v(1):v(2):v(3)]); show(f'{v(1)} {v(2)!r:{v(">4")}} {v(3)}'); show('%s %s' % (v(1), v(2)))
def deco(n):
    v('make ' + n)
    def d(f): v('apply ' + n); return f
    return d
@deco('outer')
@deco('inner')
def g(a=v('default a'), *, b=v('default b')): pass
show()
@deco('class')
class K(v(object), metaclass=v(type)):
    v('body')
    @deco('method')
    def m(self, x=v('method default')): pass
show()
show((lambda q=v('lambda default'): q)()); show(v(2) ** v(3) ** v(0)); show(-v(1) + ~v(2)); show(v('a') in v(['a']) is v(True)); show(v(1) if v(0) else v(2) if v(0) else v(3))
try: v(1) + v(None) + v(3)
except TypeError: show('stopped')
try: o('f')(v(1), *v(5), k=v('late'))
except TypeError: show('star')
try: o('f')(v(1), **{'a': v(1)}, **{'a': v(2)})
except TypeError as e: show('double')
try: a, (b, c) = v(1), v(2)
except TypeError: show(a)
for o('loop')[v('target')] in [1, 2]: v('in loop')
show()
class CM:
    def __init__(s, n): s.n = v(n)
    def __enter__(s): v('enter ' + s.n); return s
    def __exit__(s, *e): v('exit ' + s.n)
with CM('a') as o('w').x, CM('b') as o('w')[v('t')]: v('with body')
show()
assert v(1), v('never'); show()
try: assert v(0), v('message')
except AssertionError as e: show(e)
try: raise v(ValueError) from v(KeyError('cause'))
except ValueError as e: show(repr(e.__cause__))
def gen(): v('started'); yield v(1); v('resumed')
z = gen(); show(); next(z); show(); show(next(z, 'end'))
print(*(v(i) for i in range(2)), sep=v('-')); show()
{**{v('a'): v(1)}, v('b'): v(2), **{v('c'): v(3)}}; show(); [*v([1]), v(2), *v((3,))]; show()
x = [1, 2, 3]; x[v(0)] = x[v(1)] = v(9); show(x); x = v(1), *v([2]); show(x); first, *rest = v('abc'); show((first, rest))
global_name = 1
def scopes(global_name=global_name + 1): return global_name
print(scopes()); (w := v(5)) if False else v('not walrus'); show(); show((w := v(7)) + w)
