"""The reference of the commands, from themselves: python docs/commands.py > docs/commands.md"""

from __future__ import annotations

import click

from generator.cli import cli

WIDTH = 88

HEAD = """# Commands

What each command says of itself with `--help`. This page is written by `docs/commands.py`.

Exit status: 0 done; 1 done, but some articles failed, or something stopped it (each named, with
what to do); 2 wrong usage or configuration; 130 interrupted.
"""


def reference() -> str:
    """The page, as Markdown."""
    parts = [HEAD, _block(cli, "backstory")]
    for name in cli.commands:
        parts += [f"## backstory {name}\n", _block(cli.commands[name], f"backstory {name}")]
    return "\n".join(parts)


def _block(command: click.Command, name: str) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    lines = command.get_help(context).splitlines()
    return "".join(f"    {line}".rstrip() + "\n" for line in lines)


if __name__ == "__main__":
    print(reference(), end="")
