"""Documents that people read: a run's page, the front page, the README's part, the terminal's summary."""
