"""What a user types: ``python -m benchmarks COMMAND``, one file a command."""
