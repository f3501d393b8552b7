from stars import *
from stars import _hidden
from pkg import *
GOT = sorted(name for name in globals() if not name.startswith("__"))
