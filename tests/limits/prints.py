while True:
    print('some text')
