def t(f, *a, **k):
    try: print(f(*a, **k))
    except BaseException as e: print(type(e).__name__, e)
def run(n, stop=None, skip=None, fail=None):
    out = []
    try:
        for i in range(n):
            if i == skip: continue
            if i == stop: break
            if i == fail: raise ValueError(i)
            out.append(i)
        else: out.append('else')
    except ValueError as e: out.append(repr(e))
    else: out.append('no error')
    finally: out.append('finally')
    return out
print(run(3), run(3, stop=1), run(3, skip=1), run(3, fail=2), run(0), run(5, stop=3, skip=0))
def w(n):
    out = []
    while n:
        n -= 1
        if n == 7: continue
        if n == 3: break
        out.append(n)
    else: out.append('else')
    return out
print(w(2), w(9), w(0))
def nested():
    out = []
    for i in range(4):
        for j in range(4):
            if j == 2: break
            if i == 1: continue
            out.append((i, j))
        else: out.append('never')
        if i == 2: break
    else: out.append('never')
    while True:
        while True: break
        else: out.append('never')
        for _ in (): pass
        else: out.append('for else'); break
    return out
print(nested())
def with_try():
    out = []
    for i in range(6):
        try:
            if i == 0: continue
            if i == 1: raise KeyError(i)
            if i == 4: break
            out.append(i)
        except KeyError: out.append('ke'); continue
        else: out.append('else')
        finally: out.append(f'f{i}')
        out.append('end')
    return out, i
print(with_try())
def returns():
    for i in range(3):
        try: return i
        finally:
            for j in range(2):
                if j: break
            else: return 'never'
print(returns())
class CM:
    def __init__(self, o, n): self.o, self.n = o, n
    def __enter__(self): self.o.append(f'+{self.n}'); return self
    def __exit__(self, *e): self.o.append(f'-{self.n}'); return e[0] is KeyError
def with_with():
    out = []
    for i in range(4):
        with CM(out, i), CM(out, i * 10):
            if i == 0: continue
            if i == 1: raise KeyError
            if i == 3: break
        out.append('after')
    else: out.append('never')
    return out
print(with_with())
l = [1, 2, 3]
for x in l:
    if len(l) < 6: l.append(x * 10)
print(l); l = [1, 2, 3, 4]
for x in l: l.remove(x)
print(l); d = {1: 1}
def grow():
    for k in d: d[k + 1] = 1
t(grow); s = {1}
def grow_set():
    for k in s: s.add(k + 1)
t(grow_set); d = {1: 1, 2: 2}
def shrink():
    for k in d: del d[k]
t(shrink)
def change():
    for k in d: d[k] = 'changed'
    return d
t(change)
for i in range(3): pass
print(i)
for i in []: pass
print(i)
for i, in [(1,), (2,)]: print(i, end=' ')
for i in range(2):
    for i in 'ab': pass
    print(i)
for i in range(3): i = i * 10; print(i, end=' ')
print()
def unbound():
    for q in []: pass
    return q
t(unbound)
it = iter(range(10))
for x in it:
    if x == 3: break
print(next(it), list(it)); e = enumerate('ab', 5); print(next(e), list(e)); z = zip([1, 2, 3], iter('ab')); print(list(z)); print([(i, c) for i, c in enumerate(reversed('abc'))], list(zip()), list(zip('a')), list(map(pow, [2, 3], [3, 2])), list(filter(None, [0, 1, '', 'a'])), list(range(10, 0, -3)), list(range(0)), range(5)[1:4:2])
def countdown(n):
    while (n := n - 1) > 0:
        if n % 2: continue
        yield n
print(list(countdown(8)))
def deep():
    for a in range(2):
        for b in range(2):
            for c in range(2):
                for d in range(2):
                    for e in range(2):
                        if a and b and c: return a, b, c, d, e
print(deep()); total = 0
for i in range(1000):
    if i % 3 == 0 or i % 5 == 0: total += i
print(total); primes, n = [], 2
while len(primes) < 25:
    for p in primes:
        if n % p == 0: break
    else: primes.append(n)
    n += 1
print(primes)
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self):
        while self.n: self.n -= 1; yield self.n
for x in Countdown(3): print(x, end=' ')
else: print('done')
t(lambda: [x for x in 5]); t(lambda: [x for x in None])
def bad():
    for x in 5: pass
t(bad)
def bad2():
    for a, b in [1]: pass
t(bad2)
def bad3():
    for a, b in [(1, 2, 3)]: pass
t(bad3)
