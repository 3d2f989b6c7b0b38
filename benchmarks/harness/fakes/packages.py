"""Fake distributions, as wheels and as checkouts that pip builds from their folder alone: nothing is fetched."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

#: Builds a checkout's wheel: it lies there, ready.
BACKEND = """
import shutil
from pathlib import Path


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    (wheel,) = Path("ready").glob("*.whl")
    return shutil.copy(wheel, wheel_directory) and wheel.name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "{name}"
version = "{version}"
"""


def wheel(
    folder: Path, name: str, version: str, *, requires: Collection[str] = (), modules: Mapping[str, str] | None = None
) -> Path:
    """Write a wheel into a folder, and return it.

    Args:
        folder: which need not be there.
        name: of the distribution.
        version: of it.
        requires: what it requires.
        modules: what its modules, by name, hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}", *(f"Requires-Dist: {n}" for n in requires)]
    files = {
        **{f"{module}.py": text for module, text in (modules or {}).items()},
        f"{stem}.dist-info/METADATA": "\n".join(metadata) + "\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: fakes\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{stem}.dist-info/RECORD"
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        for file, text in files.items():
            packed.writestr(file, text)
        packed.writestr(record, "".join(f"{file},,\n" for file in (*files, record)))
    return path


def checkout(folder: Path, name: str, version: str, *, modules: Mapping[str, str]) -> Path:
    """Write a checkout into a folder, and return it; see ``wheel``."""
    for old in (folder / "ready").glob("*.whl"):
        old.unlink()
    wheel(folder / "ready", name, version, modules=modules)
    (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    (folder / "pyproject.toml").write_text(PROJECT.format(name=name, version=version), encoding="utf-8")
    return folder
