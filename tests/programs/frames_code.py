import sys
def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
def where(depth=0): f = sys._getframe(depth + 1); return f.f_code.co_name, f.f_lineno
def outer():
    a = 1
    def inner(): return where(), where(1)
    return inner()
print(outer())
def frame():
    x = 1
    f = sys._getframe(); y = 2
    return f.f_locals['x'], f.f_globals is globals(), f.f_back.f_code.co_name, f.f_lasti >= 0, f.f_trace, f.f_builtins['len'] is len, f.f_code is frame.__code__
print(frame()); t(sys._getframe, 100); print(sys._getframe(0) is not None)
def code(a, b=1, /, c=2, *d, e, f=3, **g): "doc"; h = a; return lambda: h
c = code.__code__
print(c.co_name, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_varnames, c.co_cellvars, c.co_freevars, c.co_nlocals, c.co_filename, c.co_firstlineno, c.co_flags & 0x2f)
print(code.__defaults__, code.__kwdefaults__, code.__doc__, code.__closure__, code(1, e=2).__closure__[0].cell_contents, code.__module__, code.__qualname__)
def gen(): yield
async def co(): pass
async def ag(): yield
for f in gen, co, ag, lambda: 0: print(f.__code__.co_flags & 0x2a0)
class K:
    def m(self): return sys._getframe().f_code.co_name
    body = sys._getframe().f_code.co_name
    loc = sorted(k for k in sys._getframe().f_locals if k[0] != '_')
print(K().m(), K.body, K.loc, (lambda: where())(), [where(i) for i in range(1)][0][0] in ('<listcomp>', '<module>'))
def run(): global ran; ran = 'executed'
exec(run.__code__); print(ran); print(eval((lambda: 1 + 1).__code__), eval((lambda: ran).__code__, {'ran': 'other'}))
def uses(): return len(names)
t(eval, uses.__code__, {'names': [1, 2]}); t(eval, uses.__code__, {}); t(eval, uses.__code__, {'names': 'abc', '__builtins__': {}}); t(eval, uses.__code__, {'names': 1, '__builtins__': {'len': lambda x: 'mine'}})
t(eval, uses.__code__, 5); t(exec, 5); t(exec, outer.__code__, {})
def free():
    v = 1
    def f(): return v
    return f
t(exec, free().__code__); t(eval, free().__code__)
uses.__code__ = (lambda: 'replaced').__code__; print(uses(), uses.__name__); t(setattr, uses, '__code__', free().__code__); t(setattr, uses, '__code__', 5)
uses.__defaults__ = (1,); t(setattr, uses, '__defaults__', 5); t(setattr, uses, '__kwdefaults__', 5); t(setattr, uses, '__name__', 5)
def dflt(a, b=1, *, c=2): return a, b, c
dflt.__defaults__ = (7, 8); dflt.__kwdefaults__ = {'c': 9}; print(dflt()); dflt.__defaults__ = None; t(dflt); dflt.__kwdefaults__ = None; t(dflt, 1, 2)
def tb():
    def deep(n):
        if not n: raise KeyError('deep')
        deep(n - 1)
    try: deep(2)
    except KeyError as e: x = e.__traceback__
    out = []
    while x: out.append((x.tb_frame.f_code.co_name, x.tb_lineno)); x = x.tb_next
    return out
print(tb())
print(c == code.__code__, hash(c) == hash(code.__code__), (lambda: 1).__code__ == (lambda: 2).__code__, c.replace(co_name='renamed').co_name)
def loc():
    a = 1; d = locals(); d['zz'] = 5; b = 2
    return sorted(d), 'zz' in locals()
print(loc()[0][:1]); print(sys._getframe().f_code.co_name)
