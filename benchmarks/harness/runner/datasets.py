"""The data of a run: fetched or generated once, by the harness, and opened by every worker."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.harness.worker.loading import shared_loader_seconds
from benchmarks.plan.cells import workload_of
from benchmarks.plan.settings import Settings
from benchmarks.record.files import Recorder
from benchmarks.record.schema import Data
from data import store
from data.corpus import Corpus, load_corpus
from data.datasets import Dataset
from impls.workloads import SequenceTask, TextTask, Workload


def prepare(names: Iterable[str], settings: Settings, recorder: Recorder, *, cache_folder: Path) -> dict[str, Path]:
    """Put every workload's data into a cache, record what they are and what the loader costs, return their folders."""

    @cache
    def corpus() -> Corpus:
        return load_corpus(settings.corpus, seed=settings.seed)

    folders = {}
    for name in names:
        workload = workload_of(name, smoke=settings.effort.smoke)
        task = workload.task
        if isinstance(task, TextTask):
            folder = store.prepare_text(
                corpus(), vocabulary=task.vocabulary, posts=task.posts, words=task.words, cache=cache_folder
            )
            warning = corpus().warning
        elif isinstance(task, SequenceTask):
            folder = store.prepare_sequences(
                corpus(),
                words=task.words,
                longest=task.longest,
                batch_size=workload.batch_size,
                posts=task.posts,
                cache=cache_folder,
            )
            warning = corpus().warning
        else:
            folder = store.prepare_regression(
                rows=task.rows, features=task.features, outputs=task.outputs, seed=settings.seed, cache=cache_folder
            )
            warning = ""
        folders[name] = folder
        recorder.write(_described(store.load(folder), workload, warning, loaders=settings.effort.times_loaders))
    return folders


def _described(dataset: Dataset, workload: Workload, warning: str, *, loaders: bool) -> Data:
    inputs = dataset.inputs
    return Data(
        workload=workload.name,
        name=dataset.name,
        digest=dataset.digest,
        rows=int(inputs.shape[0]),
        features=dataset.features,
        outputs=dataset.outputs,
        nonzeros_per_row=None if isinstance(inputs, np.ndarray) else inputs.nnz / inputs.shape[0],
        loader_seconds=shared_loader_seconds(dataset, workload) if loaders else None,
        warning=warning,
    )
