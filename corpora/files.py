"""Writing files so that a failure never costs the file that was there."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from songngu.corpora.errors import InputError

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space or choose another disk",
    errno.EDQUOT: "your share of the disk is used up; free some space or choose another disk",
    errno.EACCES: "the folder cannot be written to; choose another or change its permissions",
    errno.EPERM: "the folder cannot be written to; choose another or change its permissions",
    errno.EROFS: "the disk is read-only; choose another",
    errno.ENOENT: "its folder does not exist; make it first",
    errno.ENOTDIR: "part of the path before the name is a file; choose another folder",
    errno.EISDIR: "a folder has this name; give a file name in it",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.EIO: "the disk reported an error; check it, or choose another",
}


def write_atomic(path: str | Path, data: bytes) -> None:
    """Write a file whole or not at all; on return it is on the disk.

    The data go to a new file in the same folder, which then takes the old one's place. A link is
    followed, and the permissions of a file that was there are kept.

    Raises:
        InputError: Where it cannot be written. What was there before is still there, unchanged,
            and nothing half-written is left.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        _replace(target, data)
    except OSError as error:
        reason = _ADVICE.get(error.errno or 0, "choose another place")
        raise InputError(
            f"{path}: cannot write {len(data)} bytes: {reason} ({error.strerror or error}); "
            "nothing was changed"
        ) from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".songngu-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), _mode(target))
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def _mode(target: Path) -> int:
    with contextlib.suppress(OSError):
        return target.stat().st_mode & 0o777
    umask = os.umask(0o077)
    os.umask(umask)
    return 0o666 & ~umask


def _sync_folder(folder: Path) -> None:
    # The new name is on the disk only with its folder; some file systems cannot sync folders,
    # and by now the file itself is safe.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
