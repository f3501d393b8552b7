# since 3.11
# Groups in groups: split, subgroup, derive, except*, and what is raised of what is left.
def shape(e):
    if isinstance(e, BaseExceptionGroup):
        return [type(e).__name__, e.message, *map(shape, e.exceptions)]
    return repr(e)


def t(name, case):
    try:
        print(name, case())
    except BaseException as e:
        print(name, shape(e), '|', shape(e.__context__), shape(e.__cause__))


def tree():
    return ExceptionGroup('top', [ValueError(1), ExceptionGroup('in', [TypeError(2), ValueError(3), ExceptionGroup('deep', [OSError(4)])]), KeyError('k')])


g = tree()
t('split', lambda: [shape(it) for it in g.split(ValueError)])
t('split by tuple', lambda: [shape(it) for it in g.split((TypeError, OSError))])
t('split by function', lambda: [shape(it) for it in g.split(lambda e: isinstance(e, ExceptionGroup) and e.message == 'in')])
t('all', lambda: [it is g for it in g.split(ExceptionGroup)])
t('nothing', lambda: [shape(it) for it in g.split(IndexError)])
t('subgroup', lambda: shape(g.subgroup(KeyError)))
t('subgroup none', lambda: g.subgroup(IndexError))
t('bad', lambda: g.split(5))
t('bad tuple', lambda: g.subgroup((ValueError, 5)))
t('no exceptions', lambda: ExceptionGroup('e', []))
t('not a sequence', lambda: ExceptionGroup('e', {ValueError()}))
t('not exceptions', lambda: ExceptionGroup('e', [ValueError(), 5]))
t('message', lambda: ExceptionGroup(5, [ValueError()]))
t('base in it', lambda: ExceptionGroup('e', [KeyboardInterrupt()]))
t('few', lambda: ExceptionGroup('e'))
t('base becomes group', lambda: type(BaseExceptionGroup('e', [ValueError()])))
t('base stays base', lambda: type(BaseExceptionGroup('e', [KeyboardInterrupt()])))
t('str', lambda: (str(g), repr(g)))
t('one', lambda: str(ExceptionGroup('x', (ValueError(),))))
t('args', lambda: ExceptionGroup('x', [ValueError(1)]).args)


class Mine(ExceptionGroup):
    def __new__(cls, message, items, extra=None):
        made = super().__new__(cls, message, items)
        made.extra = extra
        return made

    def derive(self, items):
        return Mine(self.message, items, ('derived', self.extra))


m = Mine('mine', [ValueError(1), TypeError(2)], 'x')
m.add_note('a note')
t('derived', lambda: [(shape(it), it.extra, it.__notes__) for it in m.split(ValueError)])


class Plain(ExceptionGroup):
    pass


t('not derived', lambda: [type(it).__name__ for it in Plain('p', [ValueError(1), TypeError(2)]).split(ValueError)])


class Bad(ExceptionGroup):
    def derive(self, items):
        return 5


t('derive fails', lambda: Bad('b', [ValueError(1), TypeError(2)]).split(ValueError))


def star(e, log):
    try:
        raise e
    except* ValueError as v:
        log.append(('v', shape(v)))
    except* (TypeError, OSError) as o:
        log.append(('o', shape(o)))
    else:
        log.append('else')
    finally:
        log.append('finally')
    return log


t('star', lambda: star(tree(), []))
t('star of one', lambda: star(ValueError('alone'), []))
t('star of none', lambda: star(IndexError('alone'), []))
t('star whole', lambda: star(ExceptionGroup('two', [ValueError(1), TypeError(2)]), []))


def raises():
    try:
        raise tree()
    except* ValueError:
        raise RuntimeError('new')
    except* TypeError as e:
        raise
    except* KeyError:
        raise IndexError('from key') from None


t('raises', raises)


def again():
    try:
        raise ExceptionGroup('two', [ValueError(1), TypeError(2)])
    except* ValueError as e:
        raise e
    except* TypeError as e:
        e.add_note('seen')
        raise


t('again', again)


def group_in_star():
    try:
        raise tree()
    except* ExceptionGroup:
        pass


t('groups are refused', group_in_star)


def no_class():
    try:
        raise tree()
    except* 5:
        pass


t('no class', no_class)


def name_gone():
    try:
        raise ValueError(1)
    except* ValueError as e:
        pass
    return e


t('name is gone', name_gone)


def loop():
    seen = []
    for kind in ValueError, TypeError, KeyError, OSError:
        try:
            raise tree()
        except* kind as e:
            seen.append(shape(e))
            try:
                raise ExceptionGroup('inner', [ZeroDivisionError()])
            except* ZeroDivisionError as z:
                seen.append(shape(z))
        except* Exception as rest:
            seen.append(len(rest.exceptions))
    return seen


t('loop', loop)
t('equal', lambda: (m == m, m == Mine('mine', m.exceptions), isinstance(m, Exception), hash(m) == hash(m)))
t('alias', lambda: ExceptionGroup[ValueError])
t('exceptions', lambda: type(m.exceptions))
