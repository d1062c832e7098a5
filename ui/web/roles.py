"""What each role may do to a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songngu.corpora.types import Status
from songngu.ui.actions.reviewing import REVIEWED
from songngu.ui.web.session import Role, User, current_user, require

if TYPE_CHECKING:
    from songngu.corpora.store import Store


def may_set_status(store: Store, segment_id: int, status: Status) -> User:
    """Return who is asking, if they may give a segment this status.

    Editors edit; reviewing, approving, and reopening what is approved takes a reviewer.

    Raises:
        ForbiddenError: They may not.
        NotFoundError: No such segment.
    """
    user = current_user()
    if user.may(Role.REVIEWER):
        return user
    standing = store.revisions(segment_id)
    approved = bool(standing) and standing[-1].status is Status.APPROVED
    return require(Role.REVIEWER) if approved or status in REVIEWED else user
