"""Regular expressions: the interface, then patterns made at random."""
import _sre, re, sys, copy, warnings
warnings.simplefilter("ignore")
def s(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
s(lambda: re.compile('').match('abc',3,1))
s(lambda: re.compile('').search('abc',3,1))
s(lambda: re.compile('').findall('abc',3,1))
s(lambda: re.compile('a*').fullmatch('abc',3,1))
s(lambda: re.compile('x*').sub('-','abc'))
if sys.version_info >= (3, 11): s(lambda: re.match('(?:a?)*+', 'b'))
if sys.version_info >= (3, 11): s(lambda: re.match('(?:a?){3}+b', 'ab'))
s(lambda: re.compile('a').match(5))
s(lambda: re.compile('a').match(b'a'))
s(lambda: re.compile(b'a').match('a'))
s(lambda: re.compile('a').match('a').group(5))
s(lambda: re.compile('a').match('a').group('x'))
s(lambda: re.compile('a').match('a')[1.5])
s(lambda: _sre.compile('a',0,[1,2],0,{},()))
s(lambda: _sre.compile('a',0,(1,2),0,{},()))
s(lambda: _sre.compile('a',0,[1<<40],0,{},()))
s(lambda: _sre.compile('a',0,['x'],0,{},()))
s(lambda: _sre.compile('a',0,[1],0,[],()))
s(lambda: _sre.compile('a',0,[1],-1,{},()))
s(lambda: _sre.compile(5,0,[1],0,{},()))
s(lambda: re.compile('a').sub(5,'a'))
s(lambda: re.compile('a').sub(b'x','a'))
s(lambda: re.compile('a').sub(lambda m:5,'a'))
s(lambda: re.compile('a').sub(lambda m:None,'a'))
s(lambda: re.compile('(a)(b)?').match('a').expand(r'\1-\2'))
s(lambda: type(re.compile('a').finditer('aa')))
s(lambda: re.compile(b'a',4|16))
s(lambda: re.compile('a').split('bab',-1))
s(lambda: re.compile('a').match())
s(lambda: re.compile('a').match('a',pos='x'))
s(lambda: re.compile('a').match('a').start(1,2))
s(lambda: re.Match())
s(lambda: re.Pattern())
s(lambda: type(re.compile('a').scanner('a')).__mro__)
s(lambda: re.match('a','a').regs)
if sys.version_info >= (3, 12): s(lambda: _sre.template(re.compile('a'),['x',1]))
if sys.version_info >= (3, 12): s(lambda: _sre.template(re.compile('a'),['x',-1,'']))
if sys.version_info >= (3, 12): s(lambda: _sre.template(re.compile('a'),[]))
if sys.version_info >= (3, 12): s(lambda: _sre.template(re.compile('a'),['x','y','z']))
if sys.version_info >= (3, 12): s(lambda: type(_sre.template(re.compile('a'),['x',1,''])).__mro__)
if sys.version_info >= (3, 12): s(lambda: _sre.template(re.compile("b"),6))
if sys.version_info >= (3, 12): s(lambda: _sre.template(re.compile('a'),6))
s(lambda: _sre.ascii_iscased('a'))
s(lambda: _sre.unicode_tolower(0x130))
s(lambda: _sre.unicode_tolower(-1))
s(lambda: _sre.compile.__doc__)
s(lambda: copy.copy(re.compile("a")) is re.compile("a"))
s(lambda: re.sub(r"(?P<n>\w)(\d)?", r"[\g<n>\2]", "a1b"))
s(lambda: re.sub("a", r"\q", "a"))
s(lambda: re.sub("a", r"\9", "a"))
s(lambda: re.match("(?P<n>a)(b)?", "a").expand(r"\g<n>\2."))
s(lambda: re.sub(b"a", bytearray(b"\\n"), b"xax"))
s(lambda: re.escape("a.b*c"))
s(lambda: re.Scanner([("a+", lambda sc, t: t.upper()), (r"\d", lambda sc, t: int(t)), (r"\s", None)]).scan("aa 1 a?"))
s(lambda: [m.groupdict() for m in re.finditer(r"(?P<k>\w+)=(?P<v>\w*)", "a=1 b= c=3")])
s(lambda: re.split(r"(,)|;", "a,b;c"))
s(lambda: re.compile("ab(c"))
s(lambda: re.compile("(?P<a>x)(?P<a>y)"))
s(lambda: re.compile("a{3,2}"))
s(lambda: re.compile("[z-a]"))
s(lambda: re.compile("*a"))
s(lambda: re.compile("(?<=a+)b"))
s(lambda: re.findall(r"(?i)straße|ſ|K|\u0130", "STRASSE straSSE straße S ſ k \u212a i"))
s(lambda: re.match("(?:" * 50 + "a" + ")" * 50, "a"))
s(lambda: re.fullmatch(r"(a*)*b", "a" * 14))
s(lambda: len(re.findall(r"\w+", "ab cd " * 5000)))
seed = [20171005]
def rnd(n):
    seed[0] = (seed[0]*6364136223846793005+1442695040888963407) % (1<<64)
    return (seed[0]>>33) % n
def atom(d):
    k = rnd(16 if d>0 else 7)
    if k<3: return 'abc'[k]
    if k==3: return '.'
    if k==4: return ['[ab]','[^a]','\\w','\\b','^','$','[a-c\\d]','\\B'][rnd(8)]
    if k==5: return '\\1' if groups[0]>0 and rnd(2) else 'a'
    if k==6: return '(?:)' if rnd(4)==0 else 'b'
    if k in (7,8,9):
        groups[0]+=1; return '('+alt(d-1)+')'
    if k in (10,11): return '(?:'+alt(d-1)+')'
    if k==12: return '(?='+alt(d-1)+')'
    if k==13: return '(?!'+alt(d-1)+')'
    if k==14: return '(?<='+['a','b','.','ab','[ab]c'][rnd(5)]+')' if rnd(2) else '(?<!'+['a','b','.','ab'][rnd(4)]+')'
    if k==15:
        if sys.version_info>=(3,11) and rnd(2): return '(?>'+alt(d-1)+')'
        if groups[0]>0: return '(?(1)'+seq(d-1)+('|'+seq(d-1) if rnd(2) else '')+')'
        return 'c'
def rep(d):
    a = atom(d)
    k = rnd(12)
    q = ''
    if k<6 and a not in ('^','$','\\b','\\B') and not a.startswith('(?=') and not a.startswith('(?!') and not a.startswith('(?<'):
        q = ['*','+','?','{1,2}','{2}','{0,3}'][k]
        j = rnd(5)
        if j==0: q+='?'
        elif j==1 and sys.version_info>=(3,11): q+='+'
    return a+q
def seq(d): return ''.join(rep(d) for _ in range(1+rnd(3)))
def alt(d): return '|'.join(seq(d) for _ in range(1+(rnd(3)==0)+(rnd(5)==0)))
groups=[0]
strings = ['', 'a', 'ab', 'abc', 'aabbcc', 'abcabc', 'cba', 'bbba ac', 'a\nb', 'aAbB', 'ababab', 'acbcac']
ok = 0
for n in range(250):
    groups[0]=0
    p = alt(2)
    try: o = re.compile(p, [0,0,0,re.I,re.M,re.S][rnd(6)])
    except re.error as e: print(p, e); continue
    ok += 1
    out=[]
    try:
        for s in strings:
            m = o.search(s)
            out.append(m and (m.regs, m.lastindex))
            m = o.match(s,1)
            out.append(m and m.regs)
            m = o.fullmatch(s)
            out.append(m and m.regs)
            out.append(o.findall(s))
            out.append([x.span() for x in o.finditer(s)])
    except Exception as e: out.append(repr(e))
    try: out.append(o.sub('-', 'aabcb')); out.append(o.split('abcab'))
    except Exception as e: out.append(repr(e))
    print(n, repr(p), out)
print(ok)
