while True:
    try:
        x = []
        while True:
            x.append([1])
    except MemoryError:
        pass
