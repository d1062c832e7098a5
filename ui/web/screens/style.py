"""The house style that drafts are written in, seen by everybody and chosen for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songngu.corpora.errors import InputError
from songngu.corpora.store import Role
from songngu.translate.style import OPTIONS
from songngu.translate.style.settings import EXAMPLES
from songngu.ui.actions.house_style import choices, choose_style
from songngu.ui.web.intake import RefusedError
from songngu.ui.web.session import current_user, require
from songngu.ui.web.site import Answer, Request, Screen, Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from songngu.ui.actions.house_style import StyleInForce


def style(site: Site, request: Request) -> Answer:
    """Return the house style that holds, whose choice it is, and what there is to choose."""
    return {
        **style_answer(site.worker.style.in_force(site.store)),
        "may": current_user().may(Role.REVIEWER),
        "default": choices(site.worker.style.default),
        "options": {
            name: [{"choice": str(each), "example": EXAMPLES.get(each, "")} for each in kind]
            for name, kind in OPTIONS.items()
        },
    }


def choose(site: Site, request: Request) -> Answer:
    """Choose the house style of all that is drafted from now on; this takes a reviewer.

    Args:
        site: Whose drafts are meant.
        request: ``choices`` by option; None for the default again.

    Raises:
        ForbiddenError: The person is no reviewer.
        InputError: An unknown option or choice.
        RefusedError: A style was given when the server was started.
    """
    given = request.get("choices")
    if given is not None and not isinstance(given, dict):
        raise InputError(f"found {given!r} as the choices, expected one for each option")
    return style_answer(choose_for_all(site, given))


def choose_for_all(site: Site, chosen: Mapping[str, object] | None) -> StyleInForce:
    """Choose the house style and return the one that holds then; errors as in :func:`choose`."""
    editor = require(Role.REVIEWER).name
    if site.worker.style.given is not None:
        raise RefusedError(
            "style",
            "style-given",
            "found a house style given when the server was started, expected none; "
            "start it without --style to choose one",
        )
    choose_style(site.store, chosen, editor=editor)
    return site.worker.style.in_force(site.store)


def style_answer(found: StyleInForce) -> Answer:
    """Return a house style as the page reads it."""
    return {
        "choices": choices(found.style),
        "source": found.source.value,
        "editor": found.editor,
        "changed_at": found.changed_at.isoformat() if found.changed_at else None,
    }


SCREEN = Screen(
    "style",
    functions={"style": style, "choose": choose},
    scripts=("moments.js", "style.js"),
)
