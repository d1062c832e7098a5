"""Standard input and output as bytes, and files of lines."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click

from songngu.corpora.errors import InputError

STDIN = "-"
STDIN_NAME = "standard input"
MAX_BYTES = 256 * 1024 * 1024
"""More than this of lines or results is a mistake, and would fill the memory."""


def read_bytes(path: str) -> bytes:
    """Return what a file or, for ``-``, standard input holds.

    Raises:
        InputError: There is no such file, or it is too big.
    """
    data = _read_stdin() if path == STDIN else _read_file(Path(path))
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{shown(path)}: more than {MAX_BYTES // 2**20} MB, expected less; give it in parts"
        )
    return data


def _read_stdin() -> bytes:
    if sys.stdin is None:  # Python's value for a stream that was closed from the beginning.
        raise InputError(
            f"{STDIN_NAME}: found it closed, expected a page or lines in it; give a file"
        )
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _read_file(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path}: found a folder, expected a file; give a file in it")
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give the path of an existing one") from None


def shown(path: str) -> str:
    """Return the name of an input for messages."""
    return STDIN_NAME if path == STDIN else path


def read_lines(path: str) -> list[str]:
    """Return the lines of a UTF-8 file, one text each, without line ends.

    Only line feeds end a line, so that line numbers agree with other tools. Empty lines count; the
    line feed at the end of the file does not begin another line.

    Raises:
        InputError: There is no such file, it is empty, or it is not UTF-8 text.
    """
    return parse_lines(read_bytes(path), name=shown(path))


def parse_lines(data: bytes, *, name: str) -> list[str]:
    """Return the lines in the bytes of a file; see :func:`read_lines`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}:{line}: found a byte 0x{data[error.start]:02x} that is not UTF-8, "
            "expected UTF-8 text; convert the file (iconv -t UTF-8)"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            f"{name}:{line}: found a zero byte, expected text; this is a binary file or "
            "UTF-16: give a UTF-8 text file"
        )
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    if not any(line.strip() for line in lines):
        raise InputError(f"{name}: found no text, expected one text a line")
    return lines


def write_stdout(data: bytes) -> None:
    """Write a result to standard output, all of it or an error.

    Raises:
        OSError: It could not be written: the disk is full, the pipe is closed.
        InputError: There is no standard output.
    """
    if sys.stdout is None:
        raise InputError(
            "standard output: found it closed, expected a place for the result; leave >&- out"
        )
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except OSError:
        _silence_stdout()
        raise


def print_text(text: str) -> None:
    """Write lines of text to standard output, as UTF-8 whatever the locale says."""
    write_stdout((text + "\n").encode("utf-8", errors="replace"))


def note(text: str) -> None:
    """Write a line to standard error."""
    click.echo(text, err=True)


def _silence_stdout() -> None:
    # The rest of the buffer would be flushed when Python ends, fail again and change the exit code.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
