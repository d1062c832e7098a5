"""The documentation points at what exists, and every command is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

from songngu.ui.cli import songngu

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/*/*.md")])
PAGES = [page for page in dict.fromkeys(PAGES) if page.relative_to(ROOT).parts[0][0] != "."]

_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)


def label(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """A page without its code blocks."""
    return _FENCE.sub("", page.read_text("utf-8"))


def relative_links(text: str) -> list[str]:
    """Targets of links into the repository."""
    return [t for t in _LINK.findall(text) if not re.match(r"[a-z][a-z0-9+.-]*:", t)]


def anchors(page: Path) -> set[str]:
    """The anchors that a Markdown renderer gives a page's headings."""
    plain = [
        re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", h) for h in _HEADING.findall(prose(page))
    ]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


def broken(page: Path, root: Path = ROOT) -> list[str]:
    """Links of a page that lead nowhere."""
    found = []
    for target in relative_links(prose(page)):
        path, _, anchor = target.partition("#")
        to = page if not path else (page.parent / unquote(path)).resolve()
        if not to.exists():
            found.append(f"{target}: no such file")
        elif not to.is_relative_to(root):
            found.append(f"{target}: outside the repository")
        elif anchor and to.suffix == ".md" and anchor not in anchors(to):
            found.append(f"{target}: no such heading")
    return found


def test_broken_links_are_told(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# The `one` Heading, here\n[a](#the-one-heading-here) [b](#gone) [c](page.md)\n"
        '[d](missing.md "title") [e](https://example.org/x) [f](mailto:a@b.c) [g](..)\n'
        "```\n[h](in-code.md)\n```\n",
        "utf-8",
    )
    assert broken(page, tmp_path) == [
        "#gone: no such heading",
        "missing.md: no such file",
        "..: outside the repository",
    ]


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_links_lead_somewhere(page):
    assert broken(page) == []


def test_every_page_of_the_documentation_is_linked():
    linked = {
        (page.parent / unquote(target.partition("#")[0])).resolve()
        for page in PAGES
        for target in relative_links(prose(page))
        if target.partition("#")[0]
    }
    assert [label(page) for page in (ROOT / "docs").glob("*.md") if page not in linked] == []


def commands(
    command: click.Command = songngu, path: tuple[str, ...] = ("songngu",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None, f"{name} is listed and cannot be loaded"
        yield from commands(found, (*path, name))


COMMANDS = list(commands())
IDS = [" ".join(path) for path, _ in COMMANDS]


def test_the_commands_are_those_of_the_contract():
    expected = ["ingest", "draft", "align", "eval", "batch", "export", "import", "serve", "demo"]
    assert {path[1] for path, _ in COMMANDS} >= set(expected)


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=IDS)
def test_every_command_has_help_with_an_example(path, command):
    result = CliRunner().invoke(songngu, [*path[1:], "--help"])
    assert result.exit_code == 0
    assert command.help, f"{' '.join(path)} has no description"
    usage, _, body = result.output.partition("\n")
    assert usage.startswith("Usage: ")
    example = re.compile(rf"^\s*(?:\$ )?(?:.*\| )?{re.escape(' '.join(path))} \S", re.MULTILINE)
    bare = re.compile(rf"^\s*(?:\$ )?{re.escape(' '.join(path))}\s*$", re.MULTILINE)
    assert example.search(body) or bare.search(body), f"no example in:\n{result.output}"


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=IDS)
def test_every_option_is_explained(path, command):
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    assert [option.opts[0] for option in options if not option.help] == []


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=IDS)
def test_every_command_is_in_the_documentation(path, command):
    texts = [page.read_text("utf-8") for page in PAGES if page.name != "CHANGELOG.md"]
    assert any(re.search(rf"{' '.join(path)}\b", text) for text in texts)


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=IDS)
def test_every_option_is_in_the_documentation(path, command):
    manual = ROOT / "docs" / "cli.md"
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert manual.is_file()
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    longest = [max(option.opts, key=len) for option in options]
    missing = [name for name in longest if not re.search(rf"{re.escape(name)}\b", text)]
    assert missing == []
