"""Finding a model's files, with a hub on this machine."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate.hub_files import content_digest, locate, wanted_files

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OLDER = "89abcdef0123456789abcdef0123456789abcdef"
FILES = {
    "config.json": b'{"model_type": "marian"}',
    "model.safetensors": b"weights",
    "pytorch_model.bin": b"the same weights again",
    "source.spm": b"pieces",
    "README.md": b"words",
    "onnx/model.json": b"{}",
}


class Hub:
    """Holds one model with two commits; notes what is asked of it."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_HEAD(self) -> None:
                self._answer(body=False)

            def do_GET(self) -> None:
                self._answer(body=True)

            def _answer(self, *, body: bool) -> None:
                outer.paths.append(self.path)
                status, data, headers = outer.answer(self.path.partition("?")[0])
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if body:
                    self.wfile.write(data)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        if path == "/":
            return 200, b"", {}
        api = "/api/models/org/model"
        if path in (api, f"{api}/revision/main", f"{api}/revision/{COMMIT}"):
            return 200, self._listing(COMMIT), {}
        if path in (f"{api}/revision/v1", f"{api}/revision/{OLDER}"):
            return 200, self._listing(OLDER), {}
        for commit in (COMMIT, OLDER):
            if path == f"{api}/tree/{commit}":
                tree = [
                    {"type": "file", "path": name, "size": len(data), "oid": "0" * 40}
                    for name, data in FILES.items()
                ]
                return 200, json.dumps(tree).encode(), {"Content-Type": "application/json"}
            start = f"/org/model/resolve/{commit}/"
            if path.startswith(start) and path.removeprefix(start) in FILES:
                data = FILES[path.removeprefix(start)]
                tag = hashlib.sha1(data).hexdigest()
                return 200, data, {"ETag": f'"{tag}"', "X-Repo-Commit": commit}
        return 404, b"{}", {"X-Error-Code": "RepoNotFound"}

    def _listing(self, commit: str) -> bytes:
        siblings = [{"rfilename": name} for name in FILES]
        return json.dumps({"id": "org/model", "sha": commit, "siblings": siblings}).encode()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    pytest.importorskip("huggingface_hub")
    found = Hub()
    monkeypatch.setenv("HF_ENDPOINT", found.url)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    yield found
    found.close()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_only_needed_files_are_fetched_and_the_commit_is_known(hub: Hub) -> None:
    found = locate("org/model", "hf:org/model", progress=False)
    assert (found.name, found.revision) == ("org/model", COMMIT)
    assert names(found.folder) == {"config.json", "model.safetensors", "source.spm"}


def test_a_revision_is_fetched_where_it_is_pinned(hub: Hub) -> None:
    found = locate("org/model@v1", "hf:org/model@v1", progress=False)
    assert (found.name, found.revision) == ("org/model", OLDER)
    assert not any(f"resolve/{COMMIT}" in path for path in hub.paths)


def test_what_is_here_is_used_without_asking_the_hub(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = locate("org/model", "hf:org/model", progress=False)
    hub.paths.clear()
    assert locate("org/model", "hf:org/model", progress=False) == first
    assert hub.paths == []
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert locate(f"org/model@{COMMIT}", "hf:org/model", progress=False) == first
    with pytest.raises(EngineError, match="HF_HUB_OFFLINE"):
        locate(f"org/model@{OLDER}", "hf:org/model", progress=False)


def test_without_weights_the_rest_is_given_where_the_hub_is_away(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = locate("org/model", "hf:org/model", progress=False)
    (first.folder / "model.safetensors").unlink()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert locate("org/model", "hf:org/model", progress=False) == first
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    locate("org/model", "hf:org/model", progress=False)
    assert (first.folder / "model.safetensors").is_file()


def test_what_has_to_be_there_first_is_asked_before_the_hub(hub: Hub) -> None:
    def no() -> None:
        raise EngineError("torch is missing")

    with pytest.raises(EngineError, match="torch is missing"):
        locate("org/model", "hf:org/model", progress=False, before_fetching=no)
    assert hub.paths == []


def test_a_model_that_the_hub_does_not_have_is_an_error(hub: Hub) -> None:
    with pytest.raises(EngineError, match=r"hf:org/other cannot be fetched .*Check the name"):
        locate("org/other", "hf:org/other", progress=False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["a.safetensors", "a.bin", "config.json"], ["a.safetensors", "config.json"]),
        (["pytorch_model.bin", "config.json"], ["pytorch_model.bin", "config.json"]),
        (
            ["model-00001-of-2.safetensors", "model.safetensors.index.json",
             "pytorch_model.bin.index.json"],
            ["model-00001-of-2.safetensors", "model.safetensors.index.json"],
        ),
        (["tf_model.h5", "rust_model.ot", "flax_model.msgpack", "vocab.json"], ["vocab.json"]),
        (["consolidated.safetensors", "model.safetensors"], ["model.safetensors"]),
    ],
)  # fmt: skip
def test_weights_are_wanted_in_one_form(given: list[str], expected: list[str]) -> None:
    assert wanted_files(given) == expected


def test_a_folder_is_known_by_its_contents(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    before = content_digest(tmp_path)
    (tmp_path / "notes.md").write_text("not part of the model", encoding="utf-8")
    assert content_digest(tmp_path) == before
    assert locate(str(tmp_path), "hf:x").revision == before
    (tmp_path / "config.json").rename(tmp_path / "other.json")
    assert content_digest(tmp_path) != before
