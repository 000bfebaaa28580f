"""What is written and removed: whole, in its place, in its turn, and told where it cannot be."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator import files
from generator.problems import Problem
from tests.faults.disk import Disk, Operation

OWN = os.getpid()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def told(call: Callable[[], object], folder: Path) -> str:
    """The kind of problem that a call ends with, and its line, paths as from `folder`."""
    with pytest.raises(Problem) as caught:
        call()
    return f"{type(caught.value).__name__}: {caught.value}".replace(f"{folder}{os.sep}", "")


class Watch:
    """What is done to the files of a folder, in order; `refuse` makes one operation fail."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.refuse: tuple[str, str] | None = None
        self.error: BaseException = OSError(errno.EIO, "I/O error")

    def tell(self, operation: Operation) -> None:
        done = operation.kind, re.sub(r"\.[0-9a-f]{16}-\d+", "(part)", operation.path)
        self.done.append(done)
        if done == self.refuse:
            raise self.error


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    if not sys.platform.startswith("linux"):
        pytest.skip("files are watched by way of /proc")
    watch = Watch()
    with Disk(tmp_path, watch.tell).watched():
        yield watch


# Reading


def test_a_file_is_read_up_to_the_limit_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_bytes(b"x" * files.LIMIT)
    assert len(files.read(path, "seeds/large.md")) == files.LIMIT
    with path.open("ab") as file:
        file.write(b"x")
    assert told(lambda: files.read(path, "seeds/large.md"), tmp_path) == (
        "Problem: seeds/large.md: larger than 20 MB; divide it, or move it elsewhere"
    )


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "none", "seeds/none")
    directory = told(lambda: files.read(tmp_path, "seeds/x.md"), tmp_path)
    assert directory == "Problem: seeds/x.md: cannot be read (Is a directory); check what it is"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        pipe = told(lambda: files.read(tmp_path / "pipe", "seeds/pipe"), tmp_path)
        assert pipe == "Problem: seeds/pipe: is no ordinary file; remove it"


def test_what_may_not_be_read_says_why() -> None:
    denied = files.unreadable(PermissionError(errno.EACCES, "no"), "seeds/x.md")
    assert str(denied) == "seeds/x.md: may not be read; check its permissions"
    unnamed = files.unreadable(OSError(), "seeds/x.md")
    assert str(unnamed) == "seeds/x.md: cannot be read (OSError); check what it is"


# Writing one file


def test_a_file_is_written_beside_its_place_and_takes_its_name(
    tmp_path: Path, watch: Watch
) -> None:
    path = tmp_path / "new" / "folder" / "page.html"
    files.write(path, b"one")
    assert [done for done in watch.done if done[0] != "mkdir"] == [
        ("create", "new/folder/(part)"),
        ("write", "new/folder/(part)"),
        ("rename", "new/folder/page.html"),
    ]
    watch.done.clear()
    files.write(path, b"two", durable=True)
    assert [kind for kind, _ in watch.done] == ["create", "write", "sync", "rename"]
    assert tree(tmp_path) == {"new/folder/page.html": b"two"}


@pytest.mark.parametrize("durable", [False, True])
@pytest.mark.parametrize("kind", ["write", "sync", "rename"])
@pytest.mark.parametrize("error", [OSError(errno.EIO, "I/O error"), KeyboardInterrupt()])
def test_what_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, watch: Watch, kind: str, error: BaseException, durable: bool
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    watch.refuse = kind, "page.html" if kind == "rename" else "(part)"
    watch.error = error
    calls: list[Callable[[], object]] = [lambda: files.swap(path, b"old", b"new")]
    if durable or kind != "sync":
        calls.append(lambda: files.write(path, b"new", durable=durable))
    for call in calls:
        if isinstance(error, KeyboardInterrupt):
            with pytest.raises(KeyboardInterrupt):
                call()
        else:
            line = "DiskProblem: page.html: cannot be written (I/O error); check the disk"
            assert told(call, tmp_path) == line
        assert tree(tmp_path) == {"page.html": b"old"}


def test_what_somebody_saved_meanwhile_stays(tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "content" / "a.md"
    assert files.swap(path, None, b"drafted")
    assert not files.swap(path, None, b"drafted again")
    assert not files.swap(path, b"what stood there before", b"merged")
    assert tree(tmp_path) == {"content/a.md": b"drafted"}
    watch.done.clear()
    assert files.swap(path, b"drafted", b"merged")
    assert tree(tmp_path) == {"content/a.md": b"merged"}
    kinds = [kind for kind, _ in watch.done]
    assert kinds[:5] == ["create", "write", "sync", "read", "rename"], "looked at last of all"
    path.unlink()
    assert not files.swap(path, b"merged", b"merged anew")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.ENOSPC, "DiskProblem: {} ({}); free some space"),
        (errno.EDQUOT, "DiskProblem: {} ({}); free some space"),
        (errno.EROFS, "DiskProblem: {} ({}); make it and its folder writable"),
        (errno.EACCES, "DiskProblem: {} ({}); make it and its folder writable"),
        (errno.EPERM, "DiskProblem: {} ({}); make it and its folder writable"),
        (errno.EISDIR, "Problem: {} ({}); move away what is in its place"),
        (errno.ENOTDIR, "Problem: {} ({}); move away what is in its place"),
        (errno.EEXIST, "Problem: {} ({}); move away what is in its place"),
        (errno.ENOTEMPTY, "Problem: {} ({}); move away what is in its place"),
        (errno.ENAMETOOLONG, "Problem: {} ({}); give it a shorter and plainer name"),
        (errno.EINVAL, "Problem: {} ({}); give it a shorter and plainer name"),
        (errno.EIO, "DiskProblem: {} ({}); check the disk"),
    ],
)
def test_each_fault_of_a_disk_has_its_remedy(
    tmp_path: Path, watch: Watch, number: int, line: str
) -> None:
    why = os.strerror(number)
    watch.refuse, watch.error = ("create", "(part)"), OSError(number, why)
    expected = line.format("page.html: cannot be written", why)
    assert told(lambda: files.write(tmp_path / "page.html", b""), tmp_path) == expected


def test_a_fault_without_words_is_told_all_the_same(tmp_path: Path, watch: Watch) -> None:
    watch.refuse, watch.error = ("create", "(part)"), OSError("odd")
    line = told(lambda: files.write(tmp_path / "page.html", b""), tmp_path)
    assert line == "DiskProblem: page.html: cannot be written (odd); check the disk"


def test_what_cannot_be_replaced_is_told(tmp_path: Path, watch: Watch) -> None:
    watch.refuse = "rename", "page.html"
    for error, why in ((PermissionError(errno.EACCES, "in use"), "in use"),
                       (PermissionError("held"), "held")):  # fmt: skip
        watch.error = error
        assert told(lambda: files.write(tmp_path / "page.html", b""), tmp_path) == (
            f"Problem: page.html: cannot be replaced ({why}); close what has it open, "
            "or make it writable"
        )
    assert tree(tmp_path) == {}


def test_a_file_that_is_open_for_a_moment_is_waited_for(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(files, "_WAITS", (0.01, 0.05))
    monkeypatch.setattr(time, "sleep", waited.append)
    watch.refuse, watch.error = ("rename", "page.html"), PermissionError(errno.EACCES, "in use")
    assert "in use" in told(lambda: files.write(tmp_path / "page.html", b"new"), tmp_path)
    assert waited == [0.01, 0.05]

    def closed(seconds: float) -> None:
        watch.refuse = None

    monkeypatch.setattr(time, "sleep", closed)
    files.write(tmp_path / "page.html", b"new")
    assert tree(tmp_path) == {"page.html": b"new"}


# Writing a tree


def test_what_is_there_already_is_not_staged(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "page.html"
    assert files.stage(path, b"one", OWN)
    assert tree(tmp_path) == {f"deep/{files.part(path, OWN).name}": b"one"}
    files.replace_tree(tmp_path, ["deep/page.html"], [])
    assert tree(tmp_path) == {"deep/page.html": b"one"}
    assert not files.stage(path, b"one", OWN)
    assert files.stage(path, b"two", OWN), "of the same size"
    assert files.stage(path, b"longer", OWN)


def test_a_tree_is_replaced_in_an_order_that_leaves_no_page_without_its_assets(
    tmp_path: Path, watch: Watch
) -> None:
    names = ["index.html", "a/index.html", "assets/z.css", "feed.xml", "assets.html", "b/x/y.html"]
    for name in names:
        files.stage(tmp_path / name, name.encode(), OWN)
    for name in ("old/deep/index.html", "b/gone.html"):
        files.write(tmp_path / name, b"old")
    watch.done.clear()
    files.replace_tree(tmp_path, names, ["old/deep/index.html", "b/gone.html", "never/was.html"])
    writing = [(kind, name) for kind, name in watch.done if kind != "read"]
    syncs, rest = writing[: len(names)], writing[len(names) :]
    assert {kind for kind, _ in syncs} == {"sync"}, "all is on the disk before a name is taken"
    assert rest == [
        ("rename", "assets/z.css"),
        ("rename", "a/index.html"),
        ("rename", "b/x/y.html"),
        ("rename", "assets.html"),
        ("rename", "feed.xml"),
        ("rename", "index.html"),
        ("unlink", "b/gone.html"),
        ("rmdir", "b"),
        ("unlink", "old/deep/index.html"),
        ("rmdir", "old/deep"),
        ("rmdir", "old"),
    ]
    assert tree(tmp_path) == {name: name.encode() for name in names}


def test_one_staged_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, watch: Watch
) -> None:
    files.stage(tmp_path / "index.html", b"new", OWN)
    watch.done.clear()
    files.replace_tree(tmp_path, ["index.html"], [])
    assert watch.done == [("sync", "(part)"), ("rename", "index.html")]


def test_an_empty_root_stays(tmp_path: Path) -> None:
    root = tmp_path / "site"
    files.write(root / "a" / "b.html", b"")
    files.replace_tree(root, [], ["a/b.html"])
    assert root.is_dir()
    assert list(root.iterdir()) == []


def test_what_cannot_be_put_or_removed_is_told(tmp_path: Path, watch: Watch) -> None:
    files.write(tmp_path / "index.html", b"old")
    files.stage(tmp_path / "index.html", b"new", OWN)
    for kind, name, line in (
        ("sync", "(part)", "cannot be written (I/O error); check the disk"),
        ("rename", "index.html", "cannot be written (I/O error); check the disk"),
        ("unlink", "index.html", "cannot be deleted (I/O error); "
         "delete it by hand, or make its folder writable"),
    ):  # fmt: skip
        watch.refuse = kind, name
        staged, stale = ([], ["index.html"]) if kind == "unlink" else (["index.html"], [])
        place = f"{tmp_path}" if kind == "sync" else "index.html"
        told_line = told(lambda s=staged, d=stale: files.replace_tree(tmp_path, s, d), tmp_path)
        assert told_line.partition(": ")[2] == f"{place}: {line}"
        assert (tmp_path / "index.html").read_bytes() == b"old"
    watch.error = OSError("odd")
    line = told(lambda: files.replace_tree(tmp_path, [], ["index.html"]), tmp_path)
    assert "cannot be deleted (odd)" in line


def test_what_was_never_there_needs_no_removal(tmp_path: Path) -> None:
    files.write(tmp_path / "file", b"")
    files.replace_tree(tmp_path, [], ["gone.html", "file/below.html", "x" * 300 + ".html"])
    assert tree(tmp_path) == {"file": b""}


def test_ctrl_c_waits_until_the_last_file_is_in_its_place(tmp_path: Path, watch: Watch) -> None:
    names = ["a/index.html", "index.html"]
    for name in names:
        files.stage(tmp_path / name, b"new", OWN)
    tell, before = watch.tell, signal.getsignal(signal.SIGINT)

    def interrupted(operation: Operation) -> None:
        if operation.kind == "rename" and operation.path == "a/index.html":
            signal.raise_signal(signal.SIGINT)
        tell(operation)

    with Disk(tmp_path, interrupted).watched(), pytest.raises(KeyboardInterrupt):
        files.replace_tree(tmp_path, names, [])
    assert tree(tmp_path) == dict.fromkeys(names, b"new")
    assert signal.getsignal(signal.SIGINT) is before


def test_a_tree_is_replaced_by_any_thread(tmp_path: Path) -> None:
    files.stage(tmp_path / "index.html", b"new", OWN)
    thread = threading.Thread(target=files.replace_tree, args=(tmp_path, ["index.html"], []))
    thread.start()
    thread.join()
    assert tree(tmp_path) == {"index.html": b"new"}


# Names


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("a.html", True),
        ("a/b.html", True),
        ("..a/b..", True),
        ("", False),
        (".", False),
        ("..", False),
        ("a/../b", False),
        ("../a", False),
        ("/etc/passwd", False),
    ],
)
def test_a_name_says_whether_it_stays_below(name: str, below: bool, tmp_path: Path) -> None:
    assert files.is_below(name) is below
    if below:
        assert files.within(tmp_path, name) == tmp_path / name
        return
    line = told(lambda: files.within(tmp_path, name), tmp_path)
    assert line.endswith(
        "leads out of its folder, so it is not written; remove the link that is on the way"
    )


def test_a_link_on_the_way_leads_nowhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "a.html").write_bytes(b"theirs")
    try:
        (root / "out").symlink_to(outside)
        (root / "in").symlink_to(root)
    except OSError:
        pytest.skip("no links can be made here")
    assert files.within(root, "in/a.html") == root / "in" / "a.html"
    line = "Problem: site/out/a.html: leads out of its folder, so it is not written; "
    line += "remove the link that is on the way"
    assert told(lambda: files.within(root, "out/a.html"), tmp_path) == line
    for staged, stale in ((["out/a.html"], []), ([], ["out/a.html"])):
        assert told(lambda s=staged, d=stale: files.replace_tree(root, s, d), tmp_path) == line
    assert tree(outside) == {"a.html": b"theirs"}


def test_where_a_file_is_written_is_of_its_name_and_its_writer(tmp_path: Path) -> None:
    one = files.part(tmp_path / ("x" * 255), 7)
    assert one.parent == tmp_path
    assert re.fullmatch(r"\.[0-9a-f]{16}-7", one.name)
    others = [files.part(tmp_path / name, owner) for name, owner in (("y", 7), ("x" * 255, 8))]
    assert len({one, *others}) == 3
    assert one == files.part(tmp_path / ("x" * 255), 7)
    assert files.part(tmp_path / os.fsdecode(b"\xff"), 7).parent == tmp_path


def test_what_was_cut_off_is_swept_and_nothing_else(tmp_path: Path) -> None:
    ours = ["a.html", "deep/b.html"]
    for name in ours:
        files.stage(tmp_path / name, b"", 999)
    theirs = [".0123456789abcdef", ".0123456789abcdeg-1", "x.0123456789abcdef-1", "deep/c.html"]
    theirs += [".0123456789abcdef-1.md"]
    for name in theirs:
        files.write(tmp_path / name, b"")
    files.sweep(tmp_path)
    deep = f"deep/{files.part(tmp_path / 'b.html', 999).name}"
    assert set(tree(tmp_path)) == {*theirs, deep}
    files.sweep(tmp_path, deep=True)
    assert set(tree(tmp_path)) == set(theirs)


# Locks


def test_a_lock_makes_its_folder_and_ends_with_its_block(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "lock"
    for _ in range(2):
        with files.alone(path, lambda: pytest.fail("nobody else has it")):
            assert path.is_file()
    (tmp_path / "file").write_bytes(b"")
    line = "Problem: file/lock: cannot be written ("

    def held() -> None:
        with files.alone(tmp_path / "file" / "lock", lambda: None):
            pytest.fail("there is no lock")

    assert told(held, tmp_path).startswith(line)
