"""Several processes that train one net: the one that is called, those that follow it, and those on other machines."""
