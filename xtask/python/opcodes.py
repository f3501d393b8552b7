"""Prints what the running interpreter says about its instruction set, as JSON.

    python opcodes.py > corpus/opcodes/X.Y.json

Runs on every CPython from 2.7 on; what an interpreter does not expose is left out. `effects` holds dis.stack_effect:

    "NAME": E            interpreters whose function knows nothing of jumps (3.4 to 3.7)
    "NAME": [E, E, E]    jump=None (the larger), jump=True, jump=False (3.8)

where E is a number if it is the same for every argument, else a list of numbers, one for each of `arguments`. An opcode
for which the function takes no argument is asked without one.
"""
from __future__ import print_function

import dis
import json
import opcode
import platform
import sys

ARGUMENTS = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 255, 256, 257, 65535, 65536]
CATEGORIES = ['hasarg', 'hasconst', 'hasname', 'hasjrel', 'hasjabs', 'haslocal', 'hasfree', 'hascompare', 'hasexc']


def optional(module, attribute):
    try:
        return getattr(__import__(module), attribute, None)
    except ImportError:
        return None


def numbers():
    """All names and numbers, those included that only the specialising interpreter uses."""
    found = dict(opcode.opmap)
    for more in (getattr(dis, '_all_opmap', None), optional('_opcode_metadata', '_specialized_opmap')):
        found.update(more or {})
    return found


def named(attribute, found):
    values = set(getattr(opcode, attribute))
    return sorted(name for name, number in found.items() if number in values and name in opcode.opmap)


def caches():
    """Fields of the cache entries, in their order, with sizes in code units."""
    layout = getattr(opcode, '_cache_format', None) or {}
    return dict((name, [[field, size] for field, size in fields.items()]) for name, fields in layout.items() if fields)


def bases():
    """Specialised names to the name they specialise."""
    families = getattr(opcode, '_specializations', None) or {}
    return dict((member, base) for base, members in families.items() for member in members)


def effect_of(number, **jump):
    values = []
    for argument in ARGUMENTS:
        try:
            values.append(dis.stack_effect(number, argument, **jump))
        except ValueError:
            return dis.stack_effect(number, **jump)
    return values if len(set(values)) > 1 else values[0]


def effects():
    found = {}
    for name, number in opcode.opmap.items():
        try:
            try:
                found[name] = [effect_of(number, jump=jump) for jump in (None, True, False)]
            except TypeError:
                found[name] = effect_of(number)
        except ValueError:
            continue  # no effect is known, as of NOP before 3.8
    return found


def name_of(constant):
    return getattr(constant, '__name__', None) or repr(constant)


def main():
    found = numbers()
    facts = {
        'version': platform.python_version(),
        'have_argument': opcode.HAVE_ARGUMENT,
        'extended_arg': opcode.EXTENDED_ARG,
        'cmp_op': list(opcode.cmp_op),
        'opcodes': found,
    }
    for category in CATEGORIES:
        if hasattr(opcode, category):
            facts[category] = named(category, found)
    operators = getattr(opcode, '_nb_ops', None)
    facts['binary_ops'] = [list(pair) for pair in operators or []]
    for key, attribute in (('intrinsics_1', '_intrinsic_1_descs'), ('intrinsics_2', '_intrinsic_2_descs'),
                           ('special_methods', '_special_method_names')):
        facts[key] = list(getattr(opcode, attribute, None) or [])
    facts['common_constants'] = [name_of(it) for it in getattr(opcode, '_common_constants', None) or []]
    facts['caches'] = caches()
    facts['specialised'] = bases()
    if hasattr(dis, 'stack_effect'):
        facts['arguments'] = ARGUMENTS
        facts['effects'] = effects()
    lines = ['%s: %s' % (json.dumps(key), json.dumps(facts[key], sort_keys=key != 'caches', separators=(',', ':')))
             for key in sorted(facts)]
    print('{\n' + ',\n'.join(lines) + '\n}')


if __name__ == '__main__':
    main()
