ORDER = ["pkg"]
from . import a
from .a import WHO as CONSTANT
from .sub import deep as _deep
ORDER.append("end")
