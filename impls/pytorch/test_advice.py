"""Errors of the compiler become sentences that say what to do."""

from __future__ import annotations

import sys

import pytest

from impls.pytorch.advice import explain

COMPILER = (
    "CppCompileError: C++ compile error\n\nCommand:\ng++ main.cpp -L/a b/torch/lib\n\n"
    "Output:\ncannot find b/torch/lib\n"
    '\nSet TORCHDYNAMO_VERBOSE=1 for the internal stack trace. For more, set TORCH_LOGS="+dynamo"\n'
)


def test_a_path_with_a_space_is_named_instead_of_the_compilers_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/a b/.venv")
    said = explain(RuntimeError(COMPILER))
    assert "a path with a space in it, '/a b/.venv'" in said
    assert "g++ main.cpp" not in said
    assert "\n" not in said


def test_another_complaint_of_the_compiler_stays_without_variables_that_reach_no_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "prefix", "/a/.venv")
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "/b")
    said = explain(RuntimeError(COMPILER))
    assert said.endswith("cannot find b/torch/lib")


def test_a_missing_compiler_is_called_so() -> None:
    error = RuntimeError("InvalidCxxCompiler: No working C++ compiler found in torch._inductor.config.cpp.cxx")
    assert explain(error) == (
        "torch.compile needs a C++ compiler and found none: install g++ or clang++, or name one by the variable CXX"
    )
