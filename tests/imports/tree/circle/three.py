from .four import VALUE
OWN = 3
