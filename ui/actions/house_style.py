"""The house style that drafts are written in: chosen for a run, on the page, or by default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from songngu.translate.style import OPTIONS, HouseStyle, change_style

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.translate import Drafter

SETTING = "house-style"
"""The name it has among the store's settings."""


class StyleSource(StrEnum):
    """Where the house style in force comes from."""

    GIVEN = "given"
    """Whoever started the program; it cannot be chosen on the page."""
    CHOSEN = "chosen"
    """Somebody, for everybody who works with the database."""
    DEFAULT = "default"
    """Nobody."""


@dataclass(frozen=True, slots=True)
class StyleInForce:
    """A house style, and whose choice it is.

    Attributes:
        editor: Who chose it; None unless it was chosen.
        changed_at: When it was; None unless it was chosen.
    """

    style: HouseStyle
    source: StyleSource
    editor: str | None = None
    changed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Which house style holds: one given for this run, else the database's, else the default.

    Attributes:
        given: What a person said for this run alone; None where nobody did.
        default: Where nothing was chosen.
    """

    given: HouseStyle | None = None
    default: HouseStyle = field(default_factory=HouseStyle)

    def in_force(self, store: Store | None) -> StyleInForce:
        """Return the house style that holds now, and whose choice it is.

        Raises:
            InputError: What the database holds is none; a newer version may have written it.
        """
        if self.given is not None:
            return StyleInForce(self.given, StyleSource.GIVEN)
        found = store.setting(SETTING) if store is not None else None
        if found is None:
            return StyleInForce(self.default, StyleSource.DEFAULT)
        style = change_style(HouseStyle(), found.value, "the house style in the database")
        return StyleInForce(style, StyleSource.CHOSEN, found.editor, found.changed_at)

    def of(self, store: Store | None) -> HouseStyle:
        """Return the house style that holds now; errors as in :meth:`in_force`."""
        return self.in_force(store).style


USUAL = StyleRule()
"""Nothing given: the database's house style, else the usual one."""


def choices(style: HouseStyle) -> dict[str, str]:
    """Return what a house style says on each option, by the options' names."""
    return {name: str(getattr(style, name)) for name in OPTIONS}


def choose_style(store: Store, chosen: Mapping[str, object] | None, *, editor: str) -> None:
    """Choose the house style of all that is drafted from now on; None goes back to the default.

    Args:
        chosen: Choices by option; an option that is left out has the choice it has by default.

    Raises:
        InputError: An unknown option or choice.
    """
    if chosen is None:
        store.choose(SETTING, None, editor=editor)
    else:
        style = change_style(HouseStyle(), chosen)
        store.choose(SETTING, choices(style), editor=editor)


def in_style(drafter: Drafter, style: HouseStyle) -> Drafter:
    """Return the drafter with another house style around it.

    One that has no house style around it at all is returned as it is.
    """
    from songngu.translate import HouseDrafter

    return HouseDrafter(drafter.engine, style) if isinstance(drafter, HouseDrafter) else drafter


def in_other_style(signature: str | None, style: HouseStyle) -> bool:
    """Return whether a draft was written in another house style than this one.

    Of drafts from the memory, and of what no house style was around, it is not said.
    """
    from songngu.translate.house import style_in

    found = style_in(signature or "")
    return found is not None and found != style.signature
