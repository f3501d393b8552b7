def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
print('a\tb\n\\\'\"\a\b\f\v\0\x41\101\u0041\U00000041\N{LATIN SMALL LETTER A}'.encode()); print("it's", 'say "hi"', '''tri'ple''', """q"uo"te""", 'con' 'cat' "ed", 'line \
continued', r'raw\n\t\'', R"\x41", b'bytes\x00\xff\'', rb'raw\x00', Rb'\d', bR'\w', u'unicode', B'B')
print('''multi
line
  kept''', """\
first line""", '\
empty start', '' '' '', b'' b'ab' b"c", len('\\n'), len(r'\n'), len('\N{SNOWMAN}'), '\777'.encode('utf-16-le'), '\x7f\x80\xff'.encode('latin-1'), '\ud800'.encode('utf-8', 'surrogatepass'), '\U0010ffff' == chr(0x10ffff))
x, y, w = 5, 'str', 10
print(f'{x}', f'{x!r}{y!r}{y!s}{y!a}', f'{x:>5}|{y:^7}|{x:<3}|{x:05d}|{x:+}|{x:,}|{x:_}', f'{x:{w}}|{y:>{w}}|{3.14159:{w}.{2}f}', f'{{}}{{{x}}}{{{{', f'{x + 1}{x * 2}', f'{[1, 2][0]}{ {"k": 1}["k"] }', f"{y + 'q'}", f'{(lambda z: z)(3)}', f'{x if x else y}', f'{x=}', f'{x = }', f'{x + 1=}', f'{y=!s:>6}', f'{x=:>4}', rf'\n{x}\t', fr'{y}\d', F'{x}', f'' 'plain' f'{x}' '{not}' f'{{}}', f'''{
x}''', f'{"nested " + f"{x}"}', f'{x!r:>4}', f'{x:%}', f'{1e10:e}', f'{255:#x}{255:b}{255:o}', f'{True}{None}{...}', f'{b"b"}', f'{y:.2}', f'{"a" "b"}', f'{x,}', f'{x, y}', f'{*[1, 2],}', f'{ x }', f'{-x}{not x}{~x}', f'{x:d}' f'{x:x}', f'{x}' rf'\{x}', f'\N{SNOWMAN}{x}\u0041', f'{x:{"0>"}{w}}', sep='\n')
class F:
    def __format__(self, s): return f'F({s})'
    def __repr__(self): return 'repr'
    def __str__(self): return 'str'
f = F(); print(f'{f}{f:spec}{f!r}{f!s}{f!r:>6}{f:{x}}{f:{x}{y}}', format(f), format(f, 'q'), '{:z}'.format(f), '%s %r' % (f, f), str(f), repr(f))
class Bad:
    def __format__(self, s): return 5
    def __str__(self): return 5
    def __repr__(self): raise ValueError('repr failed')
t(lambda: f'{Bad()}'); t(lambda: f'{Bad()!s}'); t(lambda: f'{Bad()!r}'); t(lambda: f'{Bad()!a}'); t(lambda: f'{x:q}'); t(lambda: f'{y:d}'); t(lambda: f'{[]:>5}'); t(lambda: f'{None:5}'); t(lambda: f'{undefined}'); t(lambda: f'{x:{y}}'); t(lambda: f'{1:{[]}}')
print(f'{x}' == '5', f'{""}' == '', [f'{i}' for i in range(3)], {f'{k}': v for k, v in {1: 2}.items()}, (lambda: f'{x}{y}')(), f'{[f"{j}" for j in range(2)]}')
def gen():
    got = f'{(yield 1)} {(yield 2)}'; yield got
g = gen(); print(next(g), g.send('a'), g.send('b'))
def closure(v): return [lambda: f'{v}', lambda: f'{v=}']
print([c() for c in closure('c')], f'{(z := 7)}{z}', f'{z:=5}', f'{x!r}' f"{y}" 'tail', f"{'a' if x > 3 else 'b'}", f'{x:>{w}.{3}}' if False else '', f'{3.0:.{x}}', f'{10:0{x}}')
print('%s %d %5.2f %-5s| %05d %x %X %o %e %g %c %c %% %r %a %+d % d %#x' % ('s', 3.9, 3.14159, 'l', 42, 255, 255, 8, 12345.678, 1e-5, 'c', 65, 'q', 'é', 5, 5, 255), '%(a)s %(b)03d' % {'a': 1, 'b': 2}, '%s' % (1,), '%s' % [1, 2], '%*d|%-*d|%.*f' % (5, 1, 5, 2, 2, 3.14159), '%%' % (), '%s' % None)
t(lambda: '%d' % 'a'); t(lambda: '%s %s' % 1); t(lambda: '%s' % (1, 2)); t(lambda: '%z' % 1); t(lambda: '%(a)s' % 1); t(lambda: '%(a)s' % {}); t(lambda: '%' % ()); t(lambda: '%c' % 'ab'); t(lambda: '%c' % -1); t(lambda: '%x' % 1.5); t(lambda: b'%d %s %b %a' % (1, b'x', b'y', 'z')); t(lambda: b'%s' % 'str')
print(b'\x00\t\n\r\x1f ~\x7f\x80', repr('\x00\t\n\r\x1f~\x7f\x80\xa0\xad\u0378\u200b\ud800\ue000\U0001f600'), ascii('é€😀'), repr("'"), repr('"'), repr('\'"'), repr(b"'"), repr(b'\'"'))
def doc():
    'doc' ' string'
def nodoc():
    f'not a doc {x}'
def bytesdoc():
    b'not a doc'
class D: """class doc"""
print(doc.__doc__, nodoc.__doc__, bytesdoc.__doc__, D.__doc__, __doc__)
