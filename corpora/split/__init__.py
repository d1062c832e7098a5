"""Sentence splitting of Vietnamese and English news."""
