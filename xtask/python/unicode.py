"""What `unicodedata` of several interpreters says of every code point, as the one table of `vm/src/native/unicodedata/ucd.txt`.

    python3.8 unicode.py record 3.8.pkl       once for each release with another version of Unicode (3.8, 3.9, 3.11, 3.12, 3.13);
                                              the package unicodedata2 is asked instead where it is installed (16.0.0, for 3.14)
    python3 unicode.py combine *.pkl          prints the table
"""

import pickle
import sys

FIELDS = ["category", "bidi", "combining", "width", "mirrored", "decimal", "digit", "numeric"]


def record(path):
    try:
        import unicodedata2 as module
    except ImportError:
        import unicodedata as module
    out = {}
    for data in [module, module.ucd_3_2_0]:
        rows = []
        for point in range(0x110000):
            c = chr(point)
            rows.append((data.category(c), data.bidirectional(c), data.combining(c), data.east_asian_width(c), data.mirrored(c),
                         data.decimal(c, None), data.digit(c, None), data.numeric(c, None), data.decomposition(c),
                         data.normalize("NFC", c) == c))
        out[data.unidata_version] = rows
    with open(path, "wb") as file:
        pickle.dump(out, file, 2)


def ranges(items):
    """(point, value) in order, as (first, last, value)."""
    out = []
    for point, value in items:
        if out and out[-1][1] + 1 == point and out[-1][2] == value:
            out[-1][1] = point
        else:
            out.append([point, point, value])
    return out


def place(first, last):
    return "%X" % first if first == last else "%X-%X" % (first, last)


def combine(paths):
    data = {}
    for path in paths:
        with open(path, "rb") as file:
            for version, rows in pickle.load(file).items():
                # What newer releases say of 3.2.0 is what the newest does.
                if version != "3.2.0" or version not in data or "3.13" in path:
                    data[version] = rows
    versions = sorted(data, key=lambda it: [int(n) for n in it.split(".")])
    base = data[versions[-1]]
    print("# Made by xtask/python/unicode.py, which says how; do not edit.")
    print("versions", *versions)
    age = {}
    for number in reversed(range(len(versions))):
        for point, row in enumerate(data[versions[number]]):
            if row[0] != "Cn":
                age[point] = number
    print("# r place, number of the first version that has it, category, bidirectional class, combining class, width, mirrored")
    for first, last, (number, row) in ranges((point, (age[point], base[point][:5])) for point in sorted(age)):
        print("r", place(first, last), number, row[0], row[1] or "-", row[2], row[3], row[4])
    print("# w place: wide, though not assigned")
    for first, last, _ in ranges((point, 0) for point, row in enumerate(base) if row[0] == "Cn" and row[3] == "W"):
        print("w", place(first, last))
    print("# d place, decomposition")
    for point, row in enumerate(base):
        # Those of Hangul syllables follow from a rule.
        if row[8] and not 0xAC00 <= point <= 0xD7A3:
            print("d %X %s" % (point, row[8]))
    print("# x place: not composed")
    for first, last, _ in ranges((point, 0) for point, row in enumerate(base) if not row[9] and row[8][:1] != "<"):
        print("x", place(first, last))
    print("# n place, kind (e: decimal, i: digit, u: number), value of the first; each next one is one more")
    numbers = []
    for point, row in enumerate(base):
        if row[7] is None:
            continue
        kind = "e" if row[5] is not None else "i" if row[6] is not None else "u"
        if numbers and numbers[-1][1] + 1 == point and numbers[-1][2] == kind and row[7] == numbers[-1][3] + point - numbers[-1][0]:
            numbers[-1][1] = point
        else:
            numbers.append([point, point, kind, row[7]])
    for first, last, kind, value in numbers:
        print("n", place(first, last), kind, repr(value))
    print("# o version, place, field, value: where an older version says otherwise of what it has")
    for number, version in enumerate(versions[:-1]):
        for at, field in enumerate(FIELDS):
            items = [(point, row[at]) for point, row in enumerate(data[version]) if row[0] != "Cn" and row[at] != base[point][at]]
            for first, last, value in ranges(items):
                print("o", number, place(first, last), field, "-" if value in (None, "") else repr(value) if isinstance(value, float) else value)


if sys.argv[1] == "record":
    record(sys.argv[2])
else:
    combine(sys.argv[2:])
