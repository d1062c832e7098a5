"""Texts and their storage: ingest, clean, split, normalise, formats and the database.

This is the bottom floor: nothing here imports the aligner, the drafters, the scorers or the page.
"""
