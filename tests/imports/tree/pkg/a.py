from pkg import ORDER
ORDER.append(__name__)
WHO = "a of " + __package__
