"""The child process: one contender, proven and timed."""
