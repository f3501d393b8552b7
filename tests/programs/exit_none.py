import sys
print('before')
class A:
    def __exit__(self, *a): print('exit', a[0].__name__)
    def __enter__(self): return self
with A(): sys.exit(None)
print('never')
