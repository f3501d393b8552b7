import unicodedata


def show(what, call):
    try:
        print(what, ascii(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


def digest(items):
    total = 0
    for item in items:
        for c in item:
            total = (total * 1000003 + ord(c)) % (2**61 - 1)
        total = (total * 1000003 + 1) % (2**61 - 1)
    return total


STEP = 37
for data in [unicodedata, unicodedata.ucd_3_2_0]:
    print(data.unidata_version)
    for block in range(0, 0x110000, 0x1000):
        if 0x4000 <= block < 0x9000 or 0x18000 <= block < 0x1A000 or 0x21000 <= block < 0x2A000 or 0x32000 <= block < 0xE0000 or block > 0xE1000:
            chars = [chr(c) for c in range(block, block + 0x1000, STEP * 5)]
        else:
            chars = [chr(c) for c in range(block, block + 0x1000, 3)]
        print(hex(block), digest(data.category(c) for c in chars), digest(data.bidirectional(c) for c in chars), sum(data.combining(c) for c in chars), digest(data.east_asian_width(c) for c in chars),
              sum(data.mirrored(c) for c in chars), digest(data.decomposition(c) for c in chars), sum(data.numeric(c, 0.125) for c in chars), sum(data.digit(c, 1000) for c in chars),
              sum(data.decimal(c, 1000) for c in chars), digest(data.name(c, "") for c in chars))
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        for block in list(range(0, 0x3400, 0x100)) + list(range(0xA000, 0xB000, 0x100)) + list(range(0xF900, 0x10000, 0x100)) + [0x11000, 0x11100, 0x11300, 0x11400, 0x11900, 0x16D00, 0x1D100, 0x1D400, 0x1EE00, 0x1F100, 0x1F200, 0x2F800, 0x2F900, 0x2FA00]:
            chars = [chr(c) for c in range(block, block + 0x100)]
            print(form, hex(block), digest(data.normalize(form, c) for c in chars), digest([data.normalize(form, "".join(chars))]), sum(data.is_normalized(form, c) if hasattr(data, "is_normalized") else 0 for c in chars))
for text in ["a\u0301\u0323", "a\u0323\u0301", "\u1100\u1161\u11a8", "\uac00\u11a7", "\uac00\u11a8", "\u0f71\u0f72\u0f74", "\u0344", "\u212b", "\ufb2c", "e\u0301\u0301", "\u1e0b\u0323", "q\u0307\u0323", "\u095c", "\u2126", "\ud800a\u0301", "", "abc"]:
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        show((form, ascii(text)), lambda: unicodedata.normalize(form, text))
        show((form, ascii(text)), lambda: unicodedata.is_normalized(form, text))
for name in ["LATIN SMALL LETTER A", "latin small letter a", "LATIN  SMALL LETTER A", "HANGUL SYLLABLE GAG", "CJK UNIFIED IDEOGRAPH-4E00", "CJK UNIFIED IDEOGRAPH-9FFF", "NULL", "LINE FEED", "NBSP", "nothing", "", "x" * 300, "LATIN_SMALL_LETTER_A",
             "TIBETAN LETTER -A", "TIBETAN LETTER A", "HANGUL JUNGSEONG O-E", "CJK COMPATIBILITY IDEOGRAPH-F900", b"DIGIT ONE", 1, "CJK UNIFIED IDEOGRAPH-0041", "GRINNING FACE", "TANGUT IDEOGRAPH-17000"]:
    show(("lookup", name), lambda: unicodedata.lookup(name))
    show(("old lookup", name), lambda: unicodedata.ucd_3_2_0.lookup(name))
for c in ["a", "1", "\u00bd", "\u0663", "\u2460", "\u4e00", "\ud800", "\x00", "\U0001f600", "ab", "", 1, None]:
    for f in ["name", "category", "bidirectional", "combining", "mirrored", "east_asian_width", "decomposition", "decimal", "digit", "numeric"]:
        show((f, ascii(c)), lambda: getattr(unicodedata, f)(c))
    show(("name", ascii(c), "default"), lambda: unicodedata.name(c, "no"))
    show(("digit", ascii(c), "default"), lambda: unicodedata.digit(c, None))
show("few", lambda: unicodedata.name())
show("many", lambda: unicodedata.category("a", "b"))
show("form", lambda: unicodedata.normalize("NF", "a"))
show("form", lambda: unicodedata.normalize(1, "a"))
show("form", lambda: unicodedata.normalize("NFC", 1))
show("form", lambda: unicodedata.normalize("NFC"))
show("form", lambda: unicodedata.is_normalized("x", "\xe9"))
show("UCD", lambda: unicodedata.UCD())
