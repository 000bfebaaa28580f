"""The command line: thin commands over the package, and the one place that shows problems."""

from __future__ import annotations

import signal
import sys
import time
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

import click

from generator import __version__
from generator.config import Config, load
from generator.problems import ConfigProblem, Problem, printable

# fmt: off
EXPORTS = (
    "quotes.csv", "quotes.jsonl", "timeline.json", "timeline.ics", "graph.json",
    "annotations.jsonld",
)
# fmt: on

DONE, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="backstory")
def cli() -> None:
    """Turn news articles into a site of annotated explainers.

    Run it in a site's folder, where seeds/ holds the articles.
    """


def main() -> None:
    """Run the command line; problems become one line each, and an exit status."""
    _write_alike()
    stops: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stops.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop)
    try:
        status = _run()
    except (click.Abort, KeyboardInterrupt, Exception) as error:
        # A library that was just being loaded may make anything of Ctrl-C.
        if not stops and not isinstance(error, click.Abort | KeyboardInterrupt):
            raise
        _complain("interrupted; what was finished is kept, and the next build goes on from there")
        status = INTERRUPTED
    sys.exit(status)


def _run() -> int:
    try:
        if sys.getfilesystemencoding() != "utf-8":
            raise ConfigProblem(
                f"files' names are read as {sys.getfilesystemencoding()} here, not as Unicode",
                remedy="set PYTHONUTF8=1, or a language like LC_ALL=C.UTF-8",
            )
        return cli.main(standalone_mode=False) or DONE
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return WRONG_USAGE
    except click.ClickException as error:
        _complain(f"{error.format_message()} (see backstory --help)")
        return WRONG_USAGE
    except Problem as problem:
        _complain(str(problem))
        return WRONG_USAGE if isinstance(problem, ConfigProblem) else SOME_FAILED
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep Python from complaining at exit.
        sys.stdout = None
        return DONE


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also where there are files; none is overwritten.")
def init(folder: Path, force: bool) -> int:
    """Make a new site that builds at once.

    With settings, an example, a README, and a workflow for GitHub Pages.
    """
    from generator.init import init as make

    make(folder, _say, force=force)
    return DONE


@cli.command()
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    help="Processes at work at once; as many as there are processors to use.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    default="",
    help="Analyse new articles on the dask.distributed cluster whose scheduler is at "
    "tcp://HOST:PORT; docs/scale.md tells when that pays.",
)
@click.option("--quiet", "-q", is_flag=True, help="Tell of problems, and of nothing else.")
@click.option("--profile", is_flag=True, help="Tell where the time went: steps, slowest articles.")
def build(jobs: int | None, cluster: str, quiet: bool, profile: bool) -> int:
    """Bring content/ and site/ up to date with seeds/."""
    from generator.build import build as build_site
    from generator.build import summary
    from generator.profiling import Profile
    from generator.progress import seen, unseen

    started = time.perf_counter()
    say = _keep_quiet if quiet else _say
    clock = Profile() if profile else None
    track = unseen if quiet else seen(say)
    result = build_site(_config(), say, jobs=jobs, cluster=cluster, track=track, profile=clock)
    for problem in result.problems:
        _complain(str(problem))
    for name in result.drafted:
        say(f"{name}: drafted")
    for name in result.merged:
        say(f"{name}: merged with its new draft")
    say(f"{summary(result)} ({time.perf_counter() - started:.2f} s)")
    for line in clock.table() if clock else ():
        _say(line)
    return SOME_FAILED if result.problems else DONE


@cli.command()
@click.argument("source", metavar="FILE|URL|-")
def new(source: str) -> int:
    """Bring an article into seeds/, with its title, date and source.

    From a file, an http(s) address, or standard input (-). No seed is ever overwritten.
    """
    from generator.new import new as bring

    bring(source, _config(), sys.stdin.buffer, _say, _complain)
    return DONE


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; the next free one if taken.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option("--follow", is_flag=True, help="Have the browser go to the page that was edited.")
def serve(host: str, port: int, open_browser: bool, follow: bool) -> int:
    """Build, serve, and reload the browser at every change."""
    from generator.serve import serve as serve_site

    serve_site(_config(), host=host, port=port, open_browser=open_browser, follow=follow)
    return DONE


@cli.command()
@click.option("--strict", is_flag=True, help="Exit with 1 when there is anything to look at.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="Lines to read, one JSON document, or annotations for GitHub.",
)
def check(strict: bool, form: str) -> int:
    """Tell what an editor should look at, the most important first.

    docs/checks.md says what each code means and how it is silenced.
    """
    from generator.check.report import report

    findings, problems = report(_config(), form, _say, _complain)
    return SOME_FAILED if problems or (strict and findings) else DONE


@cli.command()
@click.option("--remote", default="origin", show_default=True, help="The git remote to push to.")
@click.option("--branch", default="gh-pages", show_default=True, help="The branch to push to.")
@click.option("--no-check", is_flag=True, help="Do not run backstory check first.")
@click.option("--strict", is_flag=True, help="Stop where there is anything to look at.")
@click.option("--dry-run", is_flag=True, help="Only list what would change.")
def publish(remote: str, branch: str, no_check: bool, strict: bool, dry_run: bool) -> int:
    """Put the site on the web: build it anew, and push it to GitHub Pages.

    What others have put on the branch stays; docs/publishing.md tells of other hosts.
    """
    from generator.publish import publish as put

    put(
        _config(),
        _say,
        _complain,
        remote=remote,
        branch=branch,
        check=not no_check,
        strict=strict,
        dry_run=dry_run,
    )
    return DONE


@cli.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(EXPORTS))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output if there is none.",
)
def export(form: str, output: Path | None) -> int:
    """Write what the explainers say in another tool's format.

    FORMAT is one of quotes.csv, quotes.jsonl, timeline.json (for TimelineJS), timeline.ics,
    graph.json and annotations.jsonld; docs/export.md tells what is in each.
    """
    from generator import files
    from generator.export import export as write

    exported, problems = write(form, _config())
    for line in (*map(str, problems), *exported.notes):
        _complain(line)
    content = exported.text.encode()
    if output:
        files.write(output, content)
    else:
        sys.stdout.buffer.write(content)
    return SOME_FAILED if problems else DONE


@cli.command()
@click.argument(
    "files", metavar="FILE|DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="A summary to read, one JSON document, or one JSON document a line.",
)
def analyze(files: tuple[Path, ...], form: str) -> int:
    """Print what articles say: actors, quotes, times and events.

    A DIR stands for its .txt, .md and .html files.
    """
    from generator import report

    return report.analyze(files, form, _config(), _say, _complain)


def _write_alike() -> None:
    """See that what is piped or kept is UTF-8 on every system; a terminal has its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8", newline="\n")


@cli.command()
@click.option("--prune", is_flag=True, help="Remove those that no seed needs any more.")
@click.option("--clear", is_flag=True, help="Remove all; the next build analyses anew.")
def cache(prune: bool, clear: bool) -> int:
    """Tell which analyses are kept, so that no article is analysed twice.

    How many, their size, and of which pipeline and code they are.
    """
    from generator import kept

    if prune and clear:
        raise click.UsageError("give --prune or --clear, not both")
    (kept.clear if clear else kept.prune if prune else kept.show)(_config(), _say)
    return DONE


def _config() -> Config:
    return load(Path())


def _say(line: str) -> None:
    click.echo(printable(line))


def _keep_quiet(line: str) -> None:
    pass


def _complain(line: str) -> None:
    click.echo(printable(line), err=True)


if __name__ == "__main__":
    main()
