kept = []


class Zombie:
    def __del__(self):
        kept.append(self)


while True:
    Zombie()
