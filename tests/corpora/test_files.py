"""Atomic writing: whole or not at all, and the old file stays."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.errors import InputError
from songngu.corpora.files import write_atomic

OLD = "bản cũ".encode()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "bài.tsv"
    path.write_bytes(OLD)
    return path


def test_a_new_file_is_written_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "bài.tsv"
    write_atomic(path, "mới".encode())
    write_atomic(str(path), b"")
    write_atomic(path, "mới nữa".encode())
    assert path.read_bytes() == "mới nữa".encode()
    assert os.listdir(tmp_path) == ["bài.tsv"]


def test_permissions_are_those_of_the_old_file_or_of_any_new_one(old: Path) -> None:
    old.chmod(0o640)
    write_atomic(old, b"x")
    assert old.stat().st_mode & 0o777 == 0o640
    plain, atomic = old.with_name("plain"), old.with_name("atomic")
    plain.write_bytes(b"x")
    write_atomic(atomic, b"x")
    assert atomic.stat().st_mode == plain.stat().st_mode


def test_a_link_is_followed(old: Path) -> None:
    link = old.with_name("link.tsv")
    link.symlink_to(old.name)
    write_atomic(link, b"x")
    assert link.is_symlink()
    assert old.read_bytes() == b"x"


def failing(code: int) -> Callable[..., Any]:
    def fail(*_args: Any, **_options: Any) -> Any:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("call", ["fsync", "replace", "fchmod"])
@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "the disk is full; free some space"),
        (errno.EDQUOT, "your share of the disk is used up"),
        (errno.EIO, "the disk reported an error"),
        (errno.EROFS, "the disk is read-only"),
    ],
)
def test_whatever_fails_the_old_file_stays(
    old: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, advice: str
) -> None:
    monkeypatch.setattr(os, call, failing(code))
    with pytest.raises(
        InputError, match=rf"bài\.tsv: cannot write 3 bytes: {advice}.*nothing was changed"
    ):
        write_atomic(old, b"new")
    assert old.read_bytes() == OLD
    assert os.listdir(old.parent) == [old.name]


def test_an_interruption_leaves_nothing_behind(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(old, b"new")
    assert old.read_bytes() == OLD
    assert os.listdir(old.parent) == [old.name]


@contextmanager
def file_size_limit(n_bytes: int) -> Iterator[None]:
    """The kernel itself cuts writing off at this size (EFBIG)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_write_cut_off_by_the_kernel(old: Path) -> None:
    with file_size_limit(4096), pytest.raises(InputError, match="nothing was changed"):
        write_atomic(old, b"x" * 10_000)
    assert old.read_bytes() == OLD
    assert os.listdir(old.parent) == [old.name]


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small disk needs more rights than the tests have here")
    try:
        write_atomic(disk / "a", OLD)
        with pytest.raises(InputError, match="the disk is full; free some space"):
            write_atomic(disk / "a", b"x" * 100_000)
        assert (disk / "a").read_bytes() == OLD
        assert os.listdir(disk) == ["a"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        (".", "a folder has this name; give a file name in it"),
        ("missing/a.tsv", "its folder does not exist; make it first"),
        ("bài.tsv/a.tsv", "part of the path before the name is a file"),
        ("x" * 300, "the name is too long; choose a shorter one"),
    ],
    ids=["folder", "no-folder", "below-a-file", "long-name"],
)
def test_a_target_that_cannot_be(old: Path, name: str, advice: str) -> None:
    with pytest.raises(InputError, match=f"cannot write 3 bytes: {advice}"):
        write_atomic(old.parent / name, b"new")
    assert os.listdir(old.parent) == [old.name]


def test_a_folder_that_may_not_be_written_to(
    open_folder: Path, unprivileged: Callable[[], AbstractContextManager[None]]
) -> None:
    path = open_folder / "a.tsv"
    path.write_bytes(OLD)
    open_folder.chmod(0o555)
    with unprivileged(), pytest.raises(InputError, match="the folder cannot be written to"):
        write_atomic(path, b"new")
    assert path.read_bytes() == OLD
    assert os.listdir(open_folder) == ["a.tsv"]


WRITE_FOR_EVER = """
import sys
from songngu.corpora.files import write_atomic

while True:
    for letter in b"ab":
        write_atomic(sys.argv[1], bytes([letter]) * 200_000)
        print(".", flush=True)
"""


def test_after_a_kill_the_file_is_one_of_the_whole_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    for n_writes in (1, 2, 5):
        command = [sys.executable, "-c", WRITE_FOR_EVER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(n_writes):
                assert process.stdout.readline() == b".\n"
            process.kill()
        data = path.read_bytes()
        assert data in (b"a" * 200_000, b"b" * 200_000)
