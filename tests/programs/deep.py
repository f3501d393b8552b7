# not 3.14: its interpreter at hand is one in WebAssembly, whose stack is too small for this
x = ()
for i in range(100000): x = (x,)
print(hash(x) is not None)
l = []
for i in range(5000): l = [l]
del l
g = None
def chain(g):
    yield 1
    if g: yield from g
for i in range(300): g = chain(g)
print(sum(g))
import sys
sys.setrecursionlimit(3000)
def r(n): return 0 if n == 0 else 1 + r(n - 1)
print(r(2500))
class Node:
    def __init__(self, n): self.next = n
n = None
for i in range(100000): n = Node(n)
c = 0
while n: c += 1; n = n.next
print(c)
try: (lambda f: f(f))(lambda f: f(f))
except RecursionError: print('rec')
m = map(int, [1, 2])
for i in range(50): m = map(int, m)
print(list(m))
