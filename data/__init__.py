"""What is learned from: NumPy and SciPy arrays, no framework."""
