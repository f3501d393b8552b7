def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
import sys
Module = type(sys)
def make(name, **ns):
    m = Module(name, 'doc of ' + name); vars(m).update(ns); sys.modules[name] = m
    if '.' in name: parent, _, child = name.rpartition('.'); setattr(sys.modules[parent], child, m)
    return m
make('pkg', __path__=[], a=1, _hidden=2, b=3); make('pkg.sub', c=4); make('pkg.sub.deep', d=5); make('listed', __all__=['x', '_y'], x=1, _y=2, z=3); make('badlist', __all__=['missing']); make('badtype', __all__=[5])
import pkg; print(pkg.a, pkg.sub.c)
import pkg.sub.deep; print(pkg.sub.deep.d)
import pkg.sub.deep as deep; print(deep.d)
import pkg.sub as s1, pkg as p1; print(s1.c, p1.b)
from pkg import a, sub, b as bee; print(a, sub.c, bee)
from pkg.sub import (c, deep as dp,); print(c, dp.d)
from pkg import *; print('_hidden' in globals(), b)
from listed import *; print(x, _y, 'z' in globals())
def local():
    import pkg.sub.deep; from pkg.sub import deep as q; return pkg.sub.deep is q, sorted(locals())
print(local())
def star(name):
    ns = {}
    g = type(star)((lambda: None).__code__, ns); return g
def missing():
    from pkg import nothing
def missing_module():
    import pkg.none
def missing_top():
    import no_such_module_at_all
def not_package():
    import listed.child
def bad():
    import badlist
    return getattr(badlist, badlist.__all__[0])
t(missing); t(missing_module); t(missing_top); t(not_package); t(bad)
try: from badlist import *
except AttributeError as e: print(e)
try: from badtype import *
except TypeError as e: print(e)
try: from . import something
except ImportError as e: print(type(e).__name__, e)
except KeyError as e: print(e)
print(__name__, __package__ if '__package__' in globals() else 'none')
m = make('dynamic'); m.__getattr__ = lambda n: ('made', n) if n[0] != '_' and n != 'no' else (_ for _ in ()).throw(AttributeError('refused ' + n)); m.__dir__ = lambda: ['z', 'y']
from dynamic import anything; print(anything, m.other, dir(m)); t(lambda: m.no); t(lambda: m._private)
def from_no():
    from dynamic import no
t(from_no)
class Lazy(Module):
    def __getattribute__(self, n): return 'lazy ' + n if n.startswith('l') else super().__getattribute__(n)
sys.modules['lazy'] = Lazy('lazy'); import lazy; from lazy import load; print(lazy.thing if hasattr(lazy, 'thing') else 'none', load, lazy.later)
sys.modules['object'] = type('Obj', (), {'attr': 'not a module'})(); import object as notmod; from object import attr; print(attr)
sys.modules['none'] = None
def none():
    import none
t(none); t(__import__, 'none')
print(__import__('pkg.sub.deep').__name__, __import__('pkg.sub.deep', fromlist=['d']).__name__, __import__('pkg.sub', globals(), {}, ['deep'], 0).__name__); t(__import__, 5); t(__import__, ''); t(__import__, 'x', level=-1)
import builtins
real = builtins.__import__
def hook(name, globals=None, locals=None, fromlist=(), level=0): print('import', name, fromlist, level); return real(name, globals, locals, fromlist, level)
builtins.__import__ = hook
import pkg.sub; from pkg import sub as again; from listed import *
builtins.__import__ = real
def conditional(flag):
    if flag: import pkg as thing
    else: thing = None
    return thing and thing.__name__
print(conditional(1), conditional(0))
class InClass:
    import pkg.sub as inner
    from pkg import a as attr
print(InClass.inner.c, InClass().attr)
del sys.modules['pkg.sub.deep'], pkg.sub.deep
def gone():
    from pkg.sub import deep
t(gone)
m = Module('fresh'); print(m.__name__, m.__doc__, m.__loader__, m.__spec__, m.__package__, sorted(vars(m))); t(Module); t(Module, 5); del m.__name__; t(lambda: m.__name__); t(lambda: m.attr)
