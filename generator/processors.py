"""How many processors there are to use."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def processors() -> int:
    """How many this process may use: of those there are, those that it is let, or has time for.

    Source: the Linux kernel's documentation of control groups, version 2 (`cpu.max`).
    """
    try:
        number = len(os.sched_getaffinity(0))
    except AttributeError:
        number = os.cpu_count() or 1
    with suppress(OSError, ValueError):  # no control groups; no quota
        quota, period = map(int, _QUOTA.read_text(encoding="ascii").split())
        number = min(number, max(1, round(quota / period)))
    return number
