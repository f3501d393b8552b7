__all__ = ["shown", "_also"]
shown = 1
_also = 2
_hidden = 3
unlisted = 4
