def t(f, *a):
    try: print(f(*a))
    except BaseException as e: print(type(e).__name__, e)
class N: pass
class E:
    def __enter__(s): pass
class X:
    def __exit__(s, *a): pass
class AE:
    async def __aenter__(s): pass
class AX:
    async def __aexit__(s, *a): pass
class A(AE, AX): pass
class S(E, X): pass
class EA(E, A): pass
class XA(X, A): pass
class SAE(S, AE): pass
class SAX(S, AX): pass
def use(c):
    with c(): pass
async def ause(c):
    async with c(): pass
for c in (N, E, X, AE, AX, A, S, EA, XA, SAE, SAX):
    print(c.__name__); t(use, c); t(ause(c).send, None)
