"""From a file's bytes to its text: encodings, newlines, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from generator import files
from generator.problems import Place, Problem

LIMIT = files.LIMIT
"""Bytes that an article has at most."""

ENCODING = "encoding"
"""Code of the warning that a file was not in Unicode."""

_NOT_TEXT = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"\x7fELF", "a program"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes, path: str, *, declared: str | None = None) -> tuple[str, str | None]:
    """The text of a file without byte order mark, newlines as `\\n`, and a warning, if any.

    UTF-8, or UTF-16 with its byte order mark; failing that the encoding that the file itself
    declares; failing that Windows-1252, with a warning.

    Raises:
        Problem: the bytes are no text, or text in an encoding that cannot be told.
    """
    if len(data) > LIMIT:
        raise Problem(
            f"larger than {LIMIT // 1_000_000} MB",
            place=path,
            remedy="give each article a file of its own",
        )
    for magic, kind in _NOT_TEXT:
        if data.startswith(magic):
            raise Problem(f"this is {kind}, not text", place=path, remedy="save it as plain text")
    text, warning = _unicode(data, path), None
    if text is None and declared:
        text = _declared(data, declared)
    if text is None:
        text = _windows(data, path)
        warning = "not in UTF-8, so read as Windows-1252; save it as UTF-8 if letters look wrong"
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise Problem(
            f"holds bytes that are no text (U+{ord(control[0]):04X})",
            place=Place(path, line),
            remedy="save it as plain text in UTF-8",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), warning


def _unicode(data: bytes, path: str) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Problem(
                "starts as UTF-16 but is not", place=path, remedy="save it as UTF-8"
            ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _declared(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _windows(data: bytes, path: str) -> str:
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problem(
            "in an unknown encoding (not UTF-8, UTF-16 or Windows-1252)",
            place=Place(path, line),
            remedy="save it as UTF-8",
        ) from error
