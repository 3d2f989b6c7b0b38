"""A worker process: one contender, alone with its framework; it times itself and answers in JSON lines.

Run by the harness as ``python -m benchmarks.harness.worker.server PACKAGE MODE [HIDDEN]``, the last a list of modules,
with commas between them, that the contender doesn't see. Calls come on standard input, answers leave on what was
standard output. Whatever a framework prints goes to standard error, which the harness keeps as a log.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from functools import partial
from typing import Any, TextIO

from benchmarks.harness.ranks.team import LostProcessError
from benchmarks.harness.worker.hiding import hide
from benchmarks.harness.worker.session import WorkerSession
from impls.contenders import declared_in
from impls.interface import Contender
from impls.reference import REFERENCE


def _answer(session: WorkerSession, request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": session.calls[request["call"]](**request["arguments"])}
    except Exception as error:  # noqa: BLE001  whatever a contender raises is its result, and costs no one else's
        traceback.print_exc()
        session.wait_for_loss()
        said = declared_in(session.contender.package).explain(error)
        return {"error": {"type": type(error).__name__, "message": said}}


def _read_requests(requests: TextIO, pending: queue.SimpleQueue[str]) -> None:
    for line in requests:
        pending.put(line)
    # The harness is gone, perhaps killed: a contender that hangs must not outlive it, nor what it has started.
    _end_all()


def _end(answers: TextIO, reason: str) -> None:
    """Answer, to whatever was asked, that one of several processes is lost, and end: the others end with this one."""
    answers.write(json.dumps({"error": {"type": LostProcessError.__name__, "message": reason}}) + "\n")
    _end_all()


def _end_all() -> None:
    """End this process and those that it has started, even those that are stopped."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def serve(contender: Contender, hidden: str = "") -> None:
    """Answer calls until standard input closes, each when the process is idle."""
    requests = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8")
    # A forked child closes its standard input first of all: it must not wait for the thread that reads requests.
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  a file descriptor is what is wanted
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    pending: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(requests, pending), daemon=True).start()
    session = WorkerSession(contender, hidden=hidden, lost=partial(_end, answers))
    while True:
        request = json.loads(pending.get())
        answer = _answer(session, request)
        # A block has waited already, and its answer says for how long.
        if request["call"] != "block" or "error" in answer:
            session.wait_until_idle()
        answers.write(json.dumps(answer) + "\n")


def main() -> None:
    """Serve the contender of the mode named on the command line, which doesn't see the modules named there."""
    package, mode, *rest = sys.argv[1:]
    hidden = ",".join(rest)
    hide(hidden.split(","))
    declared = (*declared_in(package).contenders, REFERENCE)
    named = (contender for contender in declared if contender.package == package and contender.mode == mode)
    serve(next(named), hidden)


if __name__ == "__main__":
    main()
