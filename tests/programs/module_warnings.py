import _warnings as w
import sys


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


def here(message, *args, **kwargs):
    w.warn(message, *args, **kwargs)


def again(message, level):
    here(message, None, level)


w.warn("first")
w.warn("first")
for n in range(3):
    w.warn("loop")
    w.warn("loop %d" % n, RuntimeWarning)
w.warn(DeprecationWarning("in main"))
w.warn("pending", PendingDeprecationWarning)
w.warn("import", ImportWarning)
w.warn("resource", ResourceWarning)
w.warn("future", FutureWarning)
here("one")
here("two", stacklevel=2)
again("three", 3)
again("four", 1)
here("far", UserWarning, 50)
here("zero", UserWarning, 0)
here("below", UserWarning, -5)
show("kind", lambda: w.warn("x", int))
show("kind", lambda: w.warn("x", "y"))
show("few", lambda: w.warn())
print(sorted(str(k) for k in __warningregistry__ if k != "version")[:4], len(__warningregistry__))


class Own(UserWarning):
    def __str__(self):
        return "own text"


w.warn(Own("ignored"))
w.warn_explicit("explicit", UserWarning, "file.py", 7)
w.warn_explicit("explicit", UserWarning, "file.py", 7)
registry = {}
for n in range(2):
    w.warn_explicit("with registry", UserWarning, "file.py", 7, "mod", registry)
    w.warn_explicit("with registry", UserWarning, "file.py", 8, "mod", registry)
print(sorted((str(k), v) for k, v in registry.items() if k != "version"))
w.warn_explicit("no module", UserWarning, "file.py", 7, None)
w.warn_explicit("empty", UserWarning, "", 1)
show("registry", lambda: w.warn_explicit("x", UserWarning, "f", 1, "m", []))
show("file", lambda: w.warn_explicit("x", UserWarning, 1, 1))
show("line", lambda: w.warn_explicit("x", UserWarning, "f", "a"))
show("few", lambda: w.warn_explicit("x", UserWarning, "f"))


def with_filters(*filters):
    w.filters[:] = filters
    w._filters_mutated()


if sys.version_info < (3, 14):
    with_filters(("error", None, Warning, None, 0))
    show("error", lambda: w.warn("raised"))
    show("error", lambda: w.warn(Own()))
    with_filters(("ignore", None, Warning, None, 0))
    w.warn("not seen")
    with_filters(("always", None, Warning, None, 0))
    for n in range(2):
        w.warn("always")
    with_filters(("once", None, Warning, None, 0))
    for n in range(2):
        w.warn("once")
        w.warn("once")
        w.warn_explicit("once more", UserWarning, "f", n)
    with_filters(("module", None, Warning, None, 0))
    for n in range(2):
        w.warn("module")
        w.warn("module")
    with_filters(("strange", None, Warning, None, 0))
    show("strange", lambda: w.warn("strange"))
    with_filters(("error", "exact", Warning, None, 0))
    show("message", lambda: w.warn("exact"))
    show("message", lambda: w.warn("exactly"))

    class Pattern:
        def match(self, text):
            print("asked", text)
            return text.startswith("a")

    with_filters(("error", Pattern(), UserWarning, Pattern(), 0))
    show("pattern", lambda: w.warn("abc"))
    show("pattern", lambda: w.warn("xyz"))
    show("pattern", lambda: w.warn_explicit("abc", UserWarning, "f", 1, "a module"))
    show("category", lambda: w.warn("abc", RuntimeWarning))
    with_filters(("error", None, Warning, None, 5))
    show("line", lambda: w.warn_explicit("x", UserWarning, "f", 5))
    show("line", lambda: w.warn_explicit("x", UserWarning, "f", 6))
    with_filters((1, 2))
    show("bad", lambda: w.warn("x"))
    with_filters((1, None, Warning, None, 0))
    show("bad", lambda: w.warn("x"))
    with_filters()
    w.warn("default")
if sys.version_info >= (3, 12):
    x = True
    print(~x)
    show("prefixes", lambda: w.warn("x", skip_file_prefixes="a"))
    show("prefixes", lambda: w.warn("x", skip_file_prefixes=(1,)))
    show("prefixes", lambda: here("skipped", skip_file_prefixes=("nowhere",)))
