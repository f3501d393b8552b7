while True:
    try:
        print('some text')
    except BaseException:
        pass
