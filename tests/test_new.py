"""Articles brought into `seeds/`: from files, standard input, and a real server that misbehaves."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from generator import fetching
from generator.config import Config
from generator.new import new
from generator.problems import Problem
from generator.reading import read

ARTICLE = """<p>The harbour of Port Anselm stays closed until June, the Harbour Board said on \
Tuesday, because the new crane has not arrived from the works at Cady.</p>
<p>“We will not open it without a crane,” said Ruth Abara, who leads the board. “The ships can \
wait in Brannock, and they know that they can wait there.”</p>
<p>The crane was ordered in March, and paid for in April, when the town sold its old ferry.</p>"""
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head>{{head}}<title>Harbour “closed” | The Courier</title>
<meta property="og:title" content="Harbour “closed” – until June">
<meta property="og:site_name" content="The Courier">
<meta property="article:published_time" content="2019-05-07T10:00:00Z">
<meta name="author" content="Mira Solano">
{{link}}</head><body><nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<article><h1>Harbour “closed” – until June</h1>
{ARTICLE}
</article><footer>About us</footer></body></html>
"""


def page(head: str = '<meta charset="utf-8">', link: str = "") -> str:
    return PAGE.format(head=head, link=link)


class Handler(BaseHTTPRequestHandler):
    """A server of its own kind at each path."""

    protocol_version = "HTTP/1.1"
    go_on = Event()

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, to: str, status: int = 302) -> None:
        self.send_response(status)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in ANSWERS:
            self.answer(*ANSWERS[path])
        elif path in REDIRECTS:
            self.redirect(REDIRECTS[path].format(host=self.headers["Host"]))
        elif path.startswith("/moved/"):
            left = int(path.rpartition("/")[2])
            self.redirect(f"/moved/{left - 1}" if left else "/harbour", 301 + left % 2)
        elif path in ("/gzip", "/bomb"):
            body = b" " * 50_000_000 if path == "/bomb" else page().encode()
            self.answer(gzip.compress(body), Content_Encoding="gzip")
        elif path == "/silent":
            self.go_on.wait(20)
        elif path in ("/endless", "/drip", "/cut"):
            self.stream(path)
        else:
            self.send_error(404)

    def stream(self, path: str) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if path == "/cut":
            self.send_header("Content-Length", "100000")
        self.end_headers()
        if path == "/cut":
            self.wfile.write(page().encode())
            return
        try:
            while not self.go_on.wait(0.05 if path == "/drip" else 0):
                self.wfile.write(b"<p>" if path == "/drip" else b"word " * 20_000)
        except OSError:
            pass


LATIN = page('<meta charset="iso-8859-1">').translate(str.maketrans("“”–", '""-'))
ANSWERS = {
    "/harbour": (page().encode(),),
    "/canonical": (
        page(link='<link rel="canonical" href="/2019/05/harbour">').replace("\n", "\r\n").encode(),
    ),
    "/latin-meta": (LATIN.replace("Solano", "Solaño").encode("latin-1"), "text/html"),
    "/cyrillic-header": (
        page("").replace("Cady", "Кади").encode("koi8-r", "replace"),
        "text/html; charset=KOI8-R",
    ),
    "/wrong-header": (page("").encode("cp1252"), "text/html; charset=utf-8"),
    "/nonsense-header": (page("").encode(), "text/html; charset=hex"),
    "/utf-16": (page("").encode("utf-16"), "text/html"),
    "/bom": (b"\xef\xbb\xbf" + page("").encode(), "text/html"),
    "/large": (b"<!doctype html><p>" + b"word " * 10_000_000,),
    "/pdf": (b"%PDF-1.7 ...", "application/pdf"),
    "/secret-pdf": (b"%PDF-1.7 ...", "text/html"),
    "/empty": (b"",),
    "/script": (b"<!doctype html><body><script>draw()</script></body>",),
    "/plain": (b"Harbour closed\n\nIt is closed, said Ruth Abara.\n", "text/plain"),
}
REDIRECTS = {
    "/loop": "/loop",
    "/to-file": "file:///etc/passwd",
    "/to-password": "http://ruth:secret@{host}/harbour",
}


class Server(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """A reader that has gone is what these tests are about."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = Server(("127.0.0.1", 0), Handler)
    Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    Handler.go_on.set()
    served.shutdown()
    served.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


class Site:
    """A site's folder, and what `backstory new` told about the last article."""

    def __init__(self, root: Path) -> None:
        self.config = Config(root)
        self.said: list[str] = []
        self.complaints: list[str] = []

    def new(self, source: str | Path, stdin: bytes = b"") -> Path:
        self.said, self.complaints = [], []
        stream = io.BytesIO(stdin)
        return new(str(source), self.config, stream, self.said.append, self.complaints.append)

    def problem(self, source: str | Path, stdin: bytes = b"") -> str:
        with pytest.raises(Problem) as raised:
            self.new(source, stdin)
        assert not self.seeds
        return str(raised.value)

    @property
    def seeds(self) -> list[str]:
        folder = self.config.seeds
        return sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_page_becomes_a_seed_with_its_metadata_and_its_own_bytes(site: Site, server: str) -> None:
    path = site.new(f"{server}/harbour?from=feed#top")
    assert path == site.config.seeds / "2019-05-07-harbour-closed-until-june.html"
    data = path.read_bytes()
    assert data.endswith(b"---\n\n" + page().encode())
    article = read(path)
    assert article.title == "Harbour “closed” – until June"
    assert (article.published, article.source_name) == ("2019-05-07", "The Courier")
    assert article.source_url == f"{server}/harbour?from=feed"
    assert article.author == "Mira Solano"
    assert len(article.body().blocks) == 3
    head = data.partition(b"\n---\n")[0].decode()
    assert "source_name: The Courier\n" in head
    assert site.said[0].startswith("seeds/2019-05-07-harbour-closed-until-june.html: 3 paragraphs")


def test_what_a_page_shows_besides_its_article_is_shown(site: Site, server: str) -> None:
    site.new(f"{server}/harbour")
    at = site.said.index("set aside as page furniture (2):")
    assert site.said[at + 1 :] == ["  Home About us", "  About us"]


def test_a_page_that_names_its_address_is_known_by_it(site: Site, server: str) -> None:
    path = site.new(f"{server}/canonical")
    assert read(path).source_url == f"{server}/2019/05/harbour"
    assert path.read_bytes().count(b"\r\n") > 5


@pytest.mark.parametrize("hops", [1, 4])
def test_redirects_are_followed(site: Site, server: str, hops: int) -> None:
    assert read(site.new(f"{server}/moved/{hops}")).source_url == f"{server}/harbour"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/loop", "leads on more than 5 times"),
        ("/moved/9", "leads on more than 5 times"),
        ("/to-file", "is no address of a web page (it leads to file:///etc/passwd)"),
        ("/to-password", "holds a name or a password"),
        ("/nowhere", "the server answers 404 Not Found"),
        ("/pdf", "is application/pdf, no web page"),
        ("/secret-pdf", "this is a PDF, not text"),
        ("/large", "larger than 10 MB"),
        ("/endless", "larger than 10 MB"),
        ("/bomb", "larger than 10 MB"),
        ("/cut", "breaks off before its end"),
        ("/empty", "holds no words"),
        ("/script", "holds no words"),
    ],
)
def test_what_is_no_article_gets_one_line(site: Site, server: str, path: str, message: str) -> None:
    problem = site.problem(server + path)
    assert problem.startswith(f"{server}{path}: {message}")
    assert "; " in problem
    assert "\n" not in problem


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_a_slow_server_is_not_waited_for(server: str, path: str) -> None:
    with pytest.raises(Problem, match=r"takes longer than 0\.5 seconds; try again later"):
        fetching.fetch(server + path, seconds=0.5)


def test_without_a_connection_it_says_so(site: Site) -> None:
    assert "no connection to the internet" in site.problem("http://127.0.0.1:9/harbour")
    assert "no such host" in site.problem("https://harbour.invalid/")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://x.example/a",
        "file:///etc/passwd",
        "http://",
        "https:///a",
        "http://[::1/a",
        "http://a:b@c/",
    ],
)
def test_only_web_addresses_are_fetched(site: Site, address: str) -> None:
    assert site.problem(address).startswith(f"{address}: ")


def test_a_redirect_does_not_lead_into_a_private_network() -> None:
    for inside in (
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://10.0.0.1/x",
        "http://localhost:80/",
    ):
        with pytest.raises(Problem, match="private network"):
            fetching._check(inside, "https://courier.example/a")
        fetching._check(inside, inside)
    fetching._check("https://courier.example/b", "https://courier.example/a")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/latin-meta", "Mira Solaño"),
        ("/cyrillic-header", "Кади"),
        ("/wrong-header", "“We will not open it"),
        ("/nonsense-header", "“We will not open it"),
        ("/utf-16", "“We will not open it"),
        ("/bom", "“We will not open it"),
        ("/gzip", "“We will not open it"),
    ],
)
def test_a_page_in_any_encoding_is_read_by_the_build_as_it_was_meant(
    site: Site, server: str, path: str, words: str
) -> None:
    seed = site.new(server + path)
    text = seed.read_bytes().decode("utf-8")
    assert words in text
    assert text.startswith("---\ntitle: ")
    article = read(seed)
    assert "The harbour of Port Anselm" in article.text
    assert not article.warnings
    assert bool(site.complaints) == (path == "/wrong-header")


def test_a_plain_text_stays_one(site: Site, server: str) -> None:
    path = site.new(f"{server}/plain")
    assert path.name == "harbour-closed.txt"
    assert read(path).source_url == f"{server}/plain"


def test_nothing_is_overwritten(site: Site, server: str) -> None:
    path = site.new(f"{server}/harbour")
    before = path.read_bytes()
    for same in (f"{server}/harbour", f"{server}/gzip"):
        with pytest.raises(Problem, match="is there already; rename or remove it first"):
            site.new(same)
    # An explainer is named after its seed, whatever that one's format.
    text = b"---\ntitle: Harbour closed until June\ndate: 2019-05-07\n---\n\nIt is closed.\n"
    with pytest.raises(Problem, match="is there already"):
        site.new("-", text)
    assert path.read_bytes() == before
    assert len(site.seeds) == 1


def test_a_file_keeps_its_words_and_its_front_matter(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "Draft 3.md"
    text = (
        "---\r\ntitle: Kept *as is*\r\nteam: [a, b] # ours\r\n---\r\n\r\n# Other\r\n\r\n"
        "By Mira Solano\r\n\r\nThe harbour closed on May 7.\r\n"
    )
    file.write_bytes(text.encode())
    path = site.new(file)
    assert path.name == "kept-as-is.md"
    written = path.read_bytes().decode()
    matter, _, rest = written.partition("author: Mira Solano\r\n")
    assert matter + rest == text
    assert file.read_bytes() == text.encode()


def test_a_files_name_dates_it_and_a_made_up_name_does_not(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "2018-02-03-old.txt"
    file.write_text("Harbour opens\n\nIt opened on Friday, said Ruth Abara.\n")
    path = site.new(file)
    assert path.name == "2018-02-03-harbour-opens.txt"
    assert "date: '2018-02-03'" in path.read_text() or "date: 2018-02-03" in path.read_text()
    assert site.new("-", b"Ferry sails\n\nIt sailed on Friday.\n").name == "ferry-sails.txt"
    assert any("none found: add `date:`" in line for line in site.said)
    told = site.new("-", b"Ferry wins\n\nSaturday 11 May 2019\n\nIt won on Saturday.\n")
    assert told.name == "2019-05-11-ferry-wins.txt"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Harbour closed\n\nIt is closed.\n", "harbour-closed.txt"),
        ("# Harbour closed\n\nIt is *closed*.\n", "harbour-closed.md"),
        (page(), "2019-05-07-harbour-closed-until-june.html"),
        ("Été à Zürich: “ça va”\n\nIl fait beau.\n", "ete-a-zurich-ca-va.txt"),
        ("Порт закрыт\n\nОн закрыт.\n", "порт-закрыт.txt"),
        (
            "???\n\nThe harbour of Port Anselm is closed.\n",
            "the-harbour-of-port-anselm-is-closed.txt",
        ),
        (
            "Word " * 40 + "\n\nIt is closed.\n",
            "word-word-word-word-word-word-word-word-word-word-word-word.txt",
        ),
    ],
)
def test_what_comes_in_on_standard_input_is_told_by_its_form(
    site: Site, text: str, name: str
) -> None:
    path = site.new("-", text.encode())
    assert path.name == name
    assert path.read_text(encoding="utf-8").endswith(text)


def test_furniture_is_shown_before_it_is_published(site: Site) -> None:
    aside = "Share this article", "Read more: The ferry"
    text = f"Harbour closed\n\n{aside[0]}\n\nIt is closed, said Ruth Abara.\n\n{aside[1]}\n"
    site.new("-", text.encode())
    at = site.said.index("set aside as page furniture (2):")
    assert site.said[at + 1 :] == ["  Share this article", "  Read more: The ferry"]


def test_what_cannot_be_read_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text("---\ntitle: [\n---\n\nText.\n")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "here.txt").write_text("Here\n\nIt is here.\n")
    for source, message in (
        (tmp_path / "gone.txt", "no such file"),
        (tmp_path, "this is a folder"),
        (tmp_path / "broken.md", "broken YAML"),
        (tmp_path / "seeds" / "here.txt", "is in seeds/ already"),
    ):
        with pytest.raises(Problem, match=message):
            site.new(source)
    with pytest.raises(Problem, match="nothing came on standard input"):
        site.new("-", b" \n")
    assert site.seeds == ["here.txt"]


def test_from_the_command_line_to_the_build(tmp_path: Path, server: str) -> None:
    command = [sys.executable, "-m", "generator.cli"]
    done = subprocess.run(
        [*command, "new", f"{server}/harbour"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "  date    2019-05-07" in done.stdout
    done = subprocess.run(
        [*command, "new", f"{server}/harbour"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "seeds/2019-05-07-harbour-closed-until-june.html: is there already; rename or remove it "
        "first\n"
    )
    done = subprocess.run([*command, "build"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    explainer = (tmp_path / "content" / "2019-05-07-harbour-closed-until-june.md").read_text()
    assert f"url: '{server}/harbour'" in explainer or f"url: {server}/harbour" in explainer
    assert "“We will not open it without a crane,”" in explainer
