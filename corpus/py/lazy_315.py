"""Lazy imports and unpacking in comprehensions: 3.15 and later."""
lazy import json
lazy import os.path as path
lazy from collections import OrderedDict, deque as double_ended


def unpacked(xss, mappings):
    return [*xs for xs in xss], {*xs for xs in xss if xs}, {**m for m in mappings}, (*xs for xs in xss)


async def unpacked_later(xss):
    return [*xs async for xs in xss], {*await xs for xs in xss}


def used():
    import sys
    return json.dumps(path, double_ended, OrderedDict), sys
