"""The parent process: starts workers, calls them in turns, keeps the record."""
