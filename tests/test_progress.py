"""How far a build has come, told and shown; and how many processors there are for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from generator import progress


def test_lines_tell_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "TOLD_EVERY", 0.0)
    told: list[str] = []
    assert list(progress.lines(told.append)(range(30), "reading", 30)) == list(range(30))
    assert len(told) == 10
    assert re.fullmatch(r"reading: 20 of 30, [\d.]+ a second, 0:00 left", told[0])


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of another kind")
def test_a_bar_is_shown_on_a_terminal_and_what_is_told_stands_above_it() -> None:
    script = (
        "from generator.progress import seen\n"
        "for n in seen(print)(range(40), 'reading', 40):\n"
        "    if n == 20: print('a warning')\n"
    )
    ours, theirs = os.openpty()
    process = subprocess.Popen([sys.executable, "-c", script], stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # on Linux the end of what was told
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait(timeout=60) == 0
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown.decode())
    assert "reading" in text
    assert "/40" in text
    assert re.search(r"[\r\n]a warning\r?\n", text)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_processors_are_those_that_may_be_used() -> None:
    script = (
        "import os; from generator.processors import processors\n"
        "os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); print(processors())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"1"
