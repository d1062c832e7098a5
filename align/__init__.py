"""Sentence alignment of Vietnamese and English texts."""
