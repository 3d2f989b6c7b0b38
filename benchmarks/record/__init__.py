"""The contract between measuring and showing: what a run keeps."""
