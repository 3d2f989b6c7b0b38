"""Figures of a run for papers, slides and the README: each module of this package is one, drawn by Matplotlib.

A new figure is a new module with a ``FIGURE``; one whose numbers the record doesn't hold is not made.
"""
