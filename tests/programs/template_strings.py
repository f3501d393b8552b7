# since 3.14
Template, Interpolation = type(t''), type(t'{1}'.interpolations[0])


def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)


def parts(template):
    return [it if isinstance(it, str) else (it.value, it.expression, it.conversion, it.format_spec) for it in template]


name, width, number = 'World', 8, 3.14159
x = t'Hello {name}!'
print(type(x), type(x).__mro__, x.strings, x.values, x.interpolations[0].expression, parts(x))
print(repr(x)); print(str(x) == repr(x))
print(parts(t''), t''.strings, t''.interpolations, t''.values)
print(parts(t'{name}'), t'{name}'.strings)
print(parts(t'{name}{width}'), t'{name}{width}'.strings)
print(parts(t'a{name!r}b{number:.2f}c{name!s:>{width}}d{name!a}'))
print(parts(t'{number:{width}.{2}f}'), parts(t'{ name }'), parts(t'{name=}'), parts(t'{name = }'), parts(t'{name=!s}'), parts(t'{name=:>9}'))
print(parts(t'{{}} {{{name}}}'), parts(rt'\n{name}\t'), parts(t'\n{name}\x41'), parts(T'{1}'), parts(Rt'\d{1}'))
print(parts(t'''line
{name
}'''))
print(parts(t'one {1}' t' two {2}'), parts(t'a' t'b'), parts(t'{1}' t'{2}'))
print(parts(t'{f"{name}"}'), parts(t'{t"{name}"}')[0][1], parts(t'{(lambda: 5)()}'), parts(t'{ {1: 2}[1] }'), parts(t"{'quoted'}"))
print(parts(t'a{1}' + t'b{2}'), parts(t'a' + t'b'), parts(t'{1}' + t''))
t(lambda: t'a' + 'b'); t(lambda: 'a' + t'b'); t(lambda: t'a' + 5); t(lambda: t'a' * 2); t(lambda: t'{undefined}'); t(lambda: t'{1 / 0}'); t(len, t'a')
print(t'a' == t'a', t'{1}' != t'{1}', hash(t'a') == hash(t'b') and False, bool(t''))
it = iter(t'a{1}b'); print(type(it).__name__, next(it), next(it).value, next(it)); t(next, it); print(iter(it) is it)
i = t'{name!r:>{width}}'.interpolations[0]
print(i.value, i.expression, i.conversion, i.format_spec, repr(i), Interpolation.__match_args__)
match i:
    case Interpolation(value, expression, conversion, spec): print(value, expression, conversion, spec)
j = Interpolation(5); print(repr(j), j.expression, j.conversion, j.format_spec)
print(repr(Interpolation(5, 'x', 'r', '>3')), repr(Interpolation(value=1, expression='e', conversion=None, format_spec='s')))
t(Interpolation); t(Interpolation, 1, 2); t(Interpolation, 1, 'x', 'z'); t(Interpolation, 1, 'x', 5); t(Interpolation, 1, 'x', 'r', 5); t(setattr, i, 'value', 5); t(setattr, x, 'strings', 5)
m = Template('a', Interpolation(1, 'one'), 'b', 'c', Interpolation(2, 'two')); print(m.strings, m.values, parts(m))
print(Template().strings, Template('a').strings, Template('a', 'b').strings, Template(Interpolation(1), Interpolation(2)).strings)
t(Template, 5); t(lambda: Template(a=1)); t(lambda: type('Sub', (Template,), {})); t(lambda: type('Sub', (Interpolation,), {}))
def convert(value, how): return {None: lambda x: x, 'a': ascii, 'r': repr, 's': str}[how](value)


def render(template):
    out = []
    for part in template:
        match part:
            case str() as text: out.append(text)
            case Interpolation(value, _, conversion, spec): out.append(format(convert(value, conversion), spec))
    return ''.join(out)


print(render(t'<{name:^9}> {number:.3f} {name!r} {width:04d} {[1, 2]!s}'))


def html(template):
    return ''.join(it if isinstance(it, str) else str(it.value).replace('<', '&lt;') for it in template)


print(html(t'<b>{"<i>"}</b>'))
order = []
def note(x): order.append(x); return x
late = t'{note(1)} {note(2)!r:{note(3)}} {note(4)}'; print(order, late.values)
print([parts(t'{k}={v}') for k, v in {'a': 1, 'b': 2}.items()])
async def co(): return t'{await inner()}'
async def inner(): return 'awaited'
try: co().send(None)
except StopIteration as e: print(parts(e.value))
def gen(): x = t'{(yield 1)} {(yield 2)}'; yield x.values
g = gen(); print(next(g), g.send('a'), g.send('b'))
print(Template.__name__, Template.__module__, Interpolation.__module__, Template.__class_getitem__ is not None, Interpolation[int])
