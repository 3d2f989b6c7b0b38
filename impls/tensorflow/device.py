"""The device of TensorFlow: threads, precision, synchronisation."""

from __future__ import annotations

import os
from typing import Any

import keras
import tensorflow as tf
from tensorflow.python.framework import test_util

from impls.interface import DeviceUnavailableError


def configure(*, device: str, threads: int) -> None:
    """Set threads and full float32 precision, and hide the GPU from a run on the CPU, before the first operation.

    Raises:
        DeviceUnavailableError: if asked for a GPU that TensorFlow doesn't see.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if device == "gpu" and not gpus:
        raise DeviceUnavailableError(
            f"TensorFlow {tf.__version__} sees no GPU: install a CUDA build (pip install -e '.[gpu]') and check with "
            "nvidia-smi that the driver sees the GPU, or run with --device=cpu"
        )
    # TensorFlow puts every operation on a GPU that it sees.
    tf.config.set_visible_devices(gpus[:1] if device == "gpu" else [], "GPU")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    # One thread between operations: with several, a net could use more than its share.
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_tensor_float_32_execution(False)  # noqa: FBT003 - TensorFlow's own signature


def describe() -> dict[str, Any]:
    """Read back threads, device, precision flags and versions, as plain Python values."""
    gpus = tf.config.get_visible_devices("GPU")
    build = tf.sysconfig.get_build_info()
    tf32 = tf.config.experimental.tensor_float_32_execution_enabled()
    return {
        "device": tf.config.experimental.get_device_details(gpus[0])["device_name"] if gpus else "cpu",
        "threads": {
            "intra-op": tf.config.threading.get_intra_op_parallelism_threads(),
            "inter-op": tf.config.threading.get_inter_op_parallelism_threads(),
        },
        "sync": "tf.raw_ops.SyncDevice" if _among_others() else "tf.test.experimental.sync_devices",
        "precision": {
            "float32 matmul": keras.config.floatx(),
            "TF32": tf32,
            "oneDNN": bool(test_util.IsMklEnabled()),
        },
        "reduced_precision": tf32,
        "versions": {
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
            "CUDA": build.get("cuda_version"),
            "cuDNN": build.get("cudnn_version"),
        },
    }


def synchronize() -> None:
    """Wait until every device of this process has finished."""
    if not _among_others():
        tf.test.experimental.sync_devices()
        return
    # It would ask the devices of the other processes as well, which answer to nobody but their own.
    own = f"/task:{tf.distribute.cluster_resolver.TFConfigClusterResolver().task_id}/"
    for device in tf.config.list_logical_devices():
        if own in device.name:
            with tf.device(device.name):
                tf.raw_ops.SyncDevice()


def _among_others() -> bool:
    """Whether this process trains with others: TensorFlow is told so by this variable."""
    return "TF_CONFIG" in os.environ


def peak_memory_bytes() -> int | None:
    """Return the most bytes of the GPU that tensors have held so far; None on the CPU."""
    if not tf.config.get_visible_devices("GPU"):
        return None
    return int(tf.config.experimental.get_memory_info("GPU:0")["peak"])
