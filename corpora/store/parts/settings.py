"""What a newsroom has chosen for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from songngu.corpora.store import settings
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import Setting


class Settings(Connected):
    """What the store does with the newsroom's choices."""

    def setting(self, name: str) -> Setting | None:
        """Return what was chosen under a name; None where nothing was."""
        with self._reading() as session:
            return settings.setting(session, name)

    def choose(self, name: str, value: Mapping[str, Any] | None, *, editor: str) -> None:
        """Keep a choice, JSON values by name, in place of the one before; None takes it away."""
        with self._writing() as session:
            settings.choose(session, name, value, editor)
