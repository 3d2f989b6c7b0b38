"""Tests that assert times: what fails while a neighbour or the host disturbed it is measured again, from the beginning.

Of 82 such tests about one failed in a run on hosts that share their processors or change their speed within seconds,
another one each time, so that in most runs one failed that was sound. A check that the suite has lost fails every time.

pytest-rerunfailures keeps what a module's fixtures hold, and with them the race that was disturbed.
"""

from __future__ import annotations

import pytest
from _pytest.runner import runtestprotocol

#: A test that fails is tried again with its module's fixtures, then once more with everything anew.
TRIES = 3
AGAIN: pytest.StashKey[list[str]] = pytest.StashKey()


def run_until_undisturbed(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test that asserts times, up to ``TRIES`` times until it passes; the last try is what is reported.

    For the ``pytest_runtest_protocol`` hook: None leaves the test to pytest, since it asserts no times.
    """
    if item.get_closest_marker("timing") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for left in reversed(range(TRIES)):
        # Before the last try nothing follows, so that all fixtures end.
        reports = runtestprotocol(item, log=False, nextitem=None if left == 1 else nextitem)
        failed = [report for report in reports if report.failed]
        if not failed or not left:
            break
        item.config.stash.setdefault(AGAIN, []).append(f"{item.nodeid}: {_last_line(failed[0])}")
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def write_tries(reporter: pytest.TerminalReporter) -> None:
    """Name every try that failed, whether or not a further one passed."""
    tries = reporter.config.stash.get(AGAIN, [])
    if tries:
        reporter.section("timing tests that failed and were measured again")
        for line in tries:
            reporter.line(line)


def _last_line(report: pytest.TestReport) -> str:
    """Return the message of a failure, without the lines that lead to it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longreprtext).strip().partition("\n")[0]
