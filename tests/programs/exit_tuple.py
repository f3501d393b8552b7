def f():
    try: raise SystemExit(1, 2)
    except SystemExit as e: print(e.code, e.args, repr(e)); raise
f()
