"""A cached model is there whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import model_cache
from songngu.translate.model_cache import cache_root, is_intact


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONGNGU_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def cached_model(
    name: str, build: Callable[[Path], None], made_of: Path = Path("/made/of"), **options: str
) -> Path:
    return model_cache.cached_model(
        name, build, made_of=made_of, replaces=options.get("replaces", "none")
    )


class Builder:
    """Writes two files and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        assert not any(folder.iterdir())
        (folder / "model.bin").write_bytes(b"weights" * 1000)
        (folder / "vocabulary.json").write_text("[]")


def leftovers(cache: Path) -> list[str]:
    return [path.name for path in cache.iterdir() if path.suffix != ".lock" and path.name != "m"]


def test_it_is_built_once(cache: Path) -> None:
    build = Builder()
    assert cached_model("m", build) == cached_model("m", build) == cache / "m"
    assert build.calls == 1
    assert leftovers(cache) == []


def test_another_name_is_another_model() -> None:
    build = Builder()
    assert cached_model("m", build) != cached_model("n", build)
    assert build.calls == 2


def test_what_a_conversion_replaces_is_removed(cache: Path, tmp_path: Path) -> None:
    def folders() -> set[str]:
        return {path.name for path in cache.iterdir() if path.is_dir()}

    for name, origin in (("a-1", "x"), ("a-2", "y"), ("b-1", "x")):
        cached_model(name, Builder(), tmp_path / origin)
    cached_model("a-3", Builder(), tmp_path / "x", replaces="a-*")
    assert folders() == {"a-2", "a-3", "b-1"}
    # The same content, met again in another folder, is known by that from then on.
    assert cached_model("a-2", (again := Builder()), tmp_path / "z") == cache / "a-2"
    assert again.calls == 0
    model_cache.clean(lambda name, made_of: made_of == tmp_path / "z" or name == "b-1")
    assert folders() == {"a-3"}
    assert is_intact(cache / "a-3")


def test_what_another_process_is_at_is_left_alone(cache: Path) -> None:
    for name in ("m", "n"):
        cached_model(name, Builder(), Path("/x"))
    # A kill has left a model half made after its manifest was written.
    shutil.copytree(cache / "m", cache / ".m.part")
    with (cache / ".m.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert cached_model("m", Builder(), Path("/y")) == cache / "m"
        model_cache.clean(lambda name, made_of: True)
    assert sorted(path.name for path in cache.iterdir() if path.is_dir()) == [".m.part", "m"]
    assert is_intact(cache / "m")
    assert str(Path("/x")) in (cache / "m" / "manifest.json").read_text()
    model_cache.clean(lambda name, made_of: made_of == Path("/x"))
    assert not (cache / "m").exists()


def test_a_model_that_another_process_has_asked_for_is_not_removed(cache: Path) -> None:
    cached_model("m", Builder())
    receiver, sender = os.pipe()
    pid = os.fork()
    if pid == 0:  # pragma: no cover - the child
        try:
            cached_model("m", Builder())
            os.write(sender, b"1")
            time.sleep(600)
        finally:
            os._exit(1)
    try:
        assert os.read(receiver, 1) == b"1"
        model_cache.clean(lambda name, made_of: True)
        assert is_intact(cache / "m")
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(receiver)
        os.close(sender)
    model_cache.clean(lambda name, made_of: True)
    assert not (cache / "m").exists()


def test_a_model_that_another_process_removes_meanwhile_is_no_crash(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cached_model("m", Builder())

    def intact_until_now(folder: Path) -> bool:
        shutil.rmtree(folder)
        return True

    monkeypatch.setattr(model_cache, "is_intact", intact_until_now)
    assert cached_model("m", Builder(), Path("/y")) == folder
    assert leftovers(cache) == []


def truncate(folder: Path) -> None:
    os.truncate(folder / "model.bin", 100)


def flip(folder: Path) -> None:
    data = bytearray((folder / "model.bin").read_bytes())
    data[500] ^= 1
    (folder / "model.bin").write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(truncate, id="truncated"),
        pytest.param(flip, id="one bit"),
        pytest.param(lambda folder: (folder / "vocabulary.json").unlink(), id="file lost"),
        pytest.param(lambda folder: (folder / "manifest.json").unlink(), id="manifest lost"),
        pytest.param(lambda folder: (folder / "manifest.json").write_text("{"), id="no JSON"),
        pytest.param(lambda folder: (folder / "manifest.json").write_text("[]"), id="other JSON"),
    ],
)
def test_a_damaged_model_is_built_again_with_a_notice(
    damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    build = Builder()
    folder = cached_model("m", build)
    damage(folder)  # type: ignore[operator]
    assert not is_intact(folder)
    assert is_intact(cached_model("m", build))
    assert build.calls == 2
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "damaged; building it again" in caplog.text


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("x")])
def test_a_failed_build_leaves_nothing(cache: Path, error: BaseException) -> None:
    def fail(folder: Path) -> None:
        (folder / "model.bin").write_bytes(b"half")
        raise error

    with pytest.raises(type(error)):
        cached_model("m", fail)
    assert not (cache / "m").exists()
    assert leftovers(cache) == []
    assert is_intact(cached_model("m", Builder()))


def test_a_full_disk_is_explained(cache: Path) -> None:
    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(EngineError, match=r"No space left.*SONGNGU_CACHE"):
        cached_model("m", full)
    assert leftovers(cache) == []


def test_a_folder_that_cannot_be_made_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SONGNGU_CACHE", str(tmp_path / "file"))
    with pytest.raises(EngineError, match="SONGNGU_CACHE"):
        cached_model("m", Builder())


def slow_build(folder: Path) -> None:
    (folder / "started").write_text(str(os.getpid()))
    (folder.parent / f"call-{os.getpid()}.lock").write_text("")
    time.sleep(1.0)
    (folder / "model.bin").write_bytes(b"weights")


def start_slow() -> int:
    """Build in a child process; gives its id."""
    pid = os.fork()
    if pid == 0:  # pragma: no cover - the child
        try:
            cached_model("m", slow_build)
            os._exit(0)
        finally:
            os._exit(1)
    return pid


def test_two_processes_build_once(cache: Path) -> None:
    children = [start_slow(), start_slow()]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    assert codes == [0, 0]
    assert is_intact(cache / "m")
    assert len(list(cache.glob("call-*.lock"))) == 1


def test_a_kill_in_the_middle_leaves_nothing_that_looks_usable(cache: Path) -> None:
    pid = start_slow()
    deadline = time.monotonic() + 30
    while not (cache / ".m.part" / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert not (cache / "m").exists()
    assert (cache / ".m.part").exists()  # the kill left it; nobody takes it for a model
    build = Builder()
    assert is_intact(cached_model("m", build))
    assert build.calls == 1
    assert leftovers(cache) == []


def test_without_the_variable_it_is_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SONGNGU_CACHE")
    assert "songngu" in str(cache_root())
