"""Lists: append, pop, slices, comprehensions, sorting with keys, matrices, zips, sieves."""


class Card:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value


def main():
    total, seed, numbers = 0, 12345, []
    for _ in range(20000):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        numbers.append(seed)
    total += sorted(numbers, key=lambda it: -it)[0] + sorted(map(str, numbers))[0].count("1")
    total += sorted((it % 100, it) for it in numbers)[7][1] + sorted(Card(it) for it in numbers[:5000])[3].value
    matrix = [[i + j for j in range(70)] for i in range(70)]
    product = [[sum(x * y for x, y in zip(row, column)) for column in zip(*matrix)] for row in matrix]
    total += product[5][5] + sum(min(row) + max(row) for row in product)
    sieve = [True] * 400000
    for i in range(2, 633):
        if sieve[i]:
            for j in range(i * i, len(sieve), i):
                sieve[j] = False
    total += sum(1 for it in sieve if it)
    stack = []
    for i in range(100000):
        stack.append(i)
    while stack:
        total += stack.pop()
    for i in range(3000):
        total += len(numbers[10:900]) + len(numbers[:500][::-1]) + (i in numbers[:50])
    print("lists", total)


main()
