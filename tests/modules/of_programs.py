"""What many programs import, and what stands under it: `typing`, `json`, `contextvars`, `threading`, `signal`, `_stat`, `_ast`, `functools`."""
import typing, string, textwrap, fnmatch, functools, json, sys, contextvars, inspect, dataclasses, pprint, decimal, fractions, statistics, threading, signal, stat, ast, errno, gc
def s(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, str(e).split(' at 0x')[0][:200])
T = typing.TypeVar('T')
class Box(typing.Generic[T]):
    def __init__(self, x: T): self.x = x
s(lambda: (Box[int], Box[int](3).x, Box.__parameters__, Box[int].__args__, typing.get_type_hints(Box.__init__)))
s(lambda: typing.Optional[int]); s(lambda: typing.Union[int,str,None]); s(lambda: typing.List[int]); s(lambda: typing.Dict[str, typing.List[T]][int])
s(lambda: typing.Callable[[int],str]); s(lambda: typing.get_origin(typing.List[int]))
class P(typing.Protocol):
    def m(self) -> int: ...
s(lambda: P)
class NT(typing.NamedTuple):
    a: int
    b: str = 'x'
s(lambda: (NT(1), NT._fields, NT.__annotations__))
class TD(typing.TypedDict, total=False):
    a: int
s(lambda: (TD(a=1), TD.__annotations__))
s(lambda: string.Template('$a ${b} $$').substitute(a=1,b=2)); s(lambda: string.Formatter().format('{0} {x!r:>5}', 1, x='y')); s(lambda: string.capwords('ab cd')); s(lambda: string.Template('$a').substitute())
s(lambda: textwrap.fill('the quick brown fox jumps over the lazy dog', 15)); s(lambda: textwrap.dedent('  a\n   b\n')); s(lambda: textwrap.shorten('hello world foo', 12)); s(lambda: textwrap.indent('a\nb\n','> '))
s(lambda: (fnmatch.fnmatch('a.py','*.py'), fnmatch.filter(['a','b.c','bc'],'b*'), fnmatch.translate('[!a]?*.x')))
s(lambda: json.dumps({'a':[1,2.5,None,True,'é"\n'], 'b':{}}, indent=1)); s(lambda: json.loads('{"a":[1,2.5e3,null,true,"\\u00e9"]}')); s(lambda: json.loads('{"a"')); s(lambda: json.loads('[1,]')); s(lambda: json.dumps(float('nan'))); s(lambda: json.dumps({1:2}, sort_keys=True, separators=(',',':')));s(lambda: json.dumps(object))
v = contextvars.ContextVar('v', default=5); w = contextvars.ContextVar('w')
s(lambda: (v.get(), w.get(1), v.name)); s(lambda: w.get())
t = v.set(7); s(lambda: (v.get(), t.old_value is contextvars.Token.MISSING, t.var is v)); 
c = contextvars.copy_context()
def f():
    v.set(99); return v.get()
s(lambda: (c.run(f), v.get(), c[v], v in c, len(c), list(c) == [v], c.get(w), dict(c.items()) == {v: 99}))
s(lambda: c.run(c.run, f)) if 0 else None
v.reset(t); s(lambda: v.get()); s(lambda: v.reset(t) if 0 else 1); s(lambda: c[1]); s(lambda: contextvars.Context(1)); s(lambda: contextvars.Token()); s(lambda: contextvars.ContextVar(1)); s(lambda: contextvars.copy_context() == contextvars.copy_context())
s(lambda: w.reset(v.set(1)) if 0 else 2)
s(lambda: decimal.Decimal('1.1') + decimal.Decimal('2.2')); s(lambda: decimal.Decimal(1)/3); s(lambda: decimal.Decimal(2).sqrt()); s(lambda: fractions.Fraction('3/7')+1); s(lambda: statistics.mean([1,2,3,4])); s(lambda: statistics.median([1,3,2]));
s(lambda: inspect.signature(lambda a, b=1, *c, d, **e: 0)); s(lambda: inspect.getmro(NT)[:2]); s(lambda: inspect.isfunction(f)); s(lambda: inspect.signature(Box.__init__)); s(lambda: inspect.getfullargspec(f)); s(lambda: inspect.getmembers(Box(1), lambda x: x == 1))
s(lambda: pprint.pformat({'a':list(range(40)), 'b': 'x'*100})); 
lock = threading.Lock(); rl = threading.RLock()
s(lambda: (lock.acquire(), lock.locked(), lock.acquire(False), lock.release(), threading.current_thread().name, threading.active_count(), threading.main_thread() is threading.current_thread()))
s(lambda: [x for x in (rl.__enter__(), rl.acquire(), rl.release(), rl.release())]); s(lambda: rl.release()); s(lambda: lock.release())
ev = threading.Event(); s(lambda: (ev.is_set(), ev.set(), ev.wait(), ev.is_set()))
cond = threading.Condition(); s(lambda: (cond.__enter__(), cond.notify(), cond.__exit__(None,None,None)))
sem = threading.Semaphore(2); s(lambda: (sem.acquire(), sem.acquire(), sem.acquire(blocking=False), sem.release()))
l = threading.local(); l.x = 1; s(lambda: l.x)
s(lambda: (signal.SIGINT, signal.Signals(15), signal.getsignal(signal.SIGTERM), signal.strsignal(11), len(signal.valid_signals())))
got = []
s(lambda: (signal.signal(signal.SIGUSR1, lambda n, fr: got.append(n)), signal.raise_signal(signal.SIGUSR1), got))
s(lambda: signal.raise_signal(signal.SIGINT)); s(lambda: signal.signal(99, 0)); s(lambda: signal.signal(2, 5)); s(lambda: signal.signal(9, signal.SIG_IGN))
s(lambda: [stat.filemode(m) for m in (0,0o777,0o40755,0o20600,0o60660,0o10644,0o120777,0o104755,0o102755,0o101755,0o104644,0o102644,0o101644,0o170000)]); s(lambda: (stat.S_ISDIR(0o40000), stat.S_IMODE(0o170777), stat.S_IFMT(0o107777))); s(lambda: stat.S_ISDIR(-1)); s(lambda: stat.filemode('x')); s(lambda: stat.S_ISREG(1<<40)); s(lambda: stat.S_ISREG(1<<80))
s(lambda: (ast.Name('x', ast.Load()).id, ast.dump(ast.BinOp(ast.Constant(1), ast.Add(), ast.Constant(2))), ast.Add._fields, ast.expr._attributes, ast.Name.__mro__))
s(lambda: ast.Name(1,2,3)); s(lambda: ast.Add(1)); s(lambda: ast.Name('x', id=3)); s(lambda: list(ast.walk(ast.List([ast.Name('a', ast.Load())], ast.Load())))[0].elts[0].id)
class V(ast.NodeVisitor):
    def visit_Name(self, n): print('visit', n.id)
s(lambda: V().visit(ast.Tuple([ast.Name('q', ast.Load())], ast.Load())))
s(lambda: (errno.errorcode[2], errno.errorcode[11], errno.errorcode[35], errno.errorcode[95], errno.ENOTSUP, len(errno.errorcode)))
s(lambda: (gc.isenabled(), gc.get_debug(), gc.DEBUG_LEAK, len(gc.get_stats()), sorted(gc.get_stats()[0])))
if sys.version_info >= (3,9): s(lambda: gc.is_finalized(object()))
p = functools.partial(max, 1, key=abs); p.note = 5
s(lambda: (p(-3), p.note, p.__dict__, p.func, p.args, p.keywords, repr(p), p.__reduce__()[1:]))
s(lambda: functools.partial()); s(lambda: functools.partial(1)); 
class PP(functools.partial): pass
s(lambda: (PP(int, base=2)('11'), functools.partial(PP(int, base=2), '11')(), repr(PP(len)).split('.')[-1]))
q = functools.partial(len); s(lambda: q.__setstate__((sum, ([1,2],), {}, {'z':1}))); s(lambda: (q(), q.z)); s(lambda: q.__setstate__((1,2)))
@functools.lru_cache(maxsize=2, typed=True)
def g(x, y=1): return (x, y)
s(lambda: (g(1), g(1.0), g(1), g.cache_info(), g.cache_clear(), g.cache_info(), g.__wrapped__(5), g.__name__, g.__module__))
s(lambda: g([])); 
class M:
    @functools.lru_cache(None)
    def m(self): return 5
s(lambda: (M().m(), M.m.cache_info()))
k = functools.cmp_to_key(lambda a, b: a - b); s(lambda: (k(1) < k(2), k(3) == k(3), k(5).obj, sorted([3,1,2], key=k))); s(lambda: k(1) < 1); s(lambda: hash(k(1)));s(lambda: functools.cmp_to_key())
s(lambda: functools.reduce(lambda a,b: a+b, [])); s(lambda: functools.reduce(1, 2)); s(lambda: functools.reduce(lambda a, b: a, [], 3))
