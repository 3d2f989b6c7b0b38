"""Are the variables that change speed recorded, and no secrets?"""

from __future__ import annotations

import pytest

from benchmarks.harness.machine import description as machine


def test_variables_that_change_speed_are_recorded_and_secrets_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {
        "OMP_NUM_THREADS": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "OPENBLAS_CORETYPE": "Zen",
        "PYTHONMALLOC": "malloc",
    }
    secret_names = (
        *(
            "AWS_SECRET_ACCESS_KEY",
            "GITHUB_TOKEN",
            "HOME_OF_MINE",
            "TF_VAR_database",
            "TF_TOKEN_example",
            "TF_ENCRYPTION",
        ),
        *("TORCH_HUB_TOKEN", "PYTHON_KEYRING_PASSWORD", "NCCL_api_key"),
    )
    for name, value in {**wanted, **dict.fromkeys(secret_names, "hush-hush")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TORCH_HOME", "https://me:hush-hush@example.org")
    description = machine.describe()
    assert wanted.items() <= description.variables.items()
    assert "hush-hush" not in str(description)
