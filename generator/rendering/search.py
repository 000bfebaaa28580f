"""Search: an index of explainers, actors and quotes by Pagefind, refreshed apart from the pages."""

from __future__ import annotations

import atexit
import gzip
import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from generator import edtf, files
from generator.config import Config
from generator.explainer.text import plain
from generator.problems import Problem
from generator.rendering.language import Language
from generator.rendering.site import Entry, People, Person, Statement, Topics

RECORDS = ".search.jsonl"
"""Among the outputs of rendering: what is to be found, a JSON object a line. Not published."""

FOLDER = "pagefind"
ENTRY = f"{FOLDER}/pagefind-entry.json"
UNUSED = ("pagefind-ui*", "pagefind-modular-ui*", "pagefind-component-ui*", "pagefind-highlight*")
"""What Pagefind ships for sites without a search page of their own."""

MOST_SPEAKERS = 200
"""How many speakers results can be narrowed to: the most quoted; all are found by their names."""

Record = Mapping[str, str | dict[str, str]]
"""`kind` (explainer, actor, quote), `url` from the site's root, `title`, `text`, `date`, and
`narrow`: by which keys it can be found, with their words."""


def records(entries: Iterable[Entry], persons: People, subjects: Topics, say: Language) -> bytes:
    """What is to be found, as JSON Lines."""
    found = (*_explainers(entries, persons, subjects, say), *_actors(persons))
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in found).encode()


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
        cards = [f"{c.row.name}, {plain(c.row.description)}" for c in entry.cards if c.salient]
        events = [plain(h.row.what) for h in entry.happenings]
        paragraphs = (plain(p) for p in explainer.article.split("\n\n"))
        text = [plain(explainer.standfirst), *cards, *events, *paragraphs]
        yield {
            "kind": "explainer",
            "url": entry.address,
            "title": explainer.title,
            "text": "\n".join(filter(None, text)),
            "date": edtf.words(entry.date, say) if entry.date else "",
            "narrow": topic,
        }
        for statement in entry.statements:
            speakers = _speakers(entry, statement, persons)
            yield {
                "kind": "quote",
                "url": f"{entry.address}#{statement.id}",
                "title": plain(statement.row.who) if statement.attributed else unattributed,
                "text": plain(statement.row.what),
                "date": edtf.words(entry.date, say) if entry.date else "",
                "narrow": topic | {f"who-{p.slug}": p.name for p in speakers if p.slug in heard},
            }


def _speakers(entry: Entry, statement: Statement, persons: People) -> list[Person]:
    cards = (c for c in entry.cards if c.id in statement.speakers)
    return [person for c in cards if (person := persons.of(entry, c))]


def _actors(persons: People) -> Iterator[Record]:
    for person in persons.all:
        words = [person.description, ", ".join(person.aliases)]
        yield {
            "kind": "actor",
            "url": person.address,
            "title": person.name,
            "text": "\n".join(filter(None, words)),
            "date": "",
            "narrow": {},
        }


def is_current(config: Config) -> bool:
    """Whether the index is there, and of what the last build found."""
    return _made(config).is_file() and (config.site / FOLDER / "pagefind.js").is_file()


def forget(config: Config) -> None:
    """Make a later build refresh the index."""
    with files.told(_made(config)):
        _made(config).unlink(missing_ok=True)


def refresh(wanted: bytes, config: Config) -> int:
    """Index the records anew where they changed; how many were indexed.

    Raises:
        Problem: Pagefind is missing or fails; the former index stays.
    """
    made = _print(wanted, config)
    if is_current(config) and _made(config).read_bytes() == made.encode():
        return 0
    lines = wanted.decode().splitlines()
    # Were it cut off half way, and its reason taken back, the former print would be wrong.
    forget(config)
    try:
        with tempfile.TemporaryDirectory(prefix="backstory-search-") as folder:
            _replace(config.site, _indexed(lines, Path(folder), config))
    except OSError as error:
        raise Problem(
            f"search cannot be indexed ({error.strerror or error})",
            place=tempfile.gettempdir(),
            remedy="free some space there, or set TMPDIR to a folder that can be written to",
        ) from error
    files.write(_made(config), made.encode())
    return len(lines)


def _indexed(lines: Sequence[str], folder: Path, config: Config) -> Path:
    """The index of some records, made in a folder of its own."""
    pages, target = folder / "pages", folder / "index"
    pages.mkdir()
    for number, line in enumerate(lines):
        page = _page(json.loads(line), config.language)
        (pages / f"{number:06}.html").write_text(page, encoding="utf-8")
    if not lines:  # Pagefind makes no index of nothing: the way home is found
        home: Record = {"kind": "explainer", "url": "index.html", "title": config.title}
        page = _page({**home, "text": "", "date": "", "narrow": {}}, config.language)
        (pages / "none.html").write_text(page, encoding="utf-8")
    _run(pages, target, config)
    _put_in_order(target)
    return target


def _page(record: Record, language: str) -> str:
    def said(attribute: str, name: str, value: str) -> str:
        return f'<i data-pagefind-{attribute}="{name}[data-v]" data-v="{escape(value)}"></i>'

    # A filter of one value each: Pagefind writes several in an order that changes at each run.
    narrow = {f"kind-{record['kind']}": record["kind"], **record["narrow"]}  # type: ignore[dict-item]
    marks = [said("meta", n, str(record[n])) for n in ("url", "kind", "date") if record[n]]
    marks += [said("filter", name, str(value)) for name, value in narrow.items()]
    text = "".join(f"<p>{escape(line)}</p>" for line in str(record["text"]).split("\n"))
    return (
        f'<!doctype html><html lang="{escape(language)}"><body data-pagefind-body>{"".join(marks)}'
        f'<h1 data-pagefind-meta="title">{escape(str(record["title"]))}</h1>{text}</body></html>'
    )


def _run(pages: Path, target: Path, config: Config) -> None:
    remedy = "install it again: pip install pagefind-bin"
    try:
        from pagefind_bin import get_executable

        command = [get_executable(), "--site", pages, "--output-path", target, "--keep-index-url"]
        command += ["--force-language", config.language.partition("-")[0], "--silent"]
        failed, said = _finished(command, pages)
    except (ImportError, OSError) as error:
        raise Problem(f"search cannot be indexed ({error})", remedy=remedy) from error
    if failed or not (target / "pagefind.js").is_file():
        said = " ".join(said.split())[-300:]
        raise Problem(f"search cannot be indexed (Pagefind: {said})", remedy=remedy)
    for pattern in UNUSED:
        for file in target.glob(pattern):
            file.unlink()


def _finished(command: Sequence[str | Path], folder: Path) -> tuple[int, str]:
    """A command's exit status and what it says against it.

    A pagefind.toml of the user's is for another site than the folder of records that it runs in.
    """
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        # A preview may end while it runs, and its folder goes with the preview: it would hang.
        atexit.register(process.kill)
        try:
            out, error = process.communicate()
        except BaseException:
            process.kill()
            raise
        finally:
            atexit.unregister(process.kill)
    return process.returncode, error or out


def _put_in_order(index: Path) -> None:
    """Sort the one list that Pagefind 1.5 writes in an order of its own at each run: filters.

    It is the fourth item of the array in `*.pf_meta`, which is gzipped CBOR (RFC 8949) after a
    mark of twelve bytes.
    """
    entry = json.loads((index / "pagefind-entry.json").read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        file = index / f"pagefind.{language['hash']}.pf_meta"
        data = gzip.decompress(file.read_bytes())
        start = _items(data, 12)[3][0]
        filters = _items(data, start)
        if filters:
            ordered = b"".join(sorted(data[a:b] for a, b in filters))
            data = data[: filters[0][0]] + ordered + data[filters[-1][1] :]
        file.unlink()
        language["hash"] = f"{language['hash'].rpartition('_')[0]}_{sha256(data).hexdigest()[:10]}"
        file = index / f"pagefind.{language['hash']}.pf_meta"
        file.write_bytes(gzip.compress(data, mtime=0))
    (index / "pagefind-entry.json").write_text(json.dumps(entry), encoding="utf-8")


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


def _replace(site: Path, by: Path) -> None:
    """Put an index in the place of the former: the file that leads to the others comes last."""
    files.sweep(site / FOLDER, deep=True)
    new = {f"{FOLDER}/{p.relative_to(by).as_posix()}": p for p in by.rglob("*") if p.is_file()}
    old = [p.relative_to(site).as_posix() for p in (site / FOLDER).rglob("*") if p.is_file()]
    staged = {
        name
        for name, path in new.items()
        if files.stage(files.within(site, name), path.read_bytes(), os.getpid())
    }
    files.replace_tree(site, staged - {ENTRY}, ())
    files.replace_tree(site, staged & {ENTRY}, set(old) - new.keys())


def _print(wanted: bytes, config: Config) -> str:
    return sha256(wanted + config.language.encode()).hexdigest()


def _made(config: Config) -> Path:
    return config.state / "cache" / "search"
