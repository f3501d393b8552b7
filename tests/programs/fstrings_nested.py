# f-strings: nested specifications, conversions, `=`, order of evaluation, and what fails.
def t(name, case):
    try:
        print(name, repr(case()))
    except BaseException as e:
        print(name, type(e).__name__, e)


def say(x):
    print('say', x, end='; ')
    return x


class F:
    def __format__(self, spec):
        return '<%s>' % spec

    def __str__(self):
        return 'str'

    def __repr__(self):
        return 'répr'


class NoText:
    def __format__(self, spec):
        return 5


class BadRepr:
    def __repr__(self):
        return None


x, w, p, fill, d = 3.14159, 10, 3, '*', {'k': 'v', 'n': [1, 2]}
f = F()
print(f'{x:{w}.{p}}|{x:{fill}^{w}.{p}f}|{x:{fill}{"<"}{w}}|{w:{"0"}{5}d}|{w:#{"x"}}')
print(f'{f}{f!s}{f!r}{f!a}|{f:}|{f:abc}|{f!r:>6}|{f!s:{w}}|{f:{f}}')
print(f'{x=}|{x = }|{x=:.2f}|{x=!s}|{f=}|{f=!r:>6}|{f=:y}|{d["k"]=}|{w+1=}|{w + 1 = :>5}|{ w =}')
print(f'{{}}|{{{w}}}|{{{{|{w}}}}}|}}{{' f'{w}' '{w}' rf'\n{w}\{w}')
print(f'{say(1)}{say(2):{say(3)}}{say(4)!r:>{say(5)}}')
print(f'{d["n"][0]}{d["n"][-1]:02}{d!r}{(lambda y: y * 2)(4)}{[i for i in range(3)]}{ {1: 2}[1] }{(1, 2)}{*d, 1}')
print(f'{w if w > 5 else x}{w > 5}{not w}{w and x}{-w}{~w}{w ** 2}{w != 5}{w == 10}{w >= 5}{w <= 5}')
print(f"""{
w
}|""")
print(f'' f'', f'{""}', f'a' 'b' f'{"c"}', f'{None}{True}{...}', f'{"a" "b"}', f'{w!r}', f'{f"{w}"}')
print(f'{1_000_000:,}|{1e10:_}|{255:#06x}|{-5:+d}|{5: d}|{0.5:%}|{1234.5:,.1f}|{"abc":.2}|{"é":>3}|{True:d}|{2 + 3j:.1f}')
t('format of None', lambda: f'{None:5}')
t('format of list', lambda: f'{[]:5}')
t('bad spec', lambda: f'{5:z!}')
t('bad code', lambda: f'{"a":d}')
t('bad str code', lambda: f'{5:s}')
t('bad float', lambda: f'{1.5:d}')
t('precision of int', lambda: f'{5:.2}')
t('returns no text', lambda: f'{NoText()}')
t('repr is no text', lambda: f'{BadRepr()!r}')
t('repr is no text', lambda: f'{BadRepr()}')
t('name', lambda: f'{missing}')
t('order of errors', lambda: f'{say(1)}{missing}{say(2)}')
t('in spec', lambda: f'{5:{missing}}')
t('spec is text', lambda: f'{5:{"05"}}')
t('spec is int', lambda: f'{5:{5}}')
t('spec is None', lambda: f'{5:{None}}')
t('zero division', lambda: f'{1 // 0}')
t('width too large', lambda: f'{5:99999999999999999999}')
t('no width', lambda: f'{5:-}')
t('two', lambda: f'{5:++}')
t('comma', lambda: f'{5:,_}')
t('grouping of text', lambda: f'{"a":,}')
t('char', lambda: f'{97:c}|{0x1f600:c}')
t('char range', lambda: f'{-1:c}')
t('char sign', lambda: f'{97:+c}')
t('alternate text', lambda: f'{"a":#}')


class Sub(str):
    def __format__(self, spec):
        return 'Sub' + spec

    def __str__(self):
        return 'str of Sub'


class Int(int):
    def __repr__(self):
        return 'Int'


class Plain(int):
    pass


s = Sub('text')
print(f'{s}{s!s}{s!r}{s:x}', f'{Int(5)}{Int(5):3}{Int(5)!r}', f'{Plain(5):03}', type(f'{s}').__name__, '%s' % s, format(s), '{}{!s}{:y}'.format(s, s, s))


def nested(n):
    return f'{n}{nested(n - 1) if n else ""}'


print(nested(5))
print([f'{i}{j:{i}}' for i in range(1, 3) for j in range(2)], {f'{i}': f'{i!r}' for i in 'ab'})


class C:
    attr = 'class'
    text = f'{attr}'
    name = f'{__qualname__}'


print(C.text, C.name)
y = 5
print(f'{(y := 6)}{y}', f'{y:=+5}', f'{y!r:^{y}}', f"{'nested' + f'{y}'}", f'{y:{"{"}>3}', f'{y:{"}"}<3}')
print('%s' % f'{y}%', f'{y}' '%d' % y, f'{y}'.join('ab'), f'{"a"}' in 'abc', f'{y}' * 2, len(f'{y}{x}'), f'{y}'[0])
assert f'{y}', f'{y}'
t('assert', lambda: exec_assert())


def exec_assert():
    assert False, f'{y}{missing}'
