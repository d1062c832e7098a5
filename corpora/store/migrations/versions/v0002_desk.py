"""The editor's desk: users, operations that can be undone, links made by hand, comments."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the desk; each function is one part of it."""
    _users()
    _operations()
    _hand_links()
    _comments()


def _users() -> None:
    """Users, their sessions and tokens."""


def _operations() -> None:
    """What editors did, step by step, so that it can be undone."""


def _hand_links() -> None:
    """Links that a person made, which the aligner keeps."""


def _comments() -> None:
    """Remarks on segments."""
