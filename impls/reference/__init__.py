"""NumPy: the float64 reference and, in float32, the control contender."""
