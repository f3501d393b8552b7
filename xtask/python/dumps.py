"""Records what marshal.dumps writes for fresh constants, for every version of the format that the interpreter knows.

    dumps.py > corpus/dumps/X.Y.jsonl

One JSON object a line: {"text": expression, "bytes": [hex for version 0, 1, ...]}. Each value is evaluated anew for each version, so
that nothing but the value itself (and what the process keeps once, such as small integers) refers to its parts. Runs on 2.7 and 3.x.
"""

import ast
import binascii
import json
import marshal
import sys

COMMON = [
    "None", "True", "5", "-6", "256", "257", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
    "9223372036854775808", "-123456789012345678901234567890", "0.0", "-0.0", "0.1", "1e300", "1e999", "1.5", "1j", "(1+2j)",
    "''", "'a'", "'ab'", "'hello world'", "b''", "b'a'", "b'ab'", "()", "(1,)", "(1, 1, 1)", "(1000, 1000)", "[]", "[[], []]",
    "[1, 'a', 'a', 'ab', 'ab']", "{}", "{1: 2, 'a': 'b'}", "((), ((),), (((),),))", "(1, (2, (3, (4, 'x', 'y'))))",
    "'" + "long " * 60 + "'", "(" + "1, " * 300 + ")", "u'\\xe9'", "u'\\u20ac'", "u'\\ud800'", "[u'ab', u'ab']",
]
# Sets are written in memory order before 3.11: no function of the value there.
SINCE_3_11 = [
    "{1}", "{1, 2, 3}", "{'a', 'b', 'c', 'dd', 'ee'}", "{(1, 2), (1, 3), (0, 9), ()}", "{1.5, 300, 'x', b'x', None}",
    "{1000, 2000, 3000, -1, -1000}", "[{1, 2}, {2, 1}]", "...",
]


def evaluate(text):
    # literal_eval makes each empty tuple anew up to 3.10, unlike compiled code; eval knows no other on 2.7.
    return eval(text) if "()" in text or sys.version_info < (3,) else ast.literal_eval(text)


def main():
    texts = list(COMMON)
    if sys.version_info >= (3, 11):
        texts += SINCE_3_11
    for text in texts:
        streams = []
        for version in range(marshal.version + 1):
            streams.append(binascii.hexlify(marshal.dumps(evaluate(text), version)).decode("ascii"))
        print(json.dumps({"text": text, "bytes": streams}, sort_keys=True))


if __name__ == "__main__":
    main()
