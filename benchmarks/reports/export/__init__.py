"""A run's numbers for other programs: CSV tables, tidy samples, LaTeX."""
