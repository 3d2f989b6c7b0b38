"""How it is compared."""
