"""Tests that assert times: what fails while a neighbour or the host disturbed it is measured again, everything anew.

Of 82 such tests about one failed in a run on hosts that share their processors or change their speed within seconds,
another one each time, so that most runs failed though all was sound. A check that is lost fails every time; one that
catches a cheat only now and then would be hidden by more tries, so these are few, few tests have them, and every try
that failed is named. Tests that must not fail even once, however busy the machine, say ``timing(tries=1)``.

pytest-rerunfailures keeps what a module's fixtures hold, and with them the race that was disturbed.
"""

from __future__ import annotations

import pytest
from _pytest.runner import runtestprotocol

#: A test is tried so often at most, and so many tests of a run more than once: where more fail, it isn't a neighbour.
TRIES, TESTS = 3, 3
AGAIN: pytest.StashKey[dict[str, list[str]]] = pytest.StashKey()


def run_until_undisturbed(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test that asserts times until it passes, as often as it may; the last try is what is reported.

    For the ``pytest_runtest_protocol`` hook: None leaves the test to pytest, since it asserts no times, or since it
    shares the machine with other processes of pytest.
    """
    marker = item.get_closest_marker("timing")
    if marker is None or hasattr(item.config, "workerinput"):
        return None
    failures = item.config.stash.setdefault(AGAIN, {})
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for left in reversed(range(marker.kwargs.get("tries", TRIES))):
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        failed = [report for report in reports if report.failed]
        if not (failed and left and (item.nodeid in failures or len(failures) < TESTS)):
            break
        failures.setdefault(item.nodeid, []).append(_message(failed[0]))
        # The race that was disturbed may be what a fixture of the module holds.
        item.session._setupstate.teardown_exact(None)  # noqa: SLF001  pytest has no public name for it
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def write_tries(reporter: pytest.TerminalReporter) -> None:
    """Name every try that failed and was followed by another one, whether or not that passed."""
    failures = reporter.config.stash.get(AGAIN, {})
    if failures:
        reporter.section("timing tests that failed and were measured again")
        for test, messages in failures.items():
            for message in messages:
                reporter.line(f"{test}: {message}")


def _message(report: pytest.TestReport) -> str:
    """Return the first line of a failure's message, without the lines of code that lead to it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longreprtext).strip().partition("\n")[0]
