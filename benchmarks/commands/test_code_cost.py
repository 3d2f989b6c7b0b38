"""Is the code that a mode runs found without importing its framework, and is its cost counted as a reader would?"""

from __future__ import annotations

from benchmarks.commands.code_cost import PAGE
from benchmarks.reports.pages.code_cost import code_cost, pairs
from benchmarks.reports.render.markdown import markdown
from impls import source
from impls.contenders import contenders

ROSTER = contenders()


def test_a_program_holds_what_its_class_inherits_and_replaces() -> None:
    eager = source.program(ROSTER["tensorflow-eager"], "two_layer_net")
    graph = source.program(ROSTER["tensorflow-graph"], "two_layer_net")
    assert any("GradientTape" in line for line in eager)
    # The graph calls the eager step, which stays part of its program.
    assert any("GradientTape" in line for line in graph)
    assert any("tf.function" in line for line in graph)
    assert not any("tf.function" in line for line in eager)


def test_a_program_against_itself_costs_nothing() -> None:
    program = source.program(ROSTER["pytorch-eager"], "two_layer_net")
    assert source.changed(program, program) == (0, 0)
    assert source.changed(program, [*program, "print(loss)"]) == (1, 0)
    assert source.changed(["a", "b"], ["a", "c"]) == (1, 1)


def test_compiling_costs_more_lines_where_the_step_must_be_rewritten() -> None:
    costs = {}
    for module, dynamic, other in pairs():
        if module == "two_layer_net":
            programs = source.program(dynamic, module), source.program(other, module)
            costs[other.name] = sum(source.changed(*programs))
    assert 0 < costs["tensorflow-graph"] < costs["pytorch-compile"] < costs["tensorflow-session"]


def test_the_committed_page_is_what_the_code_gives() -> None:
    page = markdown(code_cost(), folder="impls")
    assert PAGE.read_text(encoding="utf-8") == page, "run python -m benchmarks code-cost"
