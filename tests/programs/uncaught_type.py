class Meta(type):
    def __repr__(cls): return 'REPR'
class Odd(Exception, metaclass=Meta):
    class Inner(Exception):
        def __init__(self, *a): self.a = a
        def __str__(self): return 'inner ' + repr(self.a)
Odd.Inner.__qualname__ = 'Odd.Renamed'
def call(f, *args, **kwargs):
    return f(*args,
             **kwargs)
def fail(x, *, y):
    raise Odd.Inner(x,
                    y)
call(fail, 1, y=(2,
                 3))
