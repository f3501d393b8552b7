try:
    while True:
        pass
finally:
    print('no handler sees a limit')
