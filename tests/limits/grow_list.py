x = []
while True:
    x.append([1])
