"""The classic mistakes: what is done wrong, how it is shown here, and what of the suite stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What the cells of the demonstration are called instead of a workload.
UNFAIR = "unfair"

#: What a mistake moves, as the record calls it.
Quantity = Literal["block_seconds", "final_loss", "accuracy"]


@dataclass(frozen=True, kw_only=True)
class Pitfall:
    """One mistake, made with the subject of a pair, or with the baseline, and shown as subject over baseline.

    Attributes:
        name: what tables and ``-k`` call it.
        wrong: what is done wrong, in one sentence.
        shown: how it is shown here.
        guard: what of the suite stands against it.
        subject, baseline: who is compared, by role (see ``demonstration.roles_of``).
        workload: what they compute.
        finding: the beginning of the sentence that says how far it moves the ratio.
        quantity: what is compared.
        spread: whether every single run or seed is shown, because each comes out otherwise, in place of one ratio.
        small: whether it is made on the shapes of a smoke run at every effort.
    """

    name: str
    wrong: str
    shown: str
    guard: str
    workload: str
    finding: str
    subject: str = "subject"
    baseline: str = "baseline"
    quantity: Quantity = "block_seconds"
    spread: bool = False
    small: bool = False


#: In the order in which they are made: whatever needs processes that have done nothing yet comes first.
PITFALLS = {
    pitfall.name: pitfall
    for pitfall in (
        Pitfall(
            name="no-end-sync",
            wrong="The clock stops when the work has been asked for, not when the device has finished it.",
            shown="A block is timed with and without waiting for the device. On the CPU, where both frameworks finish "
            "before they return, the device is simulated: NumPy's steps, after which a pretended device is busy "
            "for 20 ms more. On a GPU the frameworks' own queues show it.",
            guard="The clock synchronises at both ends, and a device that is still busy afterwards voids the block.",
            workload="two_layer_net",
            finding="Stopping the clock without waiting for the device",
            subject="queueing",
            baseline="waiting",
            small=True,
        ),
        Pitfall(
            name="no-warm-up",
            wrong="The first block of a fresh process counts.",
            shown="After one step, which traces, the next block is timed as it is; after the warm-up, others in turns.",
            guard="A warm-up as long as a block; 'unsettled' flags first blocks that are half as slow again.",
            workload="two_layer_net",
            finding="Counting first blocks",
        ),
        Pitfall(
            name="tracing-in-clock",
            wrong="The first call, which traces the graph, is inside the first block.",
            shown="Both begin with a net that was built anew and never called; after the warm-up, blocks in turns.",
            guard="The first call has a column of its own; a trace inside the clock voids the block.",
            workload="two_layer_net",
            finding="Tracing inside the clock",
        ),
        Pitfall(
            name="compiling-in-clock",
            wrong="The first call, which compiles the step, is inside the first block.",
            shown="The same with a compiler, whose cache is empty.",
            guard="The first call has a column of its own; a compilation inside the clock voids the block.",
            workload="two_layer_net",
            finding="Compiling inside the clock",
            subject="compiling",
        ),
        Pitfall(
            name="unequal-threads",
            wrong="One contender computes with the threads that it was told to, the other with all cores.",
            shown="The baseline runs a second time, in a process of its own with a thread a core; all in turns.",
            guard="Threads are set for all, read back in every worker, and stand on the card, which has to agree.",
            workload="two_layer_net",
            finding="Giving the baseline all cores",
        ),
        Pitfall(
            name="feeding-in-one-clock",
            wrong="One contender's clock also runs while its batches are cut and placed.",
            shown="The subject's block is timed with and without feeding, the baseline's without; in turns.",
            guard="Batches are placed before the clock starts, for everyone; feeding has a column of its own.",
            workload="two_layer_net_minibatch",
            finding="Feeding inside the clock",
        ),
        Pitfall(
            name="other-epsilon",
            wrong="Each takes its framework's default: Adam's epsilon is 1e-8 in one and 1e-7 in the other.",
            shown="Small text classifier, 20 steps from each of several seeds, within which the gate finds the honest "
            'pair equal. The equation is kept: Keras\'s own "epsilon hat" would move it further.',
            guard="The parity gate compares the loss of every step; the optimiser stands on the card.",
            workload="text_classifier",
            finding="Taking 1e-7 for epsilon",
            quantity="final_loss",
            spread=True,
            small=True,
        ),
        Pitfall(
            name="other-weights",
            wrong="Each begins from weights of its own: one from N(0, 1), the other from PyTorch's default.",
            shown="Small text classifier, trained in full from several seeds and scored on all test posts.",
            guard="Weights are drawn once for all; the parity gate; their digest stands on the card.",
            workload="text_classifier",
            finding="Drawing the initial weights from N(0, 1)",
            quantity="accuracy",
            small=True,
        ),
        Pitfall(
            name="one-after-the-other",
            wrong="All blocks of one contender run before all of the other's, while the machine changes.",
            shown="The baseline runs first. Then burners start, two spinning processes a core, and the subject "
            "runs. Honestly, both take turns, and the same burners spin through the second half of the rounds.",
            guard="Contenders take turns in every round, so that both meet the same machine; blocks are flagged "
            "'noisy' where others had the processors.",
            workload="two_layer_net",
            finding="Measuring one after the other",
        ),
        Pitfall(
            name="one-run-only",
            wrong="One run of each is compared, and the ratio printed without an interval.",
            shown="Every single round of every process is taken for the whole measurement.",
            guard="Without several processes there is no interval, and without an interval no verdict.",
            workload="two_layer_net",
            finding="Comparing single runs",
            spread=True,
        ),
        Pitfall(
            name="best-of-n",
            wrong="One contender's fastest block is held against the other's median.",
            shown="The fastest of the subject's blocks in a process against the median of the baseline's.",
            guard="One estimator for all, the median of paired rounds; every block is kept.",
            workload="two_layer_net",
            finding="Keeping the fastest of a few blocks",
        ),
        Pitfall(
            name="best-seed",
            wrong="One contender's best seed is reported against the other's typical one.",
            shown="Small text classifier, the same seeds for both: the subject's best accuracy against the median of "
            "the baseline's.",
            guard="Seeds are paired and listed, every one is kept, and accuracies are compared by their means.",
            workload="text_classifier",
            finding="Keeping the best of a few seeds",
            quantity="accuracy",
            small=True,
        ),
    )
}
