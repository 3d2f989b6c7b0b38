"""Environments of other versions: made once, kept below the cache, used by the runs that ask for them."""
