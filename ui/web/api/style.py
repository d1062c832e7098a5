"""The house style of drafts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from songngu.translate.style import Dates, Headlines, Money, Names, Percent, Spelling
from songngu.ui.actions.house_style import StyleInForce, StyleSource, choices
from songngu.ui.web.api.operations import Operation
from songngu.ui.web.screens.style import choose_for_all
from songngu.ui.web.site import Site


class StyleIn(BaseModel):
    """A house style; `as-drafted` leaves what the engine writes."""

    model_config = ConfigDict(extra="forbid")

    names: Names = Names.AS_DRAFTED
    dates: Dates = Dates.AS_DRAFTED
    money: Money = Money.AS_DRAFTED
    percent: Percent = Percent.AS_DRAFTED
    spelling: Spelling = Spelling.AS_DRAFTED
    headlines: Headlines = Headlines.TITLE


@dataclass(frozen=True)
class StyleOut:
    """The house style that holds, and whose choice it is."""

    style: dict[str, str]
    source: StyleSource
    editor: str | None
    changed_at: dt.datetime | None


def get_style(site: Site) -> StyleOut:
    """Return the house style that drafts are written in, and whose choice it is."""
    return _out(site.worker.style.in_force(site.store))


def choose_house_style(site: Site, style: StyleIn) -> StyleOut:
    """Choose the house style of all that is drafted from now on, which takes a reviewer."""
    return _out(choose_for_all(site, style.model_dump(mode="json")))


def forget_house_style(site: Site) -> StyleOut:
    """Go back to the house style that holds where nobody has chosen; this takes a reviewer."""
    return _out(choose_for_all(site, None))


def _out(found: StyleInForce) -> StyleOut:
    return StyleOut(choices(found.style), found.source, found.editor, found.changed_at)


OPERATIONS = (
    Operation("GET", "/style", get_style),
    Operation("PUT", "/style", choose_house_style),
    Operation("DELETE", "/style", forget_house_style),
)
