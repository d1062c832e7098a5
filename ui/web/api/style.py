"""The house style of drafts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import BaseModel

from songngu.translate.style import Dates, Headlines, Money, Names, Percent, Spelling
from songngu.ui.actions.house_style import StyleSource, choices, choose_style
from songngu.ui.web.api.operations import Operation
from songngu.ui.web.session import Role, require
from songngu.ui.web.site import Site


class StyleIn(BaseModel):
    """A house style; `as-drafted` leaves what the engine writes."""

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
    found = site.worker.style.in_force(site.store)
    return StyleOut(choices(found.style), found.source, found.editor, found.changed_at)


def choose_house_style(site: Site, style: StyleIn) -> StyleOut:
    """Choose the house style of all that is drafted from now on, which takes a reviewer."""
    choose_style(site.store, style.model_dump(mode="json"), editor=require(Role.REVIEWER).name)
    return get_style(site)


def forget_house_style(site: Site) -> StyleOut:
    """Go back to the house style that holds where nobody has chosen; this takes a reviewer."""
    choose_style(site.store, None, editor=require(Role.REVIEWER).name)
    return get_style(site)


OPERATIONS = (
    Operation("GET", "/style", get_style),
    Operation("PUT", "/style", choose_house_style),
    Operation("DELETE", "/style", forget_house_style),
)
