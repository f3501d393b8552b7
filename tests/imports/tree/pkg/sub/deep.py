from . import __name__ as own
from .. import a, ORDER
from ..a import WHO
ORDER.append(__name__)
CHAIN = own, a.__name__, WHO
