def loops():
    out = []
    for i in range(6):
        try:
            try:
                if i == 1: continue
                if i == 3: break
                out.append(i)
            finally:
                out.append(('in', i))
                if i == 2: continue
        finally:
            out.append(('out', i))
    else:
        out.append('else')
    return out
print(loops())
def swallowed():
    try: return 1 / 0
    except ZeroDivisionError: return 'handler'
    finally: return 'finally'
print(swallowed())
def overwritten():
    for i in range(3):
        try: return i
        finally:
            if i < 2: continue
            print('leaving', i)
print(overwritten())
def nested(log):
    while True:
        try:
            try:
                try: return log.append('value') or 'result'
                finally: log.append(1)
            finally:
                log.append(2)
                try: raise KeyError('k')
                except KeyError as e: log.append(repr(e))
        finally: log.append(3)
log = []; print(nested(log), log)
def breaks():
    for i in range(3):
        for j in range(3):
            try:
                if j == 1: break
            finally:
                try: print('f', i, j)
                finally:
                    if i == 1: return 'returned'
        else: print('never')
print(breaks())
def in_handler():
    for i in range(4):
        try: [][i]
        except IndexError as e:
            if i == 0: continue
            if i == 2: break
            print('handled', i, e)
        else: print('no')
        finally: print('fin', i)
    try: e
    except NameError as n: print(type(n).__name__, n)
in_handler()
def gone():
    try: raise ValueError(1)
    finally:
        for _ in range(1): break
        else: return 5
try: gone()
except ValueError as e: print('still', e)
def lost():
    while True:
        try: raise ValueError(1)
        finally: break
    return 'lost'
print(lost())
def value_kept():
    x = [1]
    try: return x
    finally: x.append(2)
print(value_kept())
def rebound():
    x = 1
    try: return x
    finally: x = 2
print(rebound())
