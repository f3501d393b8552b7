def endless():
    while True:
        yield 0


print(any(endless()))
