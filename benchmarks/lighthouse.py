"""Lighthouse on built pages: the median of five runs with its mobile preset, a page at a time.

    python benchmarks/lighthouse.py LIGHTHOUSE [SITE]

LIGHTHOUSE is the command that `make bench-lighthouse` installs from npm; SITE is `site/` unless
given. Pages are served compressed from 127.0.0.1, as a host would serve them.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

from generator.rendering.site import OWN_FOLDERS

RUNS = 5
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RESULTS = Path(__file__).parent / "results" / "lighthouse.json"


def main(lighthouse: str, site: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _served(site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        found = {
            kind: {"page": path, **_scores(lighthouse, address + path)}
            for kind, path in _chosen(site)
        }
        server.shutdown()
    version = subprocess.run([lighthouse, "--version"], capture_output=True, text=True, check=True)
    result = {
        "date": date.today().isoformat(),
        "lighthouse": version.stdout.strip(),
        "preset": "mobile",
        "runs": RUNS,
        "median": found,
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _chosen(site: Path) -> Iterator[tuple[str, str]]:
    """The index, the latest explainer and the first actor."""
    pages = [p.parent.name for p in sorted(site.glob("*/index.html"))]
    yield "index", "index.html"
    yield "explainer", f"{[n for n in pages if n not in OWN_FOLDERS][-1]}/index.html"
    actor = min(site.glob("actors/*/index.html"))
    yield "actor", actor.relative_to(site).as_posix()


def _scores(lighthouse: str, url: str) -> dict[str, float]:
    runs = [_run(lighthouse, url) for _ in range(RUNS)]
    return {name: median(run[name] for run in runs) for name in runs[0]}


def _run(lighthouse: str, url: str) -> dict[str, float]:
    flags = "--headless=new --no-sandbox --disable-gpu"
    command = [lighthouse, url, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    command.append(f"--only-categories={','.join(CATEGORIES)}")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    done = subprocess.run(
        command, capture_output=True, check=True, env={**os.environ, "CHROME_PATH": chromium}
    )
    report = json.loads(done.stdout)
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
    weight = report["audits"]["total-byte-weight"]["numericValue"]
    return {**scores, "layout shift": round(shift, 4), "kB": round(weight / 1000, 1)}


def _served(site: Path) -> type[BaseHTTPRequestHandler]:
    class Compressed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = (site / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
            if not file.is_file() or not file.is_relative_to(site):
                self.send_error(404)
                return
            kind = guess_type(file.name)[0] or "application/octet-stream"
            content = file.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "max-age=31536000")
            if kind.startswith(("text/", "image/svg", "application/json")):
                content = gzip.compress(content)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words: object) -> None:
            pass

    return Compressed


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "site").resolve())
