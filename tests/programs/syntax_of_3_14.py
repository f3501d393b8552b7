# since 3.14
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def catch(e):
    try: raise e
    except ValueError, KeyError: return 'value or key'
    except TypeError, AttributeError, (NameError if e else OSError), IndexError: return 'others'
    except ZeroDivisionError: return 'zero'
t(catch, ValueError()); t(catch, KeyError()); t(catch, TypeError()); t(catch, NameError('n')); t(catch, IndexError()); t(catch, ZeroDivisionError()); t(catch, RuntimeError('not caught'))
def group(e):
    out = []
    try: raise e
    except* ValueError, KeyError: out.append('vk')
    except* TypeError, IndexError: out.append('ti')
    except* OSError as o: out.append(repr(o))
    return out
t(group, ExceptionGroup('g', [ValueError(1), TypeError(2), OSError(3)])); t(group, KeyError('k')); t(group, ExceptionGroup('g', [NameError('left'), IndexError()]))
def swallowed():
    try: raise ValueError('lost')
    finally: return 'returned'
def overridden():
    try: return 'first'
    finally: return 'second'
def loops():
    out = []
    for i in range(5):
        try:
            if i == 1: raise ValueError(i)
            out.append(i)
        finally:
            if i < 3: continue
            break
    return out
def nested():
    try:
        try: raise ValueError('inner')
        finally: raise KeyError('outer')
    except KeyError as e: return repr(e), repr(e.__context__)
t(swallowed); t(overridden); t(loops); t(nested)
def gen():
    try: yield 1
    finally: return 'closed'
g = gen(); next(g); print(g.close()); g = gen(); next(g); t(g.throw, ValueError('x'))
print(sum(map(len, ('ab', 'c'), strict=True)) if False else sum(map(len, ('ab', 'c')))); t(lambda: list(map(max, (1, 2), (3,), strict=True))); t(lambda: list(map(max, (1, 5), (3, 4), strict=True)))
print(float.from_number(3), complex.from_number(2.5), int('12'), bytes.fromhex(b"6162"), bytes.fromhex("63 64")); t(float.from_number, '3'); t(int, 5.5)
print(memoryview[int], NotImplemented is NotImplemented); t(bool, NotImplemented)
print(range(5)[::-1], (1, 2).index(2), 'Aé'.upper(), pow(2, -1, mod=7), pow(base=2, exp=3, mod=5))
import _operator as operator
print(operator.is_none(None), operator.is_not_none(None))
import sys
print(sys.version_info[:2], sys.implementation.name)
class S:
    def __init_subclass__(cls, /, **kw): print('sub', cls.__name__, kw)
class S2(S, key=1): pass
super_obj = super(S2, S2()); print(type(super_obj).__name__, super_obj.__thisclass__.__name__)
def uses_assert(x): assert x, f'failed {x}'; return 'passed'
t(uses_assert, 1); t(uses_assert, 0)
t(lambda: all(x > 0 for x in [1, 2, -1])); t(lambda: any([x > 0 for x in [0]])); t(lambda: tuple(x * 2 for x in range(3))); t(lambda: list(x for x in 'ab'))
x = list(range(6)); a, b = 1, 3; x[a:b] = 'zzz'; x[b:] = x[:a]; print(x, x[a:b], x[1:3])
for x in (1, 2, 300, -6): print([x + 1, x == 255, x])
with memoryview(b"abc") as m: print(bytes(m))
def positions(): return 1 / 0
positions()
