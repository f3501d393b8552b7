"""Strings looked at character by character, split, joined, stripped, searched."""
SOURCE = '{"a": [1, 2, 3], "b": "text", "c": null} ' * 60
LINE = "the quick brown fox jumps over the lazy dog"


def scan(source):
    total, i = 0, 0
    while i < len(source):
        c = source[i]
        if c == '"':
            total += 1
        elif c in " \t\n":
            pass
        elif c.isdigit():
            total += 2
        elif c in "[]{}":
            total += 3
        i += 1
    return total


def main():
    total = sum(scan(SOURCE) for _ in range(120))
    for i in range(30000):
        total += len(LINE.split()) + len(LINE.split(" "))
        total += len(LINE.replace("fox", "cat")) + LINE.find("lazy") + LINE.count("o")
        total += len("   hello  ".strip()) + len("Hello World".upper())
        total += len(LINE[i % 20:i % 20 + 10]) + len(LINE[::-1])
    counts = {}
    for c in LINE * 4000:
        counts[c] = counts.get(c, 0) + 1
    print("textscan", total, sorted(counts.items())[:5])


main()
