"""The machinery of fair timing; it knows no framework."""
