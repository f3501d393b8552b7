import circle.six
OWN = 5
