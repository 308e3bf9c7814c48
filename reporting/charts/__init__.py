"""Drawings of figures as text of SVG: the same for a page and for paper, with a table each. Pure."""
