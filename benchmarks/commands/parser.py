"""The parser of all commands; a wrong argument is answered in one sentence, with exit status 2."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from benchmarks.commands.arguments import ArgumentError, did_you_mean
from benchmarks.record.files import RecordError

#: Each is a file of its own, whose name has underscores for hyphens.
COMMANDS = ("tables", "figures", "report", "publish", "compare", "calibrate", "code-cost")
REFUSED = 2


class Command(Protocol):
    """What each command's module offers; the first line of its text is what ``--help`` lists."""

    #: What a user types after ``python -m benchmarks``, for example.
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit status; raises ArgumentError or RecordError."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence, without the usage before it."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print what was wrong and exit."""
        self.exit(REFUSED, f"{self.prog}: {message}\n")


def command(name: str) -> Command:
    """Return a command's module."""
    return cast("Command", import_module(f"benchmarks.commands.{name.replace('-', '_')}"))


def parser() -> Parser:
    """Return the parser of all commands."""
    whole = Parser(prog="python -m benchmarks", description="Show, publish and compare what was measured.")
    parsers = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = command(name)
        text = module.__doc__ or ""
        own = parsers.add_parser(
            name,
            help=text.partition("\n")[0],
            description=text,
            epilog=f"example: python -m benchmarks {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(own)
    return whole


def main(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return the exit status."""
    whole = parser()
    named = next((argument for argument in arguments if not argument.startswith("-")), "")
    if named and named not in COMMANDS:
        whole.error(f"there is no command {named!r}{did_you_mean(named, COMMANDS)}")
    options = whole.parse_args(arguments)
    try:
        return command(options.command).run(options)
    except (ArgumentError, RecordError) as error:
        complaint = str(error)
    except OSError as error:
        # Records are read before, and say themselves that they can't be; a closed pipe has no name.
        if error.filename is None:
            raise
        complaint = _unwritable(error, options)
    sys.stderr.write(f"{whole.prog} {options.command}: {complaint}\n")
    return REFUSED


def _unwritable(error: OSError, options: argparse.Namespace) -> str:
    """Return that a file can't be written, and which option of the command names another place."""
    option = next((f", or name another place with --{name}" for name in ("output", "results") if name in options), "")
    return f"can't write {error.filename}: {error.strerror}; make it writable{option}"
