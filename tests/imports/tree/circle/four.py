from .three import OWN
VALUE = 4
