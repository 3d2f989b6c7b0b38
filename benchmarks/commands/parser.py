"""The parser of all commands; a wrong argument is answered in one sentence, with exit status 2."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from benchmarks.commands.arguments import did_you_mean
from benchmarks.commands.refusals import REFUSALS, sentence
from benchmarks.reports.files import UnwritableError

#: Each is a file of its own, whose name has underscores for hyphens.
COMMANDS = ("tables", "figures", "report", "publish", "compare", "calibrate", "code-cost", "environments", "peer")
REFUSED = 2
#: As shells count a process that ended by the signals of Ctrl-C and of a closed pipe.
STOPPED, CLOSED = 130, 141


class Command(Protocol):
    """What each command's module offers; the first line of its text is what ``--help`` lists."""

    #: What a user types after ``python -m benchmarks``, for example.
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and return the exit status; raises one of REFUSALS where something is wrong with the input."""


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
        status = command(options.command).run(options)
        # What is still to be printed may not be wanted any more.
        sys.stdout.flush()
    except BrokenPipeError:
        return _leave_closed_pipe()
    except KeyboardInterrupt:
        sys.stderr.write(f"{whole.prog} {options.command}: stopped\n")
        return STOPPED
    except REFUSALS as error:
        said = " ".join(f"{sentence(error)}{_instead(error, options)}".split())
        sys.stderr.write(f"{whole.prog} {options.command}: {said}\n")
        return REFUSED
    return status


def _instead(error: Exception, options: argparse.Namespace) -> str:
    """Return which option of the command names another place, where the one it has can't be written."""
    if not isinstance(error, UnwritableError):
        return ""
    return next((f" by --{name}" for name in ("output", "results") if name in options), "")


def _leave_closed_pipe() -> int:
    """Return the exit status where whoever read the output has closed it, as ``head`` does."""
    with Path(os.devnull).open("w", encoding="utf-8") as nothing:
        # The interpreter flushes once more as it ends, and would complain.
        os.dup2(nothing.fileno(), sys.stdout.fileno())
    return CLOSED
