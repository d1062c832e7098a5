"""Alembic's environment: numbered migrations live in ``versions``."""
