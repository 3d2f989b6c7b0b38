"""What is measured, and in which order."""

import re
from pathlib import Path

from benchmarks.plan.cells import Cell, all_cells, workload_of
from benchmarks.plan.questions import PAGES, contenders_of, extras
from benchmarks.plan.settings import EFFORTS, Settings
from impls.contenders import contenders

BENCHES = Path(__file__).parents[1]


def test_a_full_run_holds_every_contender_and_only_thorough_efforts_hold_the_extras() -> None:
    fast, standard = all_cells(EFFORTS["fast"]), all_cells(EFFORTS["standard"])
    assert Cell("two_layer_net", "tensorflow-graph-loop") in fast
    assert standard - fast == {Cell(extra, name) for extra in extras() for name in contenders_of(extra)}


def test_every_page_is_answered_by_bench_files_that_ask_its_question() -> None:
    asked = {path: path.read_text(encoding="utf-8").splitlines()[0].strip('"') for path in BENCHES.glob("bench_*.py")}
    for name, page in PAGES.items():
        files = [path for path in asked if any(f'"{cell}"' in path.read_text(encoding="utf-8") for cell in page.names)]
        assert files, name
        if name:
            assert {asked[path] for path in files} == {page.question}


def test_smoke_shapes_are_smaller_and_the_rest_of_a_workload_is_equal() -> None:
    full, smoke = workload_of("text_classifier", smoke=False), workload_of("text_classifier", smoke=True)
    assert full.optimizer == smoke.optimizer
    assert full.task != smoke.task


def test_a_pair_of_the_grid_changes_weights_and_vocabulary_alone() -> None:
    pair, text = (
        workload_of("normal_weights_train_vocabulary", smoke=False),
        workload_of("text_classifier", smoke=False),
    )
    assert (pair.initializer, pair.training_epochs) == ("standard_normal", text.training_epochs)
    assert pair.optimizer == text.optimizer


def test_rounds_fit_the_effort() -> None:
    fast = EFFORTS["fast"]
    assert fast.rounds_within(fast.seconds / 4.5) == 4
    assert fast.rounds_within(fast.seconds / 100) == fast.rounds
    assert fast.rounds_within(fast.seconds * 2) == fast.fewest


def test_every_effort_says_what_it_resolves_and_the_default_one_takes_eight_minutes() -> None:
    assert all(effort.resolves for effort in EFFORTS.values())
    assert EFFORTS["fast"].replicates >= 5
    assert Settings().budget_seconds() == 480


def test_a_run_of_fewer_cells_gets_as_much_less_time_unless_the_user_says_how_long() -> None:
    assert Settings().budget_seconds(0.25) == 120
    assert Settings(budget_minutes=3).budget_seconds(0.25) == 180


def test_an_option_competes_wherever_it_does_with_the_contender_that_it_changes() -> None:
    everyone = contenders()
    for contender in everyone.values():
        if contender.base:
            assert set(contender.workloads) & set(everyone[contender.base].workloads), contender.name


def test_whatever_optimiser_leads_on_dense_input_races_beside_sparse_input_too() -> None:
    dense = [form for form in contenders().values() if "text_classifier" in form.workloads and form.changes]
    kernels = {form.name for form in dense if form.changes == "the optimiser's kernels"}
    assert len(kernels) > 1
    assert kernels <= {*contenders_of("text_classifier_sparse")}


def test_no_form_that_differs_by_a_loop_over_steps_races_where_a_block_has_two() -> None:
    everyone = contenders()
    loops = {name for name, form in everyone.items() if re.search(r"loop|all steps", form.changes)}
    assert {name for name in loops if "two_layer_net_tuned" in everyone[name].workloads}
    assert not loops & {*contenders_of("text_classifier_tuned")}
