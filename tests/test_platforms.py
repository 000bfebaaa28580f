"""Where Backstory runs makes no difference: systems, languages, time zones, encodings, umasks.

Windows and macOS are simulated: what Python lacks there is taken away. What only the system itself
can show (its file locks, its consoles) is for the workflow that runs the suite on it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTENT = Path(__file__).parent / "rendering" / "content"

EVERYWHERE = """
from generator.rendering import staging
staging.FEW = 1
from generator.cli import main
main()
"""
# What CPython has on Linux, and not on Windows.
WINDOWS = """
import multiprocessing, os, signal, subprocess, sys, tempfile, types

class NoSuchModule:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty"):
            raise ModuleNotFoundError(f"No module named {name!r}")

import fcntl
lockf, EX, NB = fcntl.lockf, fcntl.LOCK_EX, fcntl.LOCK_NB
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, NoSuchModule())
sys.modules["msvcrt"] = types.SimpleNamespace(
    LK_NBLCK=2, locking=lambda file, mode, size: lockf(file, EX | NB, size)
)
for name in (
    "fchmod", "fork", "geteuid", "getuid", "killpg", "mkfifo", "O_DIRECTORY", "O_NOFOLLOW",
    "O_NONBLOCK", "O_CLOEXEC", "sched_getaffinity", "setsid", "statvfs", "symlink", "sync",
):
    if hasattr(os, name):
        delattr(os, name)
subprocess.Popen.kill = subprocess.Popen.terminate  # as there
for name in ("SIGKILL", "SIGHUP", "SIGUSR1", "SIGCHLD", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
replace, seen = os.replace, set()
def replace_what_nobody_reads(source, target):
    if str(target) not in seen:
        seen.add(str(target))
        raise PermissionError(13, "The process cannot access the file", str(target))
    replace(source, target)
os.replace = replace_what_nobody_reads
sys.platform = "win32"
import generator.files
sys.platform = "linux"
del sys.modules["msvcrt"]
assert hasattr(generator.files, "msvcrt") and not hasattr(generator.files, "fcntl")
"""
# Python can fork there, and should not.
MACOS = """
import os
from generator.rendering import staging
staging.sys = type("sys", (), {"platform": "darwin"})
def fork():
    raise AssertionError("forked")
os.fork = fork
"""


def given(folder: Path) -> Path:
    """A site of explainers in several scripts, and of a seed with Windows' line ends."""
    (folder / "seeds").mkdir(parents=True)
    (folder / "seeds" / "2016-10-11-łódź.txt").write_text(
        "Łódź votes\n\n“The ferry will not sail,” minister Ada Żółkiewska said on Tuesday.\n",
        encoding="utf-8",
        newline="\r\n",
    )
    (folder / "content").mkdir()
    for path in CONTENT.glob("*.md"):
        (folder / "content" / path.name).write_bytes(path.read_bytes())
    return folder


def run(
    folder: Path, *words: str, before: str = "", umask: int = 0o022, **env: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", before + EVERYWHERE, *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"} | env,
        umask=umask,
        capture_output=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    """What a build makes, but for the index of the search: that tool names its files at will."""
    found = (p for top in ("content", "site") for p in (folder / top).rglob("*") if p.is_file())
    names = {p.relative_to(folder).as_posix(): p for p in found}
    return {n: p.read_bytes() for n, p in names.items() if not n.startswith("site/pagefind/")}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the site is made into on this system as it is."""
    folder = given(tmp_path_factory.mktemp("here"))
    done = run(folder, "build")
    assert done.returncode == 0, done.stderr.decode()
    made = files(folder)
    assert "site/2016-10-11-łódź/index.html" in made
    return made


@pytest.mark.parametrize("before", [WINDOWS, MACOS], ids=["windows", "macos"])
def test_a_build_needs_nothing_that_a_system_lacks(
    before: str, here: dict[str, bytes], tmp_path: Path
) -> None:
    done = run(given(tmp_path), "build", before=before)
    assert done.returncode == 0, done.stderr.decode()
    assert files(tmp_path) == here


def test_neither_language_nor_time_zone_nor_umask_shows(
    here: dict[str, bytes], tmp_path: Path
) -> None:
    done = run(
        given(tmp_path),
        "build",
        umask=0o077,
        LC_ALL="C",
        TZ="Pacific/Kiritimati",
        PYTHONHASHSEED="3",
        PYTHONIOENCODING="cp1252",
        PYTHONWARNDEFAULTENCODING="1",
        PYTHONWARNINGS="error::EncodingWarning",
    )
    assert done.returncode == 0, done.stderr.decode()
    assert files(tmp_path) == here


def test_no_file_has_the_newlines_of_the_system(here: dict[str, bytes]) -> None:
    assert not [name for name, data in here.items() if name.endswith(".html") and b"\r" in data]
    assert b"\r" not in here["content/2016-10-11-łódź.md"]


def test_what_is_piped_is_unicode(tmp_path: Path) -> None:
    seed = given(tmp_path) / "seeds" / "2016-10-11-łódź.txt"
    done = run(tmp_path, "analyze", str(seed), "--format", "json", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr.decode()
    analysis = json.loads(done.stdout.decode("utf-8"))
    assert analysis["title"] == "Łódź votes"
    assert b"\r" not in done.stdout


def test_names_that_cannot_be_unicode_are_told_with_a_remedy(tmp_path: Path) -> None:
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = run(given(tmp_path), "check", **bare)
    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert "PYTHONUTF8=1" in line


def test_one_process_at_a_time_has_a_lock_as_windows_has_it(tmp_path: Path) -> None:
    script = """
from pathlib import Path
from generator.files import alone
with alone(Path("lock"), lambda: print("waits", flush=True)):
    print("has it", flush=True)
    input()
"""
    command = [sys.executable, "-c", WINDOWS + script]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen(command, cwd=tmp_path, env=env, **pipes) as first,
        subprocess.Popen(command, cwd=tmp_path, env=env, **pipes) as second,
    ):
        said = {first.stdout.readline(): first, second.stdout.readline(): second}
        assert said.keys() == {"has it\n", "waits\n"}
        said["has it\n"].communicate("\n", timeout=60)
        assert said["waits\n"].stdout.readline() == "has it\n"
        said["waits\n"].communicate("\n", timeout=60)
