"""What a user may give as the value of an option; anything else is refused in a sentence that says what would do.

The functions are argparse's types, which pytest's options take as well.
"""

from __future__ import annotations

import math
import os
from argparse import ArgumentTypeError
from pathlib import Path

from benchmarks.stats.verdicts import band_of

#: Larger seeds are refused by some framework or other.
LARGEST_SEED = 2**32 - 1
#: Longer waits are refused by some system or other.
LONGEST_SECONDS = 10**7


def count(text: str) -> int:
    """Return a whole number of things, 1 at least."""
    return _whole(text, least=1, most=10**6, name="a whole number, 1 at least")


def number(text: str) -> int:
    """Return a whole number of things that there may be none of."""
    return _whole(text, least=0, most=10**3, name="a whole number, 0 at least")


def seed(text: str) -> int:
    """Return a seed."""
    return _whole(text, least=0, most=LARGEST_SEED, name=f"a seed, a whole number from 0 to {LARGEST_SEED}")


def seconds(text: str) -> float:
    """Return a duration in seconds, above 0."""
    return _number(
        text, least=0.001, most=LONGEST_SECONDS, name=f"a number of seconds above 0, up to {LONGEST_SECONDS}"
    )


def address(text: str) -> str:
    """Return HOST:PORT, an IPv4 address or a name."""
    host, _, port = text.rpartition(":")
    if not host or ":" in host or any(sign.isspace() for sign in host):
        raise ArgumentTypeError(f"{text!r} isn't HOST:PORT")
    _whole(port, least=1, most=2**16 - 1, name=f"a port, a whole number from 1 to {2**16 - 1}")
    return text


def minutes(text: str) -> float:
    """Return a duration in minutes, 0 at least."""
    most = LONGEST_SECONDS / 60
    return _number(text, least=0, most=most, name=f"a number of minutes, 0 at least and {most:.0f} at most")


def percent(text: str) -> float:
    """Return a percentage as a share."""
    try:
        return band_of(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} isn't a percentage between 0 and 100") from None


def folder(text: str) -> Path:
    """Return a folder, which need not be there; ``~`` is the user's home, where that is known."""
    path = _place(text, "folder")
    if path.exists() and not path.is_dir():
        raise ArgumentTypeError(f"{text!r} is a file, not a folder")
    return path


def file(text: str) -> Path:
    """Return a file, which need not be there; ``~`` is the user's home, where that is known."""
    path = _place(text, "file")
    if path.is_dir():
        raise ArgumentTypeError(f"{text!r} is a folder, not a file")
    return path


def _place(text: str, kind: str) -> Path:
    if not text.strip() or "\0" in text:
        raise ArgumentTypeError(f"{text!r} names no {kind}")
    # Unlike Path.expanduser, this leaves alone what can't be expanded.
    path = Path(os.path.expanduser(text))  # noqa: PTH111
    if path.parts[:1] and path.parts[0].startswith("~"):
        raise ArgumentTypeError(f"{text!r} begins in a home that isn't known: write the whole path")
    try:
        path.exists()
    except OSError as error:
        raise ArgumentTypeError(f"{text!r} names no {kind}: {error.strerror}") from None
    return path


def _whole(text: str, *, least: int, most: int, name: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise ArgumentTypeError(f"{text!r} isn't {name}")
    return int(text)


def _number(text: str, *, least: float, most: float, name: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise ArgumentTypeError(f"{text!r} isn't {name}")
    return number
