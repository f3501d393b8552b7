def __getattr__(name):
    if name == "computed":
        return "made of " + name
    raise AttributeError(f"lazy has no {name}")


def __dir__():
    return ["z", "a"]
