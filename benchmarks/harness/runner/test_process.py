"""Worker processes: what they inherit, and that they end."""

import os
import signal
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

import psutil
import pytest

from benchmarks.harness import fakes
from benchmarks.harness.runner.process import ContenderError, WorkerError, WorkerProcess, environment
from benchmarks.harness.runner.surroundings import hidden_modules
from benchmarks.plan.places import ROOT
from benchmarks.record.files import as_recorded
from benchmarks.record.schema import Trouble
from impls.contenders import challengers, contenders, framework, installed, level, versions

WORKER = ["-m", "benchmarks.harness.worker.server", fakes.__name__, "honest"]


def start(tmp_path: Path, arguments: list[str] = WORKER) -> WorkerProcess:
    variables = environment(device="cpu", threads=1, scratch=tmp_path, own={})
    return WorkerProcess(arguments, variables=variables, log=tmp_path / "worker.log")


def test_a_worker_inherits_a_white_list_and_equal_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKL_DEBUG_CPU_TYPE", "5")
    variables = environment(device="cpu", threads=3, scratch=tmp_path, own={"OWN": "1"})
    assert "MKL_DEBUG_CPU_TYPE" not in variables
    assert {variables[f"{pool}_NUM_THREADS"] for pool in ("OMP", "MKL", "OPENBLAS")} == {"3"}
    assert variables["OWN"] == "1"
    # A policy of waiting would bind the pools of one library alone.
    assert not [name for name in variables if "POLICY" in name or "BLOCKTIME" in name or "SPIN" in name]
    assert variables["CUDA_VISIBLE_DEVICES"] == "-1"


def test_what_a_worker_keeps_of_its_own_accord_lies_in_its_scratch_folder(tmp_path: Path) -> None:
    variables = environment(device="cpu", threads=1, scratch=tmp_path, own={})
    assert all(Path(variables[name]).is_relative_to(tmp_path) for name in ("TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME"))


def test_a_user_without_an_entry_in_the_password_file_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("USER", raising=False)
    assert environment(device="cpu", threads=1, scratch=tmp_path, own={})["USER"]


def test_time_for_which_the_harness_was_stopped_does_not_count_against_a_worker(tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text("import time; input(); time.sleep(1); print('{\"answer\": 1}', flush=True); input()")
    code = (
        f"from pathlib import Path; from {__name__} import start;"
        f"worker = start(Path({str(tmp_path)!r}), [{str(worker)!r}]);"
        "print('called', flush=True); print('answer', worker.call('start', limit=2), flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as harness:
        assert harness.stdout is not None
        assert harness.stdout.readline() == "called\n"
        time.sleep(0.3)
        harness.send_signal(signal.SIGSTOP)
        time.sleep(3)
        harness.send_signal(signal.SIGCONT)
        assert harness.stdout.readline() == "answer 1\n"


def test_a_process_that_cannot_be_started_is_a_workers_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    with pytest.raises(WorkerError, match=r"its worker process can't be started: .*no python"):
        start(tmp_path)


def test_a_process_that_another_thread_has_ended_is_a_workers_failure(tmp_path: Path) -> None:
    worker = start(tmp_path)
    worker.kill()
    with pytest.raises(WorkerError, match=r"the worker died during 'start' \(signal 9"):
        worker.call("start", limit=1)


def test_a_worker_loads_no_statistics_and_draws_nothing_so_its_memory_is_its_contenders() -> None:
    code = "import sys; import benchmarks.harness.worker.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"scipy.stats", "pandas", "sklearn", "matplotlib"} & set(done.stdout.split()) == set()


def test_a_worker_does_not_see_what_its_framework_does_not_require() -> None:
    code = "from importlib.util import find_spec; from benchmarks.harness.worker.hiding import hide; import sys;"
    code += "hide(['sklearn']); print([find_spec(name) is not None for name in ('sklearn', 'numpy')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[False, True]\n"


def test_a_copy_that_a_package_brings_with_it_is_found_though_the_installed_one_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "sklearn.py").write_text("", encoding="utf-8")
    code = "from importlib.util import find_spec; from benchmarks.harness.worker.hiding import hide; import sys;"
    code += f"hide(['sklearn']); sys.path.append({str(tmp_path)!r}); print(find_spec('sklearn').origin)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "sklearn.py")


def test_a_framework_is_alone_with_what_it_requires() -> None:
    modules: dict[str, set[str]] = {name: set() for name in challengers()}
    for module, distributions in packages_distributions().items():
        for name in challengers():
            if set(distributions) & set(versions(name)):
                modules[name].add(module)
    for name, own in modules.items():
        hidden = set(hidden_modules(f"impls.{name}"))
        assert hidden >= {"sklearn", "pandas", "matplotlib"}
        assert not hidden & {"numpy", "psutil", "msgspec", *own}
        assert hidden >= set().union(*(foreign for other, foreign in modules.items() if other != name))


def test_a_program_of_a_level_sees_that_level_which_programs_beside_it_do_not() -> None:
    above = [contender for contender in contenders().values() if contender.level]
    assert above
    for contender in above:
        declared, own = level(contender.level), framework(contender.framework)
        if installed(declared.distributions) and installed(own.distributions):
            assert declared.package not in hidden_modules(contender.package, contender.level)
            alone, beside = hidden_modules(contender.package), hidden_modules(contender.package, contender.level)
            # Unless its framework brings the level along.
            assert (declared.package in alone) == (not set(declared.distributions) & {*own.companions})
            assert {"sklearn", "pandas", "matplotlib"} <= set(beside) <= set(alone)


def test_what_a_contender_prints_never_reaches_the_pipe(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv=['', 'benchmarks.harness.fakes', 'honest']; from benchmarks.harness import fakes;"
        "from benchmarks.harness.worker import server;"
    )
    chatter = code + "fakes.device = __import__('benchmarks.harness.fakes.device', fromlist=['x']);"
    chatter += "fakes.device.describe = lambda: (print('chatter'), {'threads': {}})[1]; server.main()"
    worker = start(tmp_path, ["-c", chatter])
    try:
        assert "import_seconds" in worker.call("start", limit=60, device="cpu", threads=1)
        assert "chatter" in (tmp_path / "worker.log").read_text(encoding="utf-8")
    finally:
        worker.kill()


def test_an_error_names_the_contenders_exception_and_the_worker_lives_on(tmp_path: Path) -> None:
    worker = start(tmp_path)
    try:
        with pytest.raises(ContenderError, match="CacheCorruptError"):
            worker.call("build", limit=60, workload="two_layer_net", data=str(tmp_path / "no"), seed=0, smoke=True)
        assert worker.alive
    finally:
        worker.kill()


def test_what_a_contender_says_can_always_be_recorded() -> None:
    error = ContenderError("ValueError", "half a letter: \ud83d")
    assert as_recorded(Trouble(what="a start", reason=str(error)), Trouble).reason == "ValueError: half a letter: ?"


def test_a_killed_worker_is_named_with_its_signal(tmp_path: Path) -> None:
    worker = start(tmp_path, ["-c", "import os, signal; input(); os.kill(os.getpid(), signal.SIGKILL)"])
    with pytest.raises(WorkerError, match="signal 9"):
        worker.call("start", limit=60)
    assert not worker.alive


def test_a_dying_workers_last_words_are_shown(tmp_path: Path) -> None:
    worker = start(tmp_path, ["-c", "import sys; input(); sys.exit('out of luck')"])
    with pytest.raises(WorkerError, match="out of luck"):
        worker.call("start", limit=60)


def test_last_words_are_those_of_the_present_process(tmp_path: Path) -> None:
    (tmp_path / "worker.log").write_text("an earlier process said this\n", encoding="utf-8")
    worker = start(tmp_path, ["-c", "import sys; input(); sys.exit(3)"])
    with pytest.raises(WorkerError, match=r"exit status 3\)$"):
        worker.call("start", limit=60)


def test_a_worker_ends_when_the_harness_is_killed(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path; from benchmarks.harness.runner.test_process import start;"
        f"worker = start(Path({str(tmp_path)!r})); worker.call('start', limit=60, device='cpu', threads=1);"
        "print(worker._process.pid, flush=True); time.sleep(600)"
    )
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", code], env=variables, stdout=subprocess.PIPE, text=True) as harness:
        assert harness.stdout is not None
        worker = psutil.Process(int(harness.stdout.readline()))
        harness.send_signal(signal.SIGKILL)
        worker.wait(timeout=30)
    assert not worker.is_running()
