import circle.one
from circle import one
from . import one as same
SEEN = one.SEEN * 10 + (same is one)
