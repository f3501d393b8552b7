import sys
try: raise ValueError('first')
except ValueError: sys.exit(256 + 7)
