import binascii as b


def show(what, call):
    try:
        print(what, repr(call()))
    except Exception as e:
        print(what, type(e).__name__, e)


datas = [b"", b"a", b"ab", b"abc", b"\x00\xff\x80", bytes(range(40)), b"hello world=\n", b"a b \t\nend ", b"x" * 80, b"\r\nab\r\n", b".\n.x\n", b"__ _", bytearray(b"ba")]
for data in datas:
    for name in ["hexlify", "b2a_hex", "b2a_base64", "crc32", "b2a_uu", "b2a_qp"]:
        show((name, bytes(data)[:12]), lambda: getattr(b, name)(data))
    show(("base64", bytes(data)[:12]), lambda: b.b2a_base64(data, newline=False))
    show(("crc", bytes(data)[:12]), lambda: (b.crc_hqx(data, 0), b.crc_hqx(data, 99), b.crc32(data, 5), b.crc32(data, -1)))
    show(("qp", bytes(data)[:12]), lambda: (b.b2a_qp(data, quotetabs=True), b.b2a_qp(data, istext=False), b.b2a_qp(data, header=True)))
    show(("uu", bytes(data)[:12]), lambda: b.b2a_uu(data, backtick=True))
    if len(data) <= 45:
        show(("back", bytes(data)[:12]), lambda: (b.a2b_uu(b.b2a_uu(data)), b.a2b_base64(b.b2a_base64(data)), b.unhexlify(b.hexlify(data)), b.a2b_qp(b.b2a_qp(data))))
for text in ["", "00", "0", "zz", "AbCd", "é0", b"ff", 1]:
    show(("unhexlify", text), lambda: b.unhexlify(text))
for text in [b"", b"YQ==", b"YWI=", b"YWJj", b"YQ", b"YQ=", b"Y", b"YWJjZ", b"Y Q\n=\n=", b"=YQ==", b"YQ==YQ==", b"YW=Jj", b"!!YWJj", b"YWJj====", "YQ==", "é", 5]:
    show(("a2b_base64", text), lambda: b.a2b_base64(text))
for text in [b"", b"#86)C\n", b"#86)C", b"#86", b"#86)C  \n", b"#86)Cx", b"#\x7f", b" \n", b"`\n"]:
    show(("a2b_uu", text), lambda: b.a2b_uu(text))
for text in [b"", b"a=3Db", b"a=\nb", b"a=\r\nb", b"a=", b"a==b", b"a=4", b"a=zz", b"a_b", b"=C3=A9", b"=c3"]:
    show(("a2b_qp", text), lambda: (b.a2b_qp(text), b.a2b_qp(text, header=True)))
show("sep", lambda: (b.hexlify(b"abcd", ":"), b.hexlify(b"abcde", "-", 2), b.hexlify(b"abcde", b"-", -2)))
show("sep", lambda: b.hexlify(b"a", "ab"))
show("str", lambda: b.hexlify("a"))
show("str", lambda: b.crc32("a"))
print(b.Error.__mro__, b.Incomplete.__mro__)
