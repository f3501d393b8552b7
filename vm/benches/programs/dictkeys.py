"""Dicts with tuples, ints and strings as keys; a memo; a grid; comprehensions; items."""


def main():
    grid = {}
    for x in range(250):
        for y in range(250):
            grid[x, y] = x ^ y
    total = 0
    for x in range(250):
        for y in range(250):
            for dx, dy in ((0, 1), (1, 0)):
                if (x + dx, y + dy) in grid:
                    total += grid[x + dx, y + dy]
    memo = {}
    for i in range(150000):
        key = (i % 100, i % 50)
        if key in memo:
            total += memo[key]
        else:
            memo[key] = i
    squares = {i: i * i for i in range(200000)}
    for key, value in squares.items():
        total += key ^ value
    groups = {}
    for i in range(150000):
        groups.setdefault("k" + str(i % 500), []).append(i)
    print("dictkeys", total, len(memo), len(groups))


main()
