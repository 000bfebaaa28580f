"""Search: an index of explainers, actors and quotes by Pagefind, refreshed apart from the pages.

It is in parts, each of which Pagefind makes as if it were a site's, and none of which is made
again while its records stand. The reader's browser takes them for one.
"""

from __future__ import annotations

import atexit
import base64
import gzip
import io
import json
import os
import shutil
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from generator import edtf, files, memory
from generator.config import Config
from generator.explainer.text import plain
from generator.problems import Problem
from generator.rendering.language import Language
from generator.rendering.site import Entry, People, Person, Statement, Topics

RECORDS = ".search.jsonl"
"""Among the outputs of rendering: what is to be found, a JSON object a line. Not published."""

FOLDER = "pagefind"
PROGRAM, PARTS = "pagefind.js", "parts.json"
UNUSED = ("pagefind-ui*", "pagefind-modular-ui*", "pagefind-component-ui*", "pagefind-highlight*")
"""What Pagefind ships for sites without a search page of their own."""

ONCE = (PROGRAM, "pagefind-worker.js", "wasm.*")
"""What Pagefind needs of one part alone, whichever: the first."""

MOST_SPEAKERS = 200
"""How many speakers results can be narrowed to: the most quoted; all are found by their names."""

MOST_RECORDS = 10_000
"""In a part: Pagefind takes some 40 kB of memory for each, and whoever searches asks all parts."""


@dataclass(frozen=True, slots=True)
class Record:
    """What can be found.

    Attributes:
        kind: explainer, actor or quote.
        url: from the site's root.
        narrow: by what else than its words it can be found: `topic-…` and `who-…` with their
            names.
    """

    kind: str
    url: str
    title: str
    text: str = ""
    date: str = ""
    narrow: Mapping[str, str] = field(default_factory=dict)


def records(entries: Iterable[Entry], persons: People, subjects: Topics, say: Language) -> bytes:
    """What is to be found, as JSON Lines."""
    lines = io.BytesIO()
    for record in (*_explainers(entries, persons, subjects, say), *_actors(persons)):
        lines.write(msgspec.json.encode(record) + b"\n")
    return lines.getvalue()


def _explainers(
    entries: Iterable[Entry], persons: People, subjects: Topics, say: Language
) -> Iterator[Record]:
    entries = list(entries)
    quoted = Counter(
        p.slug for e in entries for s in e.statements for p in _speakers(e, s, persons)
    )
    unattributed = say.text("unattributed")
    heard = {slug for slug, _ in quoted.most_common(MOST_SPEAKERS)}
    for entry in entries:
        explainer = entry.explainer
        topic = {f"topic-{t.slug}": t.name for t in subjects.of(entry)}
        actors = ((c.row.name, plain(c.row.description)) for c in entry.cards if c.salient)
        cards = [", ".join(filter(None, words)) for words in actors]
        events = [plain(h.row.what) for h in entry.happenings]
        paragraphs = (plain(p) for p in explainer.article.split("\n\n"))
        text = [plain(explainer.standfirst), *cards, *events, *paragraphs]
        date = edtf.words(entry.date, say) if entry.date else ""
        yield Record("explainer", entry.address, explainer.title, _lines(text), date, topic)
        for statement in entry.statements:
            speakers = _speakers(entry, statement, persons)
            who = {f"who-{p.slug}": p.name for p in speakers if p.slug in heard}
            yield Record(
                "quote",
                f"{entry.address}#{statement.id}",
                plain(statement.row.who) if statement.attributed else unattributed,
                plain(statement.row.what),
                date,
                topic | who,
            )


def _speakers(entry: Entry, statement: Statement, persons: People) -> list[Person]:
    cards = (c for c in entry.cards if c.id in statement.speakers)
    return [person for c in cards if (person := persons.of(entry, c))]


def _actors(persons: People) -> Iterator[Record]:
    for person in persons.all:
        words = [person.description, ", ".join(person.aliases)]
        yield Record("actor", person.address, person.name, _lines(words))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(filter(None, lines))


def is_current(config: Config) -> bool:
    """Whether the index is there, and of what the last build found."""
    return _made(config).is_file() and (config.site / FOLDER / PROGRAM).is_file()


def forget(config: Config) -> None:
    """Make a later build refresh the index."""
    with files.told(_made(config)):
        _made(config).unlink(missing_ok=True)


def refresh(wanted: bytes, config: Config) -> int:
    """Make anew what parts of the index have changed.

    Args:
        wanted: what is to be found, as `records` has it.

    Returns:
        How many records can be found now; 0 if nothing has changed.

    Raises:
        Problem: Pagefind is missing or fails, or files cannot be written; the former index stays.
    """
    parts = _parts(wanted, config)
    names = msgspec.json.encode([part.name for part in parts])
    if is_current(config) and _made(config).read_bytes() == names:
        return 0
    # Were it cut off half way, and its reason taken back, the former print would be wrong.
    forget(config)
    home = files.within(config.site, f"{FOLDER}/{PARTS}").parent
    with files.told(home):
        home.mkdir(parents=True, exist_ok=True)
        for part in parts:
            if not (home / part.name).is_dir():
                _make(part, wanted, home, config)
        files.write(home / PARTS, names)
        files.write(home / PROGRAM, _PROGRAM)
        _clear(home, {PARTS, PROGRAM, *(part.name for part in parts)})
    files.write(_made(config), names)
    return sum(len(part.spans) for part in parts)


_PROGRAM = b"""\
// The index is in parts, each as Pagefind makes it. Their list is asked for anew each time.
const list = await fetch(new URL(`parts.json?${Date.now()}`, import.meta.url));
const [first, ...others] = (await list.json()).map((name) => new URL(`${name}/`, import.meta.url));
const pagefind = await import(new URL("pagefind.js", first));
await Promise.all(others.map((part) => pagefind.mergeIndex(part.pathname)));
export const { debouncedSearch, destroy, filters, init, options, preload, search } = pagefind;
"""
"""What a search page imports, with the names that Pagefind gives to what it can do."""


# Parts


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index: its folder, named by a print of what it is made from, and its records.

    `spans` tells where in all records these begin and end.
    """

    name: str
    spans: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Of a record, what tells which part it belongs to."""

    url: str


def _parts(wanted: bytes, config: Config) -> list[Part]:
    """Records by the pages where they stand: an edit changes the parts of its pages, no other."""
    number = 1
    while wanted.count(b"\n") > number * MOST_RECORDS:
        number *= 2  # so that a part that is divided gives nothing to others
    common = f"{memory.code_print()} {_version()} {config.language} {config.title}".encode()
    prints = [sha256(common) for _ in range(number)]
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    start, placed = 0, msgspec.json.Decoder(_Placed)
    for line in io.BytesIO(wanted):
        page = placed.decode(line).url.partition("#")[0]
        part = int.from_bytes(sha256(page.encode()).digest()[:4], "big") % number
        spans[part].append((start, start + len(line)))
        prints[part].update(line)
        start += len(line)
    return [Part(f"{n}-{p.hexdigest()[:16]}", spans[n]) for n, p in enumerate(prints)]


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    with suppress(PackageNotFoundError):
        return version("pagefind-bin")
    return ""


def _make(part: Part, wanted: bytes, home: Path, config: Config) -> None:
    """Make a part in a folder of its own, which takes its name when it is whole."""
    beside = files.part(home / part.name, os.getpid())
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        found: Iterable[Record] = (
            msgspec.json.decode(wanted[start:end], type=Record) for start, end in part.spans
        )
        if not part.spans:  # Pagefind makes no index of nothing: the way home is found
            found = [Record("explainer", "index.html", config.title)]
        _run(_requests(found, config.language, beside.name), beside)
        for pattern in (*UNUSED, *(() if part.name.startswith("0-") else ONCE)):
            for file in beside.glob(pattern):
                file.unlink()
        _put_in_order(beside)
        files.place(beside, home / part.name)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _clear(home: Path, keep: Container[str]) -> None:
    """Remove what belongs to a former index, or to one that was cut off."""
    for path in home.iterdir():
        if path.name not in keep:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


# Pagefind


def _requests(found: Iterable[Record], language: str, folder: str) -> Iterator[Mapping[str, Any]]:
    """What Pagefind is asked for: an index of records, in a folder below the working one."""
    language = language.partition("-")[0]
    yield {"type": "NewIndex", "config": {"force_language": language, "keep_index_url": True}}
    for record in found:
        filters = {"kind": [record.kind]}
        for key, name in record.narrow.items():
            by, _, slug = key.partition("-")
            filters.setdefault(by, []).append(f"{slug} {name}")
        yield {
            "type": "AddRecord",
            "index_id": 0,
            "url": record.url,
            "content": "\n".join(map(_ended, (record.title, *record.text.split("\n")))),
            "language": language,
            "meta": {"title": record.title} | ({"date": record.date} if record.date else {}),
            "filters": filters,
        }
    yield {"type": "WriteFiles", "index_id": 0, "output_path": folder}


def _ended(line: str) -> str:
    """A line so that another can follow in an excerpt."""
    return f"{line}." if line[-1:].isalnum() else line


def _run(requests: Iterator[Mapping[str, Any]], folder: Path) -> None:
    """Have Pagefind fill a folder."""
    try:
        from pagefind_bin import get_executable

        failed = _asked([get_executable(), "--service"], requests, folder)
    except (ImportError, OSError) as error:
        failed = str(error)
    written = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    if not failed and not (folder / PROGRAM in written and all(written.values())):
        failed = "it has left files empty; the disk may be full"  # which it does not look at
    if failed:
        said = f"Pagefind: {' '.join(failed.split())[-300:]}"
        remedy = "free some space, or install it again: pip install pagefind-bin"
        raise Problem(f"search cannot be indexed ({said})", remedy=remedy)


AT_ONCE = 64
"""How many requests are made before the first is answered."""

PATIENCE = 5.0
"""Seconds for the files that were answered for to be written; on a full disk they never are."""


def _asked(
    command: Sequence[str | Path], requests: Iterator[Mapping[str, Any]], folder: Path
) -> str:
    """What Pagefind's service says against requests; "" where it has done them all.

    Requests and answers are JSON in base64, each with a comma at its end, as its own libraries
    for Python and for Node have them.
    """
    with subprocess.Popen(
        command,
        cwd=folder.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdin
        assert process.stdout
        # A preview may end while it runs, and would leave it waiting for ever.
        atexit.register(process.kill)
        try:
            answers = _answers(process.stdout)
            while some := list(islice(requests, AT_ONCE)):
                with suppress(BrokenPipeError):  # its last words tell why
                    process.stdin.write(b"".join(map(_encoded, some)))
                    process.stdin.flush()
                for _ in some:
                    if failed := _failure(next(answers, b"")):
                        process.kill()
                        return ",".join([failed, *(a.decode(errors="replace") for a in answers)])
            # It answers before all files are written; what it has not begun when it is told to end
            # stays empty.
            end = time.monotonic() + PATIENCE
            while _has_empty(folder) and process.poll() is None and time.monotonic() < end:
                time.sleep(0.01)
            process.stdin.close()
            process.wait()
        finally:
            process.kill()
            atexit.unregister(process.kill)
            with suppress(BrokenPipeError):
                process.stdin.close()
    return ""


def _has_empty(folder: Path) -> bool:
    return any(path.is_file() and not path.stat().st_size for path in folder.rglob("*"))


def _encoded(request: Mapping[str, Any]) -> bytes:
    message = {"message_id": 0, "payload": request}
    return base64.b64encode(msgspec.json.encode(message)) + b","


def _answers(out: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while some := os.read(out.fileno(), 1 << 16):
        *whole, rest = (rest + some).split(b",")
        yield from whole
    if rest:
        yield rest


def _failure(answer: bytes) -> str:
    """What an answer says against a request; other words are the system's, or of a bug there."""
    try:
        payload = msgspec.json.decode(base64.b64decode(answer, validate=True), type=_Answer).payload
    except (ValueError, msgspec.MsgspecError):
        return answer.decode(errors="replace") or "it has ended"
    return (payload.message or payload.type) if payload.type == "Error" else ""


@dataclass(frozen=True, slots=True)
class _Payload:
    type: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    payload: _Payload


def _put_in_order(index: Path) -> None:
    """Sort what Pagefind 1.5 writes in an order of its own at each run: filters, and their values.

    Filters are the fourth item of the array in `*.pf_meta`, by name and file; their values, with
    pages, are the second of that in each `*.pf_filter`. Both are gzipped CBOR (RFC 8949) after a
    mark of twelve bytes, and have a print in their names.
    """
    listed = index / "pagefind-entry.json"
    entry = json.loads(listed.read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        meta = index / f"pagefind.{language['hash']}.pf_meta"
        data = _unzipped(meta)
        filters = _items(data, MARK)[3][0]
        for start, _ in _items(data, filters):
            _, (at, end) = _items(data, start)
            name = data[_head(data, at)[2] : end]
            file = index / "filter" / f"{name.decode()}.pf_filter"
            found = _unzipped(file)
            print = _replaced(file, _sorted(found, _items(found, MARK)[1][0]))
            data = data[: end - len(print)] + print.encode() + data[end:]
        print = _replaced(meta, _sorted(data, filters))
        language["hash"] = f"{language['hash'].rpartition('_')[0]}_{print}"
    listed.write_text(json.dumps(entry), encoding="utf-8")


MARK = 12
"""Bytes before what Pagefind has packed."""


def _unzipped(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def _replaced(file: Path, data: bytes) -> str:
    """Write a file anew, with a print of its content in its name, which is as long as before."""
    name, _, former = file.stem.rpartition("_")
    print = sha256(data).hexdigest()[: len(former)]
    file.unlink()
    file.with_name(f"{name}_{print}{file.suffix}").write_bytes(gzip.compress(data, mtime=0))
    return print


def _sorted(cbor: bytes, start: int) -> bytes:
    """The same with the items of the array at `start` in the order of their bytes."""
    items = _items(cbor, start)
    if not items:
        return cbor
    ordered = b"".join(sorted(cbor[a:b] for a, b in items))
    return cbor[: items[0][0]] + ordered + cbor[items[-1][1] :]


def _items(cbor: bytes, start: int) -> list[tuple[int, int]]:
    """Where the items of the CBOR array at `start` begin and end."""
    _, number, at = _head(cbor, start)
    found = []
    for _ in range(number):
        end = _end(cbor, at)
        found.append((at, end))
        at = end
    return found


def _end(cbor: bytes, start: int) -> int:
    """Where an item that is a number, a text or an array ends."""
    kind, number, at = _head(cbor, start)
    if kind == 4:
        for _ in range(number):
            at = _end(cbor, at)
    return at + number if kind in (2, 3) else at


def _head(cbor: bytes, at: int) -> tuple[int, int, int]:
    """An item's major type, its number, and where its content begins."""
    kind, number = cbor[at] >> 5, cbor[at] & 31
    if number < 24:
        return kind, number, at + 1
    size = 1 << (number - 24)
    return kind, int.from_bytes(cbor[at + 1 : at + 1 + size], "big"), at + 1 + size


def _made(config: Config) -> Path:
    return config.state / "cache" / "search"
