def show(number, case):
    try:
        value = case()
    except Exception as error:
        value = type(error).__name__ + ': ' + str(error)
    print(number, repr(value))


class D(dict):
    def __repr__(self):
        return 'D(%s)' % super().__repr__()


class Default(dict):
    def __missing__(self, key):
        return 'none for %r' % (key,)


class Loud(dict):
    def __getitem__(self, key):
        return 'got %s' % (key,)

    def __setitem__(self, key, value):
        dict.__setitem__(self, key, 'set')

    def __contains__(self, key):
        return True

    def keys(self):
        return ['k']


a = D(x=1)
loud = Loud(a=1)


cases = [
    lambda: (a, dict(a), a == {'x': 1}, {'x': 1} == a),
    lambda: (type(a.copy()).__name__, type(D.fromkeys('a')).__name__),
    lambda: (D({1: 2}), D([(1, 2)], y=3), D()),
    lambda: (Default()['q'], Default().get('q'), Default().pop('q', 5)),
    lambda: Default()[[]],
    lambda: (loud['a'], loud.get('a'), loud.setdefault('b', 5), 'zzz' in loud),
    lambda: (loud.update(c=1), dict.items(loud)),
    lambda: (loud.__setitem__('d', 1), dict.__getitem__(loud, 'd')),
    lambda: dict(loud),
    lambda: {**loud},
    lambda: dict(**{'p': 1}),
    lambda: [k for k in loud],
    lambda: (list(loud.items()), list(loud.values())),
    lambda: (lambda **kw: kw)(**loud),
    lambda: a | {'y': 2} if hasattr(dict, '__or__') else 'none',
    lambda: ('%(x)s' % a, '%(q)s' % Default()),
    lambda: ('{x}'.format_map(a), '{q}'.format_map(Default())),
    lambda: hash(a),
    lambda: (setattr(a, 'attr', 1), a.attr),
    lambda: (len(a), bool(D()), list(reversed(a))),
    lambda: (a.popitem(), a),
    lambda: isinstance(a, dict),
    lambda: sorted(loud),
    lambda: D(5),
    lambda: dict.__repr__(D(z=1)),
]
for number, case in enumerate(cases):
    show(number, case)
