"""Sets: operators, membership, comprehensions, frozensets as arguments."""


def queens(n, row, columns, down, up):
    if row == n:
        return 1
    found = 0
    for i in range(n):
        if i not in columns and row - i not in down and row + i not in up:
            found += queens(n, row + 1, columns | {i}, down | {row - i}, up | {row + i})
    return found


def main():
    a, b, total = set(range(3000)), set(range(1500, 4500)), 0
    for _ in range(200):
        total += len(a | b) + len(a & b) + len(a - b) + len(a ^ b)
    seen = set()
    for i in range(200000):
        seen.add(i * 7)
    for i in range(200000):
        if i in seen:
            total += 1
    total += sum(len({i % 1000 for i in range(20000)}) for _ in range(10))
    print("sets", total, queens(7, 0, frozenset(), frozenset(), frozenset()))


main()
