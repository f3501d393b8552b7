class Foo:
    abc = 1
x = Foo()
print(x.abd)
