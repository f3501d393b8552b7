SEEN = 1
import circle.two as other
SEEN = other.SEEN + 1
