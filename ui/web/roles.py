"""What each role may do to segments and articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songngu.corpora.segments import UNSPLIT
from songngu.corpora.types import Status
from songngu.ui.actions.reviewing import REVIEWED
from songngu.ui.web.session import Role, User, current_user, require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from songngu.corpora.store import Store
    from songngu.corpora.types import BlockKind


def may_set_status(store: Store, segment_id: int, status: Status, text: str | None = None) -> User:
    """Return who is asking, if they may give a segment this status.

    Editors edit; reviewing, approving, and reopening what is approved takes a reviewer.

    Args:
        store: Where the segment is.
        segment_id: The segment.
        status: What it is to be.
        text: The text to be saved, where there is one: other than the approved one, it reopens
            nothing, and the store refuses it with a reason that fits.

    Raises:
        ForbiddenError: They may not.
        NotFoundError: No such segment.
    """
    user = current_user()
    if user.may(Role.REVIEWER):
        return user
    standing = store.revisions(segment_id)
    approved = (
        bool(standing)
        and standing[-1].status is Status.APPROVED
        and text in (None, standing[-1].text)
    )
    return require(Role.REVIEWER) if approved or status in REVIEWED else user


def may_remove(store: Store, document_ids: Iterable[int]) -> User:
    """Return who is asking, if they may put documents in the bin.

    What is approved leaves the articles with them, which takes a reviewer.

    Raises:
        ForbiddenError: They may not.
        NotFoundError: No such document.
    """
    user = current_user()
    if user.may(Role.REVIEWER):
        return user
    approved = any(each.approved for id_ in document_ids for each in store.passages(id_))
    return require(Role.REVIEWER) if approved else user


def may_label(
    store: Store, document_id: int, block: int, kind: BlockKind | None, kept: bool | None
) -> User:
    """Return who is asking, if they may say of a block what it is and whether it is kept.

    A reviewer is needed where that takes approved text out of the article.

    Raises:
        ForbiddenError: They may not.
        NotFoundError: No such document.
    """
    user = current_user()
    if user.may(Role.REVIEWER) or not (kept is False or kind in UNSPLIT):
        return user
    passages = store.passages(document_id)
    approved = any(each.approved for each in passages if each.block == block)
    return require(Role.REVIEWER) if approved else user


def may_undo(store: Store, article_id: int) -> User:
    """Return who is asking, if they may take back their last step in an article.

    Steps outlive roles: who is no reviewer any more can neither lift an approval by undo nor bring
    one back. An editor who changed a reviewed text may return to it, though.

    Raises:
        ForbiddenError: They may not.
        NotFoundError: No such article.
    """
    user = current_user()
    if user.may(Role.REVIEWER):
        return user
    step = store.undo_state(article_id, editor=user.name).undo
    moves = step.statuses if step is not None else ()
    locked = any(Status.APPROVED in move for move in moves)
    return require(Role.REVIEWER) if locked else user


def may_redo(store: Store, article_id: int) -> User:
    """Return who is asking, if they may take their last undone step in an article again.

    Raises:
        ForbiddenError: They may not.
        NotFoundError: No such article.
    """
    user = current_user()
    if user.may(Role.REVIEWER):
        return user
    step = store.undo_state(article_id, editor=user.name).redo
    moves = step.statuses if step is not None else ()
    locked = any(before is Status.APPROVED or after in REVIEWED for before, after in moves)
    return require(Role.REVIEWER) if locked else user
