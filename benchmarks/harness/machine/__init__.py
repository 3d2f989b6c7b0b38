"""Facts of the machine and its software."""
