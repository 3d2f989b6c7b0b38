"""Renderers: a document as Markdown, LaTeX or text for a terminal."""
