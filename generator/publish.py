"""`backstory publish`: the site, built anew, onto the branch that a host serves pages from.

No file of the working tree and no branch here is touched: a commit is made of the built files and
what others have put on the branch, and pushed on top of what is there. ghp-import, which does the
like, deletes what others have put there, and resets the branch of the same name here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from generator import git
from generator.config import FILE, Config
from generator.glossary import FILE as GLOSSARY
from generator.problems import ConfigProblem, Problem

MANIFEST = ".backstory-published"
"""On the branch: what of it is ours, a line for each file. A branch without it is not ours."""

CNAME = "CNAME"
"""Where GitHub Pages reads a site's own domain; its settings write it, too."""

HOSTS_OWN = (CNAME, ".domains", ".nojekyll")
"""What a host may have put on a branch before anything was published."""

STOPS = ("unreadable", "rights")
"""Codes of findings that must not go out."""

LISTED = 20
"""How many findings, or files not committed, are listed."""

Say = Callable[[str], None]


def publish(
    config: Config,
    say: Say,
    complain: Say,
    *,
    remote: str = "origin",
    branch: str = "gh-pages",
    check: bool = True,
    strict: bool = False,
    dry_run: bool = False,
) -> None:
    """Build the site, and push it to a branch of a remote, on top of what is there.

    Args:
        check: whether to tell first what there is to look at; what must not go out stops it.
        strict: whether anything there is to look at stops it.
        dry_run: only tell what would change there.

    Raises:
        ConfigProblem: there is no repository or remote, or the branch was not made by us.
        Problem: the site cannot be built, is empty or must not go out, or git cannot reach the
            remote or is refused there. What was published before stays as it was.
    """
    there = _look(config, remote, branch)
    address = _address(config, there, complain)
    hosted = _hosted(there.url)
    if hosted and hosted[0].branch not in ("", branch):
        complain(
            f"{hosted[0].name} serves the branch {hosted[0].branch}, not {branch}: "
            f"publish with --branch {hosted[0].branch}"
        )
    _bring_up_to_date(config, say, complain)
    if check:
        _check(config, say, strict)
    with TemporaryDirectory() as folder:
        clean = _Clean.of(replace(config, base_url=address), Path(folder))
        number = _build(clean)
        tree, changes = _tree(clean, there, complain)
    if not changes:
        say(f"nothing to publish: {there} is up to date")
        return
    if dry_run:
        for change in changes:
            say(change)
        say(f"{len(changes)} files would change on {there}")
        return
    explainers = f"{number} explainer{'s' * (number != 1)}"
    _push(config, there, tree, explainers)
    say(f"published {explainers} to {there}, {len(changes)} files changed")
    if address:
        say(address)
    if not there.tip and hosted and not hosted[0].branch:
        say(f"on {hosted[0].name}, choose Settings → Pages → Deploy from a branch → {branch}")


# Where it goes


@dataclass(frozen=True, slots=True)
class _There:
    """The branch as it is: its last commit ("" if there is none), and its files' blobs by path.

    `ours` are the paths that hold what was last published; whatever else there is, others put.
    """

    remote: str
    branch: str
    url: str
    tip: str
    blobs: Mapping[str, str]
    ours: frozenset[str]
    cname: str

    def __str__(self) -> str:
        return f"{self.remote}/{self.branch}"


def _look(config: Config, remote: str, branch: str) -> _There:
    root = config.root
    try:
        git.git(root, "rev-parse", "--git-dir")
    except git.Failed as error:
        raise ConfigProblem(
            f"is no git repository ({_last(error)})",
            place=root.resolve(),
            remedy=f"run git init, and git remote add {remote} ADDRESS",
        ) from error
    url = git.line(root, "remote", "get-url", "--push", "--", remote).partition("\n")[0]
    if not url:
        raise ConfigProblem(
            f"there is no remote “{remote}”",
            remedy=f"run git remote add {remote} ADDRESS, or name another with --remote",
        )
    if not git.line(root, "check-ref-format", "--branch", branch):
        raise ConfigProblem(f"“{branch}” is no name of a branch", remedy="give another")
    if git.line(root, "symbolic-ref", "--quiet", "--short", "HEAD") == branch:
        raise ConfigProblem(
            f"the branch {branch} is the one that you work on",
            remedy="change to another, or publish to another with --branch",
        )
    ref = f"refs/heads/{branch}"
    try:
        tip = git.git(root, "ls-remote", "--", remote, ref).decode().partition("\t")[0]
        if tip:
            fetch = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head")
            git.git(root, *fetch, "--recurse-submodules=no", "--", remote, ref)
    except git.Failed as error:
        raise Problem(
            f"{remote} ({git.shown(url)}) cannot be reached ({_last(error)})",
            remedy="check its address, the network, and what git knows of your credentials",
        ) from error
    blobs = _blobs(root, tip) if tip else {}
    manifest = os.fsdecode(_blob(root, blobs[MANIFEST])) if MANIFEST in blobs else ""
    if not manifest and (others := sorted(blobs.keys() - set(HOSTS_OWN))):
        raise ConfigProblem(
            f"{remote}/{branch} was not made by backstory publish: it holds {_few(others)}",
            remedy="publish to another branch with --branch, or delete that one first",
        )
    published = {path: blob for blob, path in (e.split(" ", 1) for e in manifest.split("\n") if e)}
    ours = frozenset(path for path, blob in blobs.items() if published.get(path) == blob)
    foreign = CNAME in blobs and CNAME not in ours
    cname = _blob(root, blobs[CNAME]).decode(errors="replace").strip() if foreign else ""
    return _There(remote, branch, url, tip, blobs, ours | ({MANIFEST} & blobs.keys()), cname)


def _blobs(root: Path, commit: str) -> dict[str, str]:
    entries = git.fields(git.git(root, "ls-tree", "-r", "-z", "--full-tree", commit))
    return {path: about.split()[2] for about, path in (e.split("\t", 1) for e in entries)}


def _blob(root: Path, blob: str) -> bytes:
    return git.git(root, "cat-file", "blob", blob)


def _address(config: Config, there: _There, complain: Say) -> str:
    """Where the site will be: as configured, as the host's settings say, or as the remote tells."""
    host = urlsplit(config.base_url).hostname
    if config.base_url and there.cname and host != there.cname.lower():
        complain(
            f"{CNAME} on {there} says {there.cname}, and stays; "
            f"base_url in {FILE} says {config.base_url}: change one of them"
        )
    if address := config.home or (there.cname and f"https://{there.cname}/") or _pages(there.url):
        return address
    complain(
        f"where {git.shown(there.url)} will be served is not known; set base_url in {FILE} to the "
        "address that its host shows, or the site has no feed and no sitemap"
    )
    return ""


@dataclass(frozen=True, slots=True)
class _Host:
    """A host of repositories that serves a branch of each: from `owner.domain/name/`.

    Attributes:
        whole: the repository that is served without its name.
        branch: the only one that is served; "" where its settings tell.
    """

    name: str
    domain: str
    whole: str
    branch: str = ""


_HOSTS = {
    "github.com": _Host("GitHub", "github.io", "{owner}.github.io"),
    "codeberg.org": _Host("Codeberg", "codeberg.page", "pages", "pages"),
}
"""By where repositories are.

GitLab is none: it serves what its own jobs build, by default from a name with a random part in it.

Sources: https://docs.github.com/pages/getting-started-with-github-pages/what-is-github-pages,
https://docs.codeberg.org/codeberg-pages/,
https://docs.gitlab.com/user/project/pages/getting_started_part_one/
"""


def _hosted(url: str) -> tuple[_Host, str, str] | None:
    """The host of a repository that serves pages, its owner and its name; None elsewhere."""
    found = _REPOSITORY.fullmatch(url)
    return (_HOSTS[found["host"]], found["owner"].lower(), found["name"]) if found else None


def _pages(url: str) -> str:
    """Where its host serves the pages of a repository; "" if that is not known."""
    if not (found := _hosted(url)):
        return ""
    host, owner, name = found
    folder = "" if name.lower() == host.whole.format(owner=owner) else f"{name}/"
    return f"https://{owner}.{host.domain}/{folder}"


_REPOSITORY = re.compile(
    r"(?:(?:https?|ssh|git)://)?(?:[^\s/]*@)?(?:ssh\.|www\.)?"
    rf"(?P<host>{'|'.join(map(re.escape, _HOSTS))})(?::\d+/|[:/])/?"
    r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)


# What is published


def _bring_up_to_date(config: Config, say: Say, complain: Say) -> None:
    """Build here as `backstory build` does, and say what is not as it should be."""
    from generator.build import build

    result = build(config, lambda line: None, search=False)
    for problem in result.problems:
        complain(str(problem))
    if result.problems:
        raise Problem("nothing is published", remedy="mend what is named above first")
    if not result.pages:
        raise Problem(
            "there is no explainer, so nothing is published",
            remedy="put an article into seeds/, or bring one with backstory new",
        )
    for name in result.drafted:
        complain(f"{name}: drafted just now; nobody has read it")
    for name in result.merged:
        complain(f"{name}: merged just now with a new draft")
    sources = ("seeds", "content", "templates", GLOSSARY, FILE)
    status = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
    changed = [s[3:] for s in git.fields(git.git(config.root, *status, "--", *sources))]
    _list([f"{path}: not committed" for path in changed], complain, "git status")


def _check(config: Config, say: Say, strict: bool) -> None:
    from generator.check import check

    checked = check(config)
    findings = checked.findings
    _list([*map(str, checked.problems), *map(str, findings)], say, "backstory check")
    grave = [f for f in findings if f.code in STOPS]
    if grave or (strict and (findings or checked.problems)):
        number = len(findings if strict else grave) or 1
        raise Problem(
            f"nothing is published: {number} thing{'s' * (number != 1)} to look at first",
            remedy="mend what is named above, or publish with --no-check",
        )


def _list(lines: list[str], say: Say, command: str) -> None:
    for line in lines[:LISTED]:
        say(line)
    if len(lines) > LISTED:
        say(f"… and {len(lines) - LISTED} more: {command} lists them")


@dataclass(frozen=True, slots=True)
class _Clean(Config):
    """A site that is built anew from its explainers, elsewhere."""

    elsewhere: Path = Path()

    @classmethod
    def of(cls, config: Config, elsewhere: Path) -> _Clean:
        given = {f.name: getattr(config, f.name) for f in fields(Config)}
        return cls(**given, elsewhere=elsewhere)

    @property
    def seeds(self) -> Path:
        return self.elsewhere / "seeds"

    @property
    def site(self) -> Path:
        return self.elsewhere / "site"

    @property
    def state(self) -> Path:
        return self.elsewhere / "state"


def _build(clean: _Clean) -> int:
    """Build a clean site; how many explainers it has."""
    from generator.build import build

    result = build(clean)
    if result.problems or not result.pages:
        why = "; ".join(map(str, result.problems)) or "there is no page"
        raise Problem(f"the clean build failed, so nothing is published ({why})")
    return result.pages


# How it gets there


def _tree(clean: _Clean, there: _There, complain: Say) -> tuple[str, list[str]]:
    """The tree to publish, and how it differs from what is there, a line for each file."""
    root, new = clean.root, _hashed(clean, there)
    for path, blob in new.items():
        if path not in there.ours and there.blobs.get(path, blob) != blob:
            complain(f"{path}: others changed it on {there}; replaced, theirs is in its history")
    manifest = "".join(f"{blob} {path}\n" for path, blob in sorted(new.items()))
    new[MANIFEST] = _id(git.git(root, "hash-object", "-w", "--stdin", stdin=os.fsencode(manifest)))
    nothing = "0" * len(new[MANIFEST])
    entries = [f"0 {nothing}\t{path}\0" for path in there.ours - new.keys()]
    entries += [f"100644 {blob}\t{path}\0" for path, blob in new.items()]
    env = {"GIT_INDEX_FILE": str(clean.elsewhere.resolve() / "index")}
    git.git(root, "read-tree", there.tip or "--empty", env=env)
    index = ("update-index", "--replace", "-z", "--index-info")
    git.git(root, *index, stdin=os.fsencode("".join(entries)), env=env)
    tree = _id(git.git(root, "write-tree", env=env))
    before = there.tip or _id(git.git(root, "mktree", stdin=b""))
    diff = ("diff-tree", "-r", "-z", "--no-renames", "--name-status", before, tree)
    words = iter(git.fields(git.git(root, *diff)))
    changes = [f"{_CHANGES[kind]} {path}" for kind, path in zip(words, words, strict=True)]
    return tree, [change for change in changes if not change.endswith(f" {MANIFEST}")]


_CHANGES = {"A": "new    ", "M": "changed", "D": "gone   ", "T": "changed"}


def _hashed(clean: _Clean, there: _There) -> dict[str, str]:
    """The blobs of what was built, by path, with what hosts want to find beside it."""
    (clean.site / ".nojekyll").touch()
    if not there.cname and (domain := _domain(clean.base_url)):
        (clean.site / CNAME).write_text(f"{domain}\n", encoding="utf-8")
    site = clean.site.resolve()
    found = sorted(p for p in site.rglob("*") if p.is_file() and p != site / ".gitignore")
    names = [p.relative_to(site).as_posix() for p in found]
    if odd := [n for n in names if "\n" in n]:
        raise Problem(f"{odd[0]!r} has a line break in its name", remedy="rename its explainer")
    # Byte by byte, whatever this repository does to the ends of lines.
    hashing = ("hash-object", "-w", "--no-filters", "--stdin-paths")
    listed = b"".join(os.fsencode(p) + b"\n" for p in found)
    blobs = git.git(clean.root, *hashing, stdin=listed).decode().split()
    return dict(zip(names, blobs, strict=True))


def _domain(address: str) -> str:
    """The domain of a site's own, if it has one; "" if it stands in a folder, or on a host's."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    whole = parts.path in ("", "/") and not parts.port
    of_host = name.endswith(tuple(f".{host.domain}" for host in _HOSTS.values()))
    return name if whole and "." in name and not of_host else ""


def _push(config: Config, there: _There, tree: str, what: str) -> None:
    """Commit a tree on top of the branch as it was seen, and push it; never by force."""
    root = config.root
    head = git.line(root, "rev-parse", "--short", "HEAD")
    message = f"Publish {what}" + (f"\n\nBuilt at {head}." if head else "")
    parent = ("-p", there.tip) if there.tip else ()
    try:
        commit = _id(git.git(root, "commit-tree", tree, *parent, "-m", message))
    except git.Failed as error:
        raise Problem(
            f"git cannot commit ({_last(error)})",
            remedy="tell it who you are with git config user.name and user.email",
        ) from error
    refspec = f"{commit}:refs/heads/{there.branch}"
    quiet = ("--porcelain", "--no-follow-tags", "--recurse-submodules=no")
    try:
        git.git(root, "push", *quiet, "--", there.remote, refspec)
    except git.Failed as error:
        raise _refused(str(error), there) from error


def _refused(said: str, there: _There) -> Problem:
    """Why a push failed. The remote has then changed nothing."""
    if re.search(
        r"\[rejected\].*(fetch first|non-fast-forward)|incorrect old value|cannot lock", said
    ):
        return Problem(
            f"{there} has moved on meanwhile, so nothing is published",
            remedy="run backstory publish again: it builds upon what is there now",
        )
    reason = re.search(r"\[remote rejected\] \((.*)\)", said)
    hook = " ".join(re.findall(r"^remote:\s*(.*\S)", said, re.MULTILINE))
    if reason:
        return Problem(
            f"{there.remote} refuses {there.branch} ({reason[1]}{f': {hook}' if hook else ''})",
            remedy="ask who looks after it, or publish to another branch with --branch; what was "
            "published before is still there",
        )
    return Problem(
        f"{there.remote} ({git.shown(there.url)}) cannot be pushed to ({_last(said)})",
        remedy="check its address, the network, and what git knows of your credentials",
    )


def _id(output: bytes) -> str:
    return output.decode().strip()


def _last(said: object) -> str:
    """The line in which git says what is wrong."""
    lines = str(said).splitlines()
    grave = [line for line in lines if line.startswith(("fatal: ", "error: "))]
    return re.sub(r"^(fatal|error): ", "", (grave or lines or [""])[0]).rstrip(".")


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
