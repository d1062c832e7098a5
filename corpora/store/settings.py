"""What a newsroom has chosen for everybody: a JSON object under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store.columns import now
from songngu.corpora.store.records import Setting
from songngu.corpora.store.schema import SettingRow
from songngu.corpora.store.upsert import insert


def setting(session: Session, name: str) -> Setting | None:
    """Return what was chosen under a name; None where nothing was."""
    row = session.get(SettingRow, name)
    return None if row is None else Setting(dict(row.value), row.editor, row.changed_at)


def choose(session: Session, name: str, value: Mapping[str, Any] | None, editor: str) -> None:
    """Keep a choice in place of the one before; None takes it away."""
    if value is None:
        session.execute(sa.delete(SettingRow).where(SettingRow.name == name))
        return
    statement = insert(session, SettingRow)
    given = {"value": dict(value), "editor": editor, "changed_at": now()}
    statement = statement.on_conflict_do_update(index_elements=["name"], set_=given)
    session.execute(statement, [{"name": name, **given}])
