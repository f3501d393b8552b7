def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
x = 'global'
print([x for x in range(2)], x, {x for x in [1]}, {x: x for x in 'a'}, list(x for x in 'b'), x)
def local():
    x = 'local'
    a = [x for x in range(3)]; b = [(x, y) for y in range(2)]; c = [lambda: x for x in range(2)]
    return a, b, [f() for f in c], x
print(local())
def unbound():
    r = [y for y in range(2)]
    try: y
    except NameError as e: return r, type(e).__name__
print(unbound())
def deleted():
    z = 1
    del z
    r = [z for z in 'ab']
    try: return r, z
    except UnboundLocalError as e: return r, type(e).__name__
print(deleted())
class C:
    x = 'class'; items = [1, 2]
    a = [i for i in items]
    b = [x for _ in items]
    c = [y for y in [x]]
    try: d = [x for x in items if x > len(items) - 1]
    except NameError as e: d = str(e)
    f = [lambda: x for _ in items][0]
    g = [i for i in items]
print(C.a, C.b, C.c, C.d, C.f(), C.g, hasattr(C, 'i'), hasattr(C, 'y'))
def nested(): return [[(i, j, k) for k in range(j)] for i in range(2) for j in range(3) if i != j]
print(nested())
def conds(n): return [i for i in range(n) if i % 2 if i > 3], {i: j for i in range(n) if i for j in range(i) if j > 2}
print(conds(6))
def closure():
    fs = [lambda: (i, n) for i in range(3)]
    n = 'n'
    return [f() for f in fs], (lambda: [n for _ in 'a'])()
print(closure())
def errors():
    try: [1 / 0 for _ in 'a']
    except ZeroDivisionError: pass
    i = 'outer'
    try: [i / 0 for i in range(1)]
    except ZeroDivisionError: return i
print(errors())
t(lambda: [a for a, b in [(1, 2, 3)]]); t(lambda: [i for i in 5]); t(lambda: {[]: 1 for _ in 'a'}); t(lambda: {[] for _ in 'a'}); t(lambda: list(i for i in 5)); t(lambda: [undefined for _ in 'a'])
def gen_eager():
    try: g = (i for i in 1)
    except TypeError as e: return 'eager', str(e)
print(gen_eager())
def side():
    log = []
    def v(x): log.append(x); return x
    r = {v('k%d' % i): v('v%d' % i) for i in range(2)}
    return r, log
print(side())
def loc(): a = 1; return [sorted(locals()) for b in 'x'][0][-1:], sorted(locals())
print(loc()[1])
def swap(a, b): return [a for a in b], [b for b in [a]], a, b
print(swap(1, [2, 3]))
def dicts(): return {**{k: v for k, v in zip('ab', 'cd')}, 'e': [*(c for c in 'fg')]}, {i: {j for j in range(i)} for i in range(2)}
print(dicts())
def lam(): return [(lambda y: [x * y for x in range(3)])(k) for k in range(2)], [*map(lambda i: [i for i in range(i)], range(3))]
print(lam())
def walrus(): return [s := i + 1 for i in range(3)], s
print(walrus())
def big(): return sum([sum([i * j for j in range(5)]) for i in range(5)]), sum(i for i in range(100) if i % 3 == 0), max((len(s), s) for s in ['a', 'bb'])
print(big())
def star(): return [*[i for i in range(2)], *(j for j in 'ab')], (lambda *a: a)(*[i for i in range(3)]), dict(**{c: 1 for c in 'ab'})
print(star())
def yields():
    r = [i for i in (yield 'first')]
    return r
g = yields(); print(next(g)); t(g.send, [1, 2])
def scoped():
    global x
    x = 'changed'
    return [x for x in 'q'], x
print(scoped(), x)
