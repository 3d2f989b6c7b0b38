"""What is wrong with what a user gave, in one sentence: the one place that turns such errors into words.

Every command and every measured run ends by this when its input is bad: options, records, posts, caches, places that
can't be written. Anything else is a mistake of the suite, and keeps its traceback.
"""

from __future__ import annotations

import errno

from benchmarks.commands.arguments import ArgumentError
from benchmarks.harness.environments.environments import InUseError
from benchmarks.harness.machine.allowance import TooManyThreadsError
from benchmarks.harness.ranks.channel import ChannelError
from benchmarks.harness.ranks.gathering import GatheringError
from benchmarks.harness.ranks.peer import RefusedError
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.harness.runner.scratch import ScratchError
from benchmarks.record.files import RecordError
from benchmarks.reports.files import UnwritableError
from benchmarks.reports.pages.published import WeakerError
from benchmarks.reports.pages.readme import MarkersMissingError
from data.corpus import CorpusMismatchError, CorpusUnavailableError
from data.store import CacheUnwritableError

#: What is raised for a user to read.
REFUSALS = (
    ArgumentError,
    CacheUnwritableError,
    ChannelError,
    CorpusMismatchError,
    CorpusUnavailableError,
    GatheringError,
    InUseError,
    MarkersMissingError,
    NothingToRunError,
    OSError,
    RecordError,
    RefusedError,
    ScratchError,
    TooManyThreadsError,
    UnwritableError,
    WeakerError,
)
#: What is done about a system's error, where that isn't said by its name.
_ADVICE = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.ENFILE: "allow more open files",
    errno.EROFS: "name a place that can be written",
    errno.EACCES: "name a place that you may use",
}


def sentence(error: Exception) -> str:
    """Return what is wrong, and what to do, as one sentence without a line's end in it."""
    if not isinstance(error, OSError):
        return str(error)
    what = f"the system refuses {error.filename}" if error.filename else "the system refuses"
    advice = _ADVICE.get(error.errno or 0)
    return f"{what}: {error.strerror or error}" + (f"; {advice}" if advice else "")
