for number in range(20000):
    x = [number]
    x.append(x)
print('cycles are freed')
