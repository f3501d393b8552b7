"""Format strings, f-strings, percent, numbers as text and back."""


def main():
    total = 0
    for i in range(60000):
        total += len("{} and {:>10} {name}".format(i, "x", name="bob"))
        total += len("%d %s %5.2f" % (i, "abc", 1.5))
        total += len(f"{i:05d} {i * 0.5:.2f} {i:>8}")
        total += len(f"{i}:{i * 2} x={'abc'!r}")
        total += int(str(i)) & 7
        total += len(str(i * 0.37))
    for i in range(100000):
        total += bin(i).count("1")
    print("formatting", total)


main()
