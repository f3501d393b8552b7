import sys
def f():
    x = [1, 2, 3]
    y = x[0] + x[1] * (x[2] -
        x[10])
    return y
f()
