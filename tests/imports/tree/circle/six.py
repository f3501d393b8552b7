import circle.five
VALUE = circle.five.OWN
