"""What people read: data frames, tables and the terminal, all from the record of a run."""
