class Problem(Exception):
    def __str__(self): return 'several\nlines'
def first(): return {}['missing']
def second():
    try: first()
    except KeyError as e: raise ValueError('second') from e
def third():
    try:
        second()
    except ValueError:
        raise Problem(1, 2)
third()
