"""Makes corpus/pyc, corpus/MANIFEST.toml and what interpreters report from corpus/py, with every interpreter at hand.

    harvest.py [--interpreters DIR] [--pyodide DIR]... [--out CORPUS]

DIR of --interpreters has the shape of ~/.pyenv/versions (the default): DIR/<version>/bin/python. What is not found there
is looked for on PATH as python2.7, python3.6 and so on. DIR of --pyodide is the node_modules directory that holds the
npm package `pyodide`; it stands in for a version of which there is no interpreter (its version 314 for 3.14, and so on).
Files of versions that are not at hand stay as they are, and so do their lines in the manifest. Twice the same interpreters
give twice the same bytes.

Each file is compiled in a fresh process: marshal's reference flags depend on what else a process has interned.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSIONS = ['2.7'] + ['3.%d' % minor for minor in range(6, 16)]
MODES = ('timestamp', 'checked', 'unchecked')
# These are compiled in every stamp mode at every level; docstrings and asserts make the levels differ.
ALL_WAYS = ('classes', 'empty')
ENVIRONMENT = {'PYTHONHASHSEED': '0', 'PYTHONDONTWRITEBYTECODE': '1', 'PYTHONWARNINGS': 'ignore'}


class Interpreter:
    def __init__(self, command, shown, environment=()):
        self.command, self.shown = command, shown
        self.environment = {**os.environ, **ENVIRONMENT, **dict(environment)}

    def run(self, *args, script='record.py', options=(), cwd=None, stdin=None):
        done = subprocess.run(
            [*self.command, *options, str(HERE / script), *args], cwd=cwd, env=self.environment, input=stdin,
            stdout=subprocess.PIPE, check=True)
        return done.stdout.decode('utf-8')

    def version(self):
        return json.loads(self.run('version'))


def interpreters(directory, pyodide):
    """Pairs of version (major, minor) and interpreter, one a version."""
    found = {}
    candidates = sorted(Path(directory).expanduser().glob('*/bin/python'), key=lambda p: numbers(p.parts[-3]))
    candidates += [Path(p) for p in (shutil.which('python' + v) for v in VERSIONS) if p]
    for path in candidates:
        if path.name[len('python'):] in found:
            continue
        try:
            version = Interpreter([str(path)], '').version()
        except (OSError, subprocess.CalledProcessError):
            continue  # a shim without an interpreter behind it
        short = '.'.join(version['version'].split('.')[:2])
        if short in VERSIONS and version['implementation'] == 'cpython' and short not in found:
            found[short] = Interpreter([str(path)], 'python' + short), version
    for modules in pyodide:
        package = json.loads((Path(modules) / 'pyodide' / 'package.json').read_text())
        command = ['node', str(HERE / 'pyodide.mjs')]
        guest = Interpreter(command, 'node pyodide.mjs', {'PYODIDE_DIR': str(modules)})
        version = guest.version()
        short = '.'.join(version['version'].split('.')[:2])
        version['version'] += ' (pyodide %s)' % package['version']
        found.setdefault(short, (guest, version))
    return [(numbers(short), *found[short]) for short in sorted(found, key=numbers)]


def numbers(version):
    return tuple(int(n) for n in re.findall(r'\d+', version))


def wanted(module, version):
    """A name that ends in _311 needs 3.11 or later, one in _27 exactly 2.7."""
    suffix = re.search(r'_(\d)(\d+)$', module)
    if not suffix:
        return True
    least = int(suffix[1]), int(suffix[2])
    return version == least if least[0] == 2 else version >= least


def jobs(module, version):
    modes = MODES if version >= (3, 7) else MODES[:1]
    if module not in ALL_WAYS:
        return [(MODES[0], 0)]
    return [(mode, level) for mode in modes for level in (0, 1, 2)]


def compile_all(corpus, version, interpreter, full_version):
    out = corpus / 'pyc' / ('%d.%d' % version)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob('*-O?.pyc'):
        old.unlink()
    files, entries = [], []
    for source in sorted((corpus / 'py').glob('*.py')):
        if not wanted(source.stem, version):
            continue
        for mode, level in jobs(source.stem, version):
            name = '%s.%s-O%d.pyc' % (source.stem, mode, level)
            target = 'pyc/%d.%d/%s' % (*version, name)
            args = ['compile', 'py/' + source.name, target, '--mode', mode, '--optimize', str(level)]
            options = ['-' + 'O' * level] if level and version == (2, 7) else []
            interpreter.run(*args, options=options, cwd=corpus)
            (corpus / target).chmod(0o644)  # Pyodide knows no umask
            files.append(name)
            entries.append({
                'path': target,
                'python': full_version,
                'origin': 'compiled',
                'command': ' '.join([interpreter.shown, *options, 'record.py', *args]),
            })
    truth = interpreter.run('facts', '-', cwd=out, stdin='\n'.join(files).encode() + b'\n')
    lines = truth.splitlines()
    bad = [line for line in lines if 'error' in json.loads(line)]
    if bad or len(lines) != len(files):
        raise SystemExit('%s cannot read its own files: %s' % (full_version, bad))
    (out / 'truth.jsonl').write_text(truth)
    return entries


# What interpreters are asked besides: a file, the script whose output it is, its arguments. They run in the corpus.
RECORDED = (
    ('dumps/{}.jsonl', 'dumps.py', ()),
    ('opcodes/{}.json', 'opcodes.py', ()),
    ('lines/{}.json', 'lines.py', ('record', 'pyc/{}')),
)
# Modules whose listings are recorded with every option of dis; of the others, those that have a file in dis/<version>, without.
LISTED_WITH_ALL = ('groups_311',)


def record_all(corpus, version, interpreter, full_version):
    short, entries = '%d.%d' % version, []
    asked = [(path.format(short), script, [arg.format(short) for arg in args]) for path, script, args in RECORDED]
    for listing in sorted((corpus / 'dis' / short).glob('*.txt')):
        options = ['--all'] if listing.stem in LISTED_WITH_ALL else []
        pyc = 'pyc/%s/%s.timestamp-O0.pyc' % (short, listing.stem)
        asked.append(('dis/%s/%s' % (short, listing.name), 'disassemble.py', ['record', *options, pyc]))
    for path, script, args in asked:
        (corpus / path).parent.mkdir(exist_ok=True)
        (corpus / path).write_text(interpreter.run(*args, script=script, cwd=corpus), encoding='utf-8')
        command = ' '.join([interpreter.shown, script, *args])
        entries.append({'path': path, 'python': full_version, 'origin': 'recorded', 'command': command})
    return entries


def check_handmade(corpus, version, interpreter):
    """An interpreter of the version must read the hand-made file as its writer says."""
    directory = corpus / 'pyc' / ('%d.%d' % version)
    if not (directory / 'handmade.pyc').exists():
        return
    seen = json.loads(interpreter.run('facts', 'handmade.pyc', cwd=directory))
    meant = json.loads((directory / 'handmade.json').read_text())
    if seen != meant:
        raise SystemExit('handmade.pyc of %d.%d:\n%s\n%s' % (*version, json.dumps(seen), json.dumps(meant)))


def read_manifest(path):
    entries = []
    for line in path.read_text().splitlines() if path.exists() else ():
        if line == '[[file]]':
            entries.append({})
        elif ' = ' in line:
            key, value = line.split(' = ', 1)
            entries[-1][key] = json.loads(value)
    return entries


def write_manifest(corpus, entries):
    text = '# Every .pyc and every recorded report of an interpreter in the corpus: who made it and how. Written by xtask/python/harvest.py; do not edit.\n'
    for entry in sorted(entries, key=lambda e: (numbers(e['path'].split('/')[1]), e['path'])):
        entry['sha256'] = hashlib.sha256((corpus / entry['path']).read_bytes()).hexdigest()
        # A TOML basic string with only ASCII in it is a JSON string.
        text += '\n[[file]]\n' + ''.join(
            '%s = %s\n' % (key, json.dumps(entry[key])) for key in ('path', 'python', 'origin', 'command', 'sha256'))
    (corpus / 'MANIFEST.toml').write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--interpreters', default='~/.pyenv/versions')
    parser.add_argument('--pyodide', action='append', default=[])
    parser.add_argument('--out', type=Path, default=HERE.parent.parent / 'corpus')
    args = parser.parse_args()
    corpus = args.out.resolve()
    entries = {e['path']: e for e in read_manifest(corpus / 'MANIFEST.toml') if (corpus / e['path']).exists()}
    handmade = subprocess.run(
        [sys.executable, str(HERE / 'handmade.py'), str(corpus)], check=True, stdout=subprocess.PIPE)
    for line in handmade.stdout.decode('ascii').splitlines():
        path, python = line.split('\t')
        entries[path] = {'path': path, 'python': python, 'origin': 'handmade', 'command': 'python3 handmade.py .'}
    for version, interpreter, facts in interpreters(args.interpreters, args.pyodide):
        made = compile_all(corpus, version, interpreter, facts['version'])
        check_handmade(corpus, version, interpreter)
        prefix = 'pyc/%d.%d/' % version
        for path in [p for p, e in entries.items() if p.startswith(prefix) and e['origin'] == 'compiled']:
            del entries[path]
        entries.update((e['path'], e) for e in made)
        recorded = record_all(corpus, version, interpreter, facts['version'])
        entries.update((e['path'], e) for e in recorded)
        print('%-28s %3d files' % (facts['version'], len(made)))
    write_manifest(corpus, entries.values())


if __name__ == '__main__':
    main()
