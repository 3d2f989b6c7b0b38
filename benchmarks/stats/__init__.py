"""Ratios, verdicts, flags: pure functions of numbers, which know no file and no process."""
