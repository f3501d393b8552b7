"""Imports of all kinds. `BASE` stands for the directory that the tree is in."""
import sys

BASE = sys.path[0]
sys.path[:1] = [BASE, BASE + "/first", BASE + "/nowhere", BASE + "/second"]


def show(*values):
    print(*[repr(value).replace(BASE, "BASE") if not isinstance(value, str) else value.replace(BASE, "BASE") for value in values])


def attempt(what, run):
    try:
        show(what, run())
    except BaseException as e:
        show(what, type(e).__name__, str(e), getattr(e, "name", "-"), getattr(e, "path", "-"))
        trace = []
        tb = e.__traceback__
        while tb is not None:
            code = tb.tb_frame.f_code
            if not code.co_filename.startswith("<frozen"):
                trace.append((code.co_name, tb.tb_lineno, code.co_filename))
            tb = tb.tb_next
        show(trace)


def about(module):
    show(module.__name__, module.__package__, module.__file__, getattr(module, "__cached__", "-"), list(getattr(module, "__path__", ())))
    spec = module.__spec__
    show(spec.name, spec.parent, spec.origin, spec.has_location, spec.cached, spec.submodule_search_locations is None)
    show(type(module.__loader__).__name__, module.__loader__ is spec.loader)


print("# one file each")
import plain
import checked
import unchecked
import bare

for module in (plain, checked, unchecked, bare):
    about(module)
    show(module.VALUE, module.f.__code__.co_filename)
import plain as again
show(again is plain, plain.COUNT)

print("# packages")
import pkg.sub.deep
show(pkg.sub.deep.CHAIN, pkg.ORDER)
about(pkg)
about(pkg.sub)
about(pkg.sub.deep)
from pkg import a, sub as s, CONSTANT
show(a is pkg.a, s is sys.modules["pkg.sub"], CONSTANT)
import pkg.sub.deep as deep
show(deep is pkg.sub.deep)
from pkg.late import VALUE
show(VALUE, pkg.late.VALUE, "late" in dir(pkg))

attempt("no part", lambda: __import__("pkg.none"))
attempt("no package", lambda: __import__("plain.part"))
attempt("no module", lambda: __import__("nothing.at.all"))
attempt("beyond", lambda: __import__("pkg.beyond"))
attempt("no name", lambda: __import__(""))
attempt("level", lambda: __import__("x", {}, None, (), -1))
attempt("no parent", lambda: __import__("x", {"__name__": "m"}, None, (), 1))
attempt("relative", lambda: __import__("a", {"__package__": "pkg"}, None, ("WHO",), 1).WHO)
attempt("relative of", lambda: __import__("", {"__package__": "pkg.sub"}, None, ("deep",), 2).__name__)
attempt("first of", lambda: __import__("pkg.sub.deep").__name__)
attempt("last of", lambda: __import__("pkg.sub.deep", None, None, ("x",)).__name__)


def missing():
    from pkg import nothing
    return nothing


attempt("missing", missing)

print("# stars")
import star
show(star.GOT)

print("# namespaces")
import space.one
import space.two
show(space.one.VALUE, space.two.VALUE, list(space.__path__), getattr(space, "__file__", "-"), space.__spec__.origin, space.__package__)
show(space.__spec__.parent, space.__spec__.submodule_search_locations is not None)
attempt("no third", lambda: __import__("space.three"))

print("# without sources")
import bare_pkg.inner
about(bare_pkg)
about(bare_pkg.inner)
show(bare_pkg.inner.WHERE)

print("# circles")
import circle.one
show(circle.one.SEEN, circle.two.SEEN)
attempt("from", lambda: __import__("circle.three"))
show("circle.three" in sys.modules, "circle.four" in sys.modules)
attempt("attribute", lambda: __import__("circle.five"))

print("# failures")
attempt("raises", lambda: __import__("fails"))
show("fails" in sys.modules)
attempt("again", lambda: __import__("fails"))
sys.modules["blocked"] = None
attempt("blocked", lambda: __import__("blocked"))
attempt("magic", lambda: __import__("wrecks.magic"))
attempt("short", lambda: __import__("wrecks.short"))
attempt("cut", lambda: __import__("wrecks.cut"))
attempt("no code", lambda: __import__("wrecks.number"))
attempt("flags", lambda: __import__("wrecks.flags"))

print("# what modules do to themselves")
import replaces
show(type(replaces).__name__, replaces.answer)
import lazy
show(lazy.computed, dir(lazy))


def not_there():
    from lazy import gone
    return gone


attempt("lazy", not_there)
attempt("attr", lambda: plain.nothing)
del sys.modules["plain"]
import plain
show(plain is again, plain.COUNT, again.COUNT)

print("# a hook")
real = __import__
import builtins
calls = []


def hook(name, globals=None, locals=None, fromlist=(), level=0):
    calls.append((name, fromlist, level))
    return real(name, globals, locals, fromlist, level)


builtins.__import__ = hook
import pkg.a
from pkg import CONSTANT as c
builtins.__import__ = real
show(calls)
