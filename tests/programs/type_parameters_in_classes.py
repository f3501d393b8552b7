# since 3.12
LIMIT = 'global'


class Outer:
    local = 'class'

    def method[T](self, x: T) -> T:
        return x

    type Alias[V] = (local, LIMIT, V)

    def annotated[W](self, a: local, b: LIMIT) -> W:
        return a, b


print(Outer().method(5), Outer.method.__type_params__[0].__name__)
print(Outer.Alias.__name__, Outer.Alias.__value__[:2], Outer.Alias.__type_params__[0].__name__)
print(Outer.annotated.__annotations__['a'], Outer.annotated.__annotations__['b'])
