"""Publishing with real git: what is there is built upon, and nothing of anybody's is lost."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from lxml import html

from generator.config import load
from generator.problems import ConfigProblem, Problem
from generator.publish import MANIFEST, _domain, _pages, publish

EXPLAINER = """---
title: Night ferry kept
date: 2024-03-05
---

The night ferry sails on.

## Who’s who

- **Ada Moreau** (person): transport minister [¶ 1](#p1 "ada-moreau")

## Who said what

| Who | What | How | When | Where |
| --- | --- | --- | --- | --- |
| Ada Moreau | “Nobody will wait,” | said | 2024-03-05 | [¶ 1](#p1 "q1") |

## The article

“Nobody will wait,” transport minister Ada Moreau said.
"""


def git(folder: Path, *words: str | Path, stdin: str | None = None) -> str:
    done = subprocess.run(
        ["git", *map(str, words)],
        cwd=folder,
        capture_output=True,
        text=True,
        input=stdin,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as on a fresh machine, whoever runs the tests."""
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[user]\nname = Nora\nemail = nora@paper.example\nuseConfigOnly = true\n"
        '[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def site(tmp_path: Path, remote: Path) -> Path:
    """A site of one explainer, committed, whose remote is a bare repository."""
    folder = tmp_path / "news"
    (folder / "content").mkdir(parents=True)
    (folder / "content" / "ferry.md").write_text(EXPLAINER, encoding="utf-8")
    (folder / "backstory.toml").write_text(
        'base_url = "https://paper.example/base/"\n', encoding="utf-8"
    )
    (folder / ".gitignore").write_text("/site/\n/.backstory/cache/\n", encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", remote)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "A site")
    return folder


class Said(list[str]):
    """The lines that were told, on either channel."""

    def __str__(self) -> str:
        return "\n".join(self)


def put(folder: Path, **options: Any) -> Said:
    said = Said()
    publish(load(folder), said.append, said.append, **options)
    return said


def tip(remote: Path) -> str:
    return git(remote, "for-each-ref", "--format=%(objectname)", "refs/heads/gh-pages")


def published(remote: Path) -> dict[str, str]:
    """The files on the branch, and their blobs."""
    lines = git(remote, "ls-tree", "-r", "gh-pages").splitlines()
    return {path: about.split()[2] for about, path in (line.split("\t") for line in lines)}


def add_there(remote: Path, path: str, content: str, branch: str = "gh-pages") -> str:
    """What somebody else commits on the branch, without our knowledge."""
    clone = remote.parent / f"clone{len(list(remote.parent.iterdir()))}"
    git(remote.parent, "clone", "--quiet", remote, clone)
    known = git(clone, "branch", "--remotes", "--list", f"origin/{branch}")
    git(clone, "switch", "--quiet", *([branch] if known else ["--orphan", branch]))
    (clone / path).parent.mkdir(parents=True, exist_ok=True)
    (clone / path).write_text(content, encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", f"Add {path}")
    git(clone, "push", "--quiet", "origin", branch)
    return git(clone, "rev-parse", "HEAD")


def edit(site: Path, old: str = "Night ferry kept", new: str = "Night ferry saved") -> None:
    path = site / "content" / "ferry.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def hook(repository: Path, name: str, script: str) -> None:
    path = Path(git(repository, "rev-parse", "--absolute-git-dir")) / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


# What is published


@pytest.fixture
def served(site: Path, remote: Path, tmp_path: Path) -> Iterator[str]:
    """The published branch, as a host serves it below the site's base path."""
    put(site)
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", remote, tmp_path / "www" / "base")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

    handler = partial(Quiet, directory=str(tmp_path / "www"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/base/"
    server.shutdown()


def test_every_link_of_the_published_site_leads_somewhere(served: str) -> None:
    waiting, ids, asked = [served, f"{served}404.html"], {}, set()
    while waiting:
        url = waiting.pop()
        if url in ids:
            continue
        with urllib.request.urlopen(url) as answer:
            body = answer.read()
            kind = answer.headers.get_content_type()
        page = html.fromstring(body, base_url=url) if kind == "text/html" and body else None
        ids[url] = set(page.xpath("//@id")) if page is not None else set()
        for link in page.xpath("//@href | //@src") if page is not None else ():
            target, fragment = urldefrag(urljoin(url, link))
            if target.startswith(served.removesuffix("base/")):
                assert target.startswith(served), link
                asked.add((target, fragment))
                waiting.append(target)
    assert len(ids) > 10
    assert not [(t, f) for t, f in asked if f and f not in ids[t]]


def test_pages_are_for_where_they_are_served_and_jekyll_is_kept_out(
    site: Path, remote: Path
) -> None:
    said = put(site)
    assert "https://paper.example/base/" in said
    files = published(remote)
    assert {".nojekyll", "404.html", "ferry/index.html", "feed.xml", MANIFEST} <= files.keys()
    assert ".gitignore" not in files
    assert "CNAME" not in files
    assert "https://paper.example/base/ferry/" in git(remote, "show", "gh-pages:feed.xml")
    assert 'href="/base/' in git(remote, "show", "gh-pages:404.html")


def test_a_domain_of_its_own_is_named(site: Path, remote: Path) -> None:
    (site / "backstory.toml").write_text('base_url = "https://paper.example"\n', encoding="utf-8")
    put(site)
    assert git(remote, "show", "gh-pages:CNAME") == "paper.example"
    (site / "backstory.toml").write_text("", encoding="utf-8")
    said = put(site)
    assert "CNAME" not in published(remote)
    assert "is not known; set base_url" in str(said)


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/Anselm/file.git", "https://anselm.github.io/file/"),
        ("https://me:secret@github.com/anselm/file", "https://anselm.github.io/file/"),
        ("git@github.com:anselm/my.file.git", "https://anselm.github.io/my.file/"),
        ("ssh://git@ssh.github.com:443/anselm/file.git", "https://anselm.github.io/file/"),
        ("git@github.com:anselm/anselm.github.io.git", "https://anselm.github.io/"),
        ("https://github.com/Anselm/Anselm.github.io/", "https://anselm.github.io/"),
        ("https://codeberg.org/Anselm/file.git", "https://anselm.codeberg.page/file/"),
        ("ssh://git@codeberg.org/anselm/file.git", "https://anselm.codeberg.page/file/"),
        ("git@codeberg.org:anselm/pages.git", "https://anselm.codeberg.page/"),
        ("git@gitlab.com:anselm/file.git", ""),
        ("https://forge.example/anselm/file.git", ""),
        ("https://forge.example/github.com/anselm/file.git", ""),
        ("/home/anselm/github.com/x/file.git", ""),
        ("../remote.git", ""),
    ],
)
def test_a_remote_tells_where_its_host_serves_its_pages(remote: str, address: str) -> None:
    assert _pages(remote) == address


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://news.example/", "news.example"),
        ("https://News.Example", "news.example"),
        ("https://news.example/paper/", ""),
        ("https://anselm.github.io/", ""),
        ("https://anselm.codeberg.page/", ""),
        ("http://localhost:8000/", ""),
        ("", ""),
    ],
)
def test_only_a_whole_domain_is_a_site_s_own(address: str, domain: str) -> None:
    assert _domain(address) == domain


def test_a_host_that_serves_one_branch_is_told_of(site: Path) -> None:
    (site / "backstory.toml").write_text("", encoding="utf-8")
    git(site, "remote", "set-url", "--push", "origin", "git@codeberg.org:anselm/file.git")
    told = "Codeberg serves the branch pages, not gh-pages: publish with --branch pages"
    assert told in str(put(site, dry_run=True))
    assert "Codeberg" not in str(put(site, dry_run=True, branch="pages"))


def test_bytes_are_published_as_they_were_built(site: Path, remote: Path) -> None:
    put(site)
    before = published(remote)
    git(site, "config", "core.autocrlf", "true")
    (site / ".git" / "info").mkdir(exist_ok=True)
    (site / ".git" / "info" / "attributes").write_text("* text eol=crlf\n", encoding="utf-8")
    assert "nothing to publish" in str(put(site))
    edit(site)
    put(site)
    assert published(remote)["assets/style.css"] == before["assets/style.css"]
    assert (
        b"\r\n"
        not in subprocess.run(
            ["git", "show", "gh-pages:ferry/index.html"],
            cwd=remote,
            capture_output=True,
            check=True,
        ).stdout
    )


# What was there


def test_a_second_publish_without_changes_makes_no_commit(site: Path, remote: Path) -> None:
    put(site)
    first = tip(remote)
    assert "nothing to publish" in str(put(site))
    assert tip(remote) == first


def test_a_change_is_one_commit_more_and_what_is_gone_goes(site: Path, remote: Path) -> None:
    (site / "content" / "bridge.md").write_text("# Bridge\n\nA bridge opens.\n", encoding="utf-8")
    put(site)
    first = tip(remote)
    assert "bridge/index.html" in published(remote)
    (site / "content" / "bridge.md").unlink()
    put(site)
    assert git(remote, "rev-list", "gh-pages").split()[1:] == [first]
    assert "bridge/index.html" not in published(remote)
    assert not [path for path in published(remote) if path.startswith("bridge/")]


def test_what_others_put_on_the_branch_stays(site: Path, remote: Path) -> None:
    (site / "backstory.toml").write_text("", encoding="utf-8")
    add_there(remote, "CNAME", "news.example\n")
    said = put(site)
    assert "https://news.example/" in said
    assert "https://news.example/ferry/" in git(remote, "show", "gh-pages:feed.xml")
    add_there(remote, "verify/token.txt", "abc")
    theirs = add_there(remote, "ferry/photo.txt", "taken at night")
    edit(site)
    put(site)
    assert git(remote, "show", "gh-pages:CNAME") == "news.example"
    assert git(remote, "show", "gh-pages:verify/token.txt") == "abc"
    assert git(remote, "show", "gh-pages:ferry/photo.txt") == "taken at night"
    assert "Night ferry saved" in git(remote, "show", "gh-pages:ferry/index.html")
    assert theirs in git(remote, "rev-list", "gh-pages")
    (site / "content" / "bridge.md").write_text("# Bridge\n\nA bridge opens.\n", encoding="utf-8")
    (site / "content" / "ferry.md").unlink()
    put(site)
    assert "ferry/index.html" not in published(remote)
    assert git(remote, "show", "gh-pages:ferry/photo.txt") == "taken at night"


def test_a_domain_changed_at_the_host_stays_and_the_difference_is_told(
    site: Path, remote: Path
) -> None:
    (site / "backstory.toml").write_text('base_url = "https://old.example/"\n', encoding="utf-8")
    put(site)
    add_there(remote, "CNAME", "new.example\n")
    edit(site)
    said = put(site)
    assert git(remote, "show", "gh-pages:CNAME") == "new.example"
    assert "says new.example, and stays" in str(said)


def test_a_page_that_others_changed_is_replaced_and_this_is_told(site: Path, remote: Path) -> None:
    put(site)
    theirs = add_there(remote, "ferry/index.html", "edited in the wrong place")
    said = put(site)
    assert "ferry/index.html: others changed it" in str(said)
    assert "Night ferry kept" in git(remote, "show", "gh-pages:ferry/index.html")
    assert "wrong place" in git(remote, "show", f"{theirs}:ferry/index.html")
    assert theirs in git(remote, "rev-list", "gh-pages")


def test_a_branch_that_others_made_is_refused(site: Path, remote: Path) -> None:
    theirs = add_there(remote, "index.html", "their own site")
    with pytest.raises(ConfigProblem, match=r"was not made by backstory publish.*index\.html"):
        put(site)
    assert tip(remote) == theirs


def test_a_remote_that_moved_on_is_built_upon(site: Path, remote: Path, tmp_path: Path) -> None:
    put(site)
    git(tmp_path, "clone", "--quiet", remote, "--branch", "gh-pages", tmp_path / "elsewhere")
    git(tmp_path, "clone", "--quiet", site, tmp_path / "second")
    git(tmp_path / "second", "remote", "set-url", "origin", str(remote))
    edit(tmp_path / "second")
    put(tmp_path / "second")
    other = tip(remote)
    edit(site, new="Night ferry rescued")
    put(site)
    assert other in git(remote, "rev-list", "gh-pages")
    assert "rescued" in git(remote, "show", "gh-pages:ferry/index.html")


def test_a_remote_that_moves_on_meanwhile_is_not_overwritten(site: Path, remote: Path) -> None:
    put(site)
    tree = git(remote, "rev-parse", "gh-pages^{tree}")
    theirs = git(site, "commit-tree", tree, "-p", tip(remote), "-m", "Meanwhile")
    hook(site, "pre-push", f"git push --no-verify --quiet origin {theirs}:refs/heads/gh-pages")
    edit(site)
    with pytest.raises(Problem, match=r"has moved on meanwhile.*run backstory publish again"):
        put(site)
    assert tip(remote) == theirs
    hook(site, "pre-push", "exit 0")
    put(site)
    assert theirs in git(remote, "rev-list", "gh-pages")
    assert "Night ferry saved" in git(remote, "show", "gh-pages:ferry/index.html")


def test_a_protected_branch_stays_and_its_keeper_is_quoted(site: Path, remote: Path) -> None:
    put(site)
    before = tip(remote)
    hook(remote, "pre-receive", 'echo "Only releases may go here." >&2; exit 1')
    edit(site)
    with pytest.raises(Problem, match=r"pre-receive hook declined: Only releases may go here\."):
        put(site)
    assert tip(remote) == before
    git(site, "config", "user.name", "Somebody")  # the repository is as good as before
    hook(remote, "pre-receive", "exit 0")
    put(site)
    assert tip(remote) != before


def test_a_hook_of_ones_own_may_stop_it(site: Path, remote: Path) -> None:
    hook(site, "pre-push", "exit 1")
    with pytest.raises(Problem, match="cannot be pushed to"):
        put(site)
    assert tip(remote) == ""


# Where it is published from


def test_nothing_here_is_touched(site: Path, remote: Path) -> None:
    git(site, "branch", "gh-pages")  # of the same name, with work that was never pushed
    (site / "content" / "staged.md").write_text("# Staged\n\nYes.\n", encoding="utf-8")
    git(site, "add", "content/staged.md")

    def state() -> str:
        refs = git(site, "for-each-ref", "refs/heads")
        return refs + git(site, "status", "--porcelain") + git(site, "rev-parse", "HEAD")

    before = state()
    put(site)
    assert state() == before
    assert git(site, "stash", "list") == ""


def test_from_a_detached_head(site: Path, remote: Path) -> None:
    git(site, "checkout", "--quiet", "--detach")
    put(site)
    assert git(site, "rev-parse", "--short", "HEAD") in git(
        remote, "log", "-1", "--format=%B", "gh-pages"
    )


def test_from_a_worktree(site: Path, remote: Path, tmp_path: Path) -> None:
    git(site, "worktree", "add", "--quiet", tmp_path / "tree", "-b", "draft")
    put(tmp_path / "tree")
    assert "ferry/index.html" in published(remote)


def test_from_a_submodule(site: Path, remote: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "submodule", "--quiet", "add", site, "news")
    git(outer / "news", "remote", "set-url", "origin", remote)
    put(outer / "news")
    assert "ferry/index.html" in published(remote)
    assert git(outer, "for-each-ref", "refs/heads", "refs/remotes") == ""


def test_from_a_folder_of_a_repository(tmp_path: Path, site: Path, remote: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "--quiet")
    git(outer, "remote", "add", "origin", remote)
    (site / ".git").rename(tmp_path / "aside")
    site.rename(outer / "news")
    said = put(outer / "news")
    assert "news/content/ferry.md: not committed" in said
    edit(outer / "news")
    (outer / "news" / "content" / "bridge.md").write_text("# Bridge\n", encoding="utf-8")
    put(outer / "news")
    (outer / "news" / "content" / "bridge.md").unlink()
    put(outer / "news")
    assert "ferry/index.html" in published(remote)
    assert "bridge/index.html" not in published(remote)


def test_to_another_remote_and_branch(site: Path, remote: Path) -> None:
    git(site, "remote", "rename", "origin", "web")
    put(site, remote="web", branch="pages/live")
    assert "ferry/index.html" in git(remote, "ls-tree", "-r", "--name-only", "pages/live")


# What stops it


def test_without_a_repository_a_remote_or_a_name(site: Path, remote: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match=r"there is no remote “web”.*git remote add"):
        put(site, remote="web")
    with pytest.raises(ConfigProblem, match="no name of a branch"):
        put(site, branch="two words")
    with pytest.raises(ConfigProblem, match="is the one that you work on"):
        put(site, branch="main")
    (site / ".git").rename(tmp_path / "aside")
    with pytest.raises(ConfigProblem, match=r"is no git repository.*git init"):
        put(site)
    assert tip(remote) == ""


def test_without_a_network_no_credentials_are_shown(site: Path, tmp_path: Path) -> None:
    git(site, "remote", "set-url", "origin", tmp_path / "nowhere.git")
    with pytest.raises(Problem, match=r"nowhere\.git.*cannot be reached"):
        put(site)
    git(site, "remote", "set-url", "origin", "https://nora:s3cr3t@127.0.0.1:1/news.git")
    with pytest.raises(Problem, match="cannot be reached") as caught:
        put(site)
    assert "s3cr3t" not in str(caught.value)
    assert "nora" not in str(caught.value)


def test_an_empty_site_and_a_broken_one_are_not_published(site: Path, remote: Path) -> None:
    put(site)
    before = tip(remote)
    (site / "templates").mkdir()
    (site / "templates" / "base.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(Problem, match=r"templates/base\.html:1"):
        put(site)
    (site / "templates" / "base.html").unlink()
    (site / "content" / "bad.md").write_bytes(b"\xff\xfe\x00broken")
    with pytest.raises(Problem, match="nothing is published"):
        put(site)
    (site / "content" / "bad.md").unlink()
    (site / "content" / "ferry.md").unlink()
    with pytest.raises(Problem, match="there is no explainer"):
        put(site)
    assert tip(remote) == before


def test_what_is_not_committed_is_told(site: Path) -> None:
    assert "not committed" not in str(put(site))
    edit(site)
    (site / "content" / "nüw.md").write_text("# New\n\nYes.\n", encoding="utf-8")
    said = put(site)
    assert "content/ferry.md: not committed" in said
    assert "content/nüw.md: not committed" in said


def test_what_there_is_to_look_at_is_told_first_and_may_stop_it(site: Path, remote: Path) -> None:
    edit(site, "Ada Moreau | “Nobody", "unattributed | “Nobody")
    with pytest.raises(Problem, match="nothing is published: 1 thing to look at first"):
        put(site, strict=True)
    assert tip(remote) == ""
    assert "(unattributed)" in str(put(site, dry_run=True))
    assert "(unattributed)" not in str(put(site, dry_run=True, check=False))
    put(site)
    assert tip(remote)


def test_what_may_not_be_republished_is_not(site: Path, remote: Path) -> None:
    (site / "seeds").mkdir()
    (site / "seeds" / "ferry.txt").write_text(
        "---\ndate: 2024-03-05\n---\nNight ferry kept\n\n“Nobody will wait,” transport minister "
        "Ada Moreau said.\n",
        encoding="utf-8",
    )
    edit(site, "date: 2024-03-05\n", "date: 2024-03-05\nsource: {file: seeds/ferry.txt}\n")
    (site / "backstory.toml").write_text('article = "none"\n', encoding="utf-8")
    said = Said()
    with pytest.raises(Problem, match="to look at first"):
        publish(load(site), said.append, said.append)
    assert "(rights)" in str(said)
    assert tip(remote) == ""


def test_a_dry_run_lists_what_would_change(site: Path, remote: Path) -> None:
    said = put(site, dry_run=True)
    assert "new     ferry/index.html" in said
    assert tip(remote) == ""
    put(site)
    before = tip(remote)
    edit(site)
    said = put(site, dry_run=True)
    assert "changed ferry/index.html" in said
    assert not re.search("style.css", str(said))
    assert tip(remote) == before


def test_git_has_to_know_who_commits(
    site: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = tmp_path / "nobody"
    nobody.write_text("[user]\nuseConfigOnly = true\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(nobody))
    with pytest.raises(Problem, match=r"git config user\.name"):
        put(site)
    assert tip(remote) == ""
