"""From a record to numbers."""
