import sys
def show(what, call):
    try: print(what, ascii(call()))
    except Exception as e: print(what, type(e).__name__, e)
import abc, collections, collections.abc, copy, copyreg, datetime, enum, heapq, keyword, numbers, opcode, operator, quopri, reprlib, timeit, token, types, weakref, functools, stringprep
if sys.version_info >= (3,9): import graphlib
from collections import namedtuple, OrderedDict, Counter, ChainMap, deque, defaultdict, UserDict, UserList, UserString
P = namedtuple("P", "x y")
p = P(1, y=2)
show("nt", lambda: (p, p.x, p._replace(x=5), p._asdict(), P._make([3,4]), P._fields, p == (1,2), hash(p)==hash((1,2))))
show("nt few", lambda: P(1))
show("nt many", lambda: P(1,2,3))
show("nt kw", lambda: P(1,z=3))
show("nt def", lambda: namedtuple("D", "a b c", defaults=[1,2])(0))
show("nt one", lambda: namedtuple("One", "a")(5))
show("nt none", lambda: namedtuple("Zero", "")())
show("nt bad", lambda: namedtuple("Bad", "if"))
show("nt rename", lambda: namedtuple("R", "if a a", rename=True)._fields)
show("nt doc", lambda: (P.__doc__, P.x.__doc__, P.__new__.__doc__, P.__new__.__qualname__, P.__new__.__code__.co_varnames))
show("nt set", lambda: setattr(p, "x", 1))
class Q(P):
    __slots__ = ()
    def s(self): return self.x + self.y
show("nt sub", lambda: (Q(1,2).s(), Q(1,2)))
c = Counter("abracadabra")
show("counter", lambda: (c, c.most_common(2), c + Counter(a=1), c - Counter(a=3), c & Counter("ab"), c | Counter("zz"), sorted(c.elements()), c["q"], +c, -c))
c.subtract("aaa"); show("counter", lambda: c)
od = OrderedDict([("a",1),("b",2),("c",3)])
od.move_to_end("a"); show("od", lambda: (od, od.popitem(last=False), list(od), list(reversed(od)), od == {"c":3,"a":1}, od == OrderedDict(c=3,a=1), od == OrderedDict(a=1,c=3)))
od.move_to_end("a", last=False); show("od", lambda: (od, od.copy(), od.pop("zz", 5), od.setdefault("n", 9), od))
show("od", lambda: od.move_to_end("nope"))
show("od", lambda: OrderedDict().popitem())
show("od", lambda: OrderedDict.fromkeys("abc", 1))
cm = ChainMap({"a":1},{"a":2,"b":3}); show("chainmap", lambda: (cm["a"], cm["b"], list(cm), cm, cm.new_child({"z":1}), cm.parents))
show("ud", lambda: (UserDict(a=1), UserList([1,2])+[3], UserString("ab")+"c", UserString("x")*3))
d = defaultdict(list); d["a"].append(1); show("dd", lambda: (d, d["b"], d, d.copy(), defaultdict(int, a=1)))
@functools.lru_cache(maxsize=2)
def f(x): return x*2
show("lru", lambda: ([f(i) for i in (1,2,1,3,1)], f.cache_info(), f.__name__, f.__wrapped__.__name__, f.cache_parameters() if hasattr(f,"cache_parameters") else 0))
@functools.wraps(f)
def g(*a): "doc"; return a
show("wraps", lambda: (g.__name__, g.__doc__, g.__wrapped__ is f))
show("partial", lambda: (functools.partial(int, base=2)("101"), functools.partial(max, 1, 2)(0)))
class T:
    @functools.cached_property
    def v(self): print("computed"); return 42
    @functools.singledispatchmethod
    def sd(self, a): return "obj"
    @sd.register(int)
    def _(self, a): return "int"
t = T(); show("cp", lambda: (t.v, t.v))
show("sdm", lambda: (t.sd(1), t.sd("x")))
@functools.total_ordering
class O:
    def __init__(s, n): s.n = n
    def __eq__(s, o): return s.n == o.n
    def __lt__(s, o): return s.n < o.n
show("to", lambda: (O(1) <= O(1), O(1) > O(2), O(2) >= O(1)))
@functools.singledispatch
def sd(a): return "obj"
@sd.register(int)
def _(a): return "int"
@sd.register(list)
def _(a): return "list"
show("sd", lambda: (sd(1), sd([]), sd("x"), sd(True)))
show("cmp", lambda: sorted([3,1,2], key=functools.cmp_to_key(lambda a,b: b-a)))
show("reduce", lambda: functools.reduce(lambda a,b: a*b, range(1,6)))
show("copy", lambda: copy.deepcopy({"a":[1,(2,[3])], 1:{4,5}}))
class C:
    def __init__(s): s.a = [1]; s.me = s
x = copy.deepcopy(C()); show("copy", lambda: (x.me is x, x.a))
show("copy", lambda: copy.copy(P(1,2)))
class Color(enum.Enum):
    RED = 1; GREEN = 2; ALIAS = 1
show("enum", lambda: (Color.RED, Color(2), Color["RED"], list(Color), Color.ALIAS is Color.RED, Color.RED.name, Color.RED.value, repr(Color), Color.__members__))
show("enum", lambda: Color(7))
class Perm(enum.IntFlag):
    R=4; W=2; X=1
show("flag", lambda: (Perm.R|Perm.W, Perm(7), Perm.R in Perm(5), ~Perm.R, str(Perm.R), Perm(0)))
class N(enum.IntEnum):
    A=enum.auto(); B=enum.auto()
show("intenum", lambda: (N.A+1, N.B, "%d" % N.B, format(N.A)))
class Fl(enum.Flag):
    A=enum.auto(); B=enum.auto(); C=A|B
show("flag", lambda: (Fl.C, Fl.A|Fl.B, list(Fl), Fl(0), ~Fl.A))
dt = datetime.datetime(2024,2,29,13,45,6,789)
show("dt", lambda: (dt, str(dt), dt.isoformat(), dt.weekday(), dt + datetime.timedelta(days=366, seconds=5), dt.date(), dt.timetuple(), dt.strftime("%Y-%m-%d %H:%M:%S %j %a %b"), dt.replace(year=2020)))
show("dt", lambda: (datetime.datetime.fromisoformat("2020-01-02T03:04:05"), datetime.date(2020,1,1)-datetime.date(2019,1,1), datetime.timedelta(hours=-1), datetime.timezone.utc, datetime.datetime(2020,1,1,tzinfo=datetime.timezone.utc).isoformat()))
show("dt", lambda: (datetime.datetime.utcfromtimestamp(0) if sys.version_info < (3,12) else datetime.datetime.fromtimestamp(0, datetime.timezone.utc)))
show("dt", lambda: tuple(datetime.date(2024,12,30).isocalendar()))
show("dt", lambda: datetime.datetime(2024,1,1).ctime())
show("heapq", lambda: (heapq.nlargest(3,[5,1,9,3]), heapq.nsmallest(2,[5,1,9,3]), list(heapq.merge([1,4],[2,3])), heapq.nlargest(2, "abc", key=ord)))
show("kw", lambda: (keyword.iskeyword("if"), len(keyword.kwlist)))
show("numbers", lambda: (isinstance(1, numbers.Integral), isinstance(1.0, numbers.Real), isinstance(1, numbers.Complex), isinstance("", numbers.Number), isinstance(True, numbers.Rational)))
show("opcode", lambda: (opcode.opmap["LOAD_FAST"], opcode.opname[100], opcode.cmp_op, len(opcode.hasconst), sorted(opcode.hasjrel)))
show("stack", lambda: opcode.stack_effect(opcode.opmap["POP_TOP"]))
show("quopri", lambda: (quopri.encodestring(b"a=b\xe9 \t\nfoo "), quopri.decodestring(b"a=3Db=E9=\nx")))
r = reprlib.Repr(); show("reprlib", lambda: (reprlib.repr(list(range(100))), reprlib.repr("x"*100), r.repr({i:i for i in range(10)}), reprlib.repr(10**60)))
show("token", lambda: (token.NAME, token.tok_name[1], token.ISTERMINAL(5)))
show("types", lambda: (types.SimpleNamespace(a=1), types.MappingProxyType({1:2}), types.new_class("X", (), {}).__name__, types.MethodType(len, [1])()))
show("strprep", lambda: (stringprep.in_table_a1("\u0221"), stringprep.in_table_b1("\u00ad"), stringprep.map_table_b2("\u0130"), stringprep.in_table_c12("\u00a0"), stringprep.in_table_d1("\u05be"), stringprep.map_table_b3("\u00df"), stringprep.in_table_c8("\u0340")))
w = weakref.WeakValueDictionary()
class K: pass
k = K(); w["a"] = k; show("weak", lambda: (len(w), w["a"] is k, list(w)))
ws = weakref.WeakSet([k]); show("weakset", lambda: (k in ws, len(ws)))
wk = weakref.WeakKeyDictionary({k: 1}); show("wkd", lambda: (wk[k], len(wk)))
fin = weakref.finalize(k, print, "gone"); show("fin", lambda: (fin.alive, fin()))
show("wm", lambda: weakref.WeakMethod(C().__init__) is not None)
if sys.version_info >= (3,9):
    ts = graphlib.TopologicalSorter({"d":{"b","c"},"b":{"a"},"c":{"a"}})
    show("graph", lambda: [sorted(x) for x in [list(ts.static_order())]][0])
    show("cycle", lambda: list(graphlib.TopologicalSorter({1:[2],2:[1]}).static_order()))
show("timeit", lambda: timeit.default_timer() >= 0)
class Abs(abc.ABC):
    @abc.abstractmethod
    def m(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
show("abc", lambda: Abs())
show("abc", lambda: isinstance([], collections.abc.Sequence) and isinstance({}, collections.abc.MutableMapping) and isinstance(iter([]), collections.abc.Iterator))
class MySeq(collections.abc.Sequence):
    def __getitem__(self, i): return [1,2,3][i]
    def __len__(self): return 3
show("abc", lambda: (list(MySeq()), 2 in MySeq(), MySeq().index(3), list(reversed(MySeq())), MySeq().count(1)))
show("copyreg", lambda: copyreg.__newobj__(C).__class__.__name__)
