from .. import ORDER
ORDER.append(__name__)
