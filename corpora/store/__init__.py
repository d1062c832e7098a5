"""The database: every document, draft, alignment and revision."""
