def work():
    for i in range(3):
        try:
            if i == 1: raise KeyboardInterrupt
        except Exception: print('never')
        finally: print('cleanup', i)
try: work()
except KeyboardInterrupt as e: raise RuntimeError('interrupted') from e
