"""Scores of drafts against references, behind guards."""
