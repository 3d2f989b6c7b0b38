"""What libraries print is read: who multiplied, and for which instructions."""

from __future__ import annotations

import pytest

from impls.libraries import MKL, NUMPYS_OPENBLAS, ONEDNN, Library, computed, variables

MKL_HEADING = (
    "MKL_VERBOSE oneMKL 2024.0 Update 2 Product build 20240605 for Intel(R) 64 architecture {instructions}, "
    "Lnx 2.60GHz lp64 gnu_thread\n"
)
SGEMM = "MKL_VERBOSE SGEMM(N,N,100,64,1000,0x1,0x2,100,0x3,1000,0x4,0x5,100) 468.42us CNR:OFF Dyn:0 FastMM:1 TID:0\n"
ONEDNN_HEADING = (
    "onednn_verbose,v1,info,oneDNN v3.7.3 (commit N/A)\nonednn_verbose,v1,info,cpu,runtime:threadpool,nthr:2\n"
    "onednn_verbose,v1,info,cpu,isa:Intel AVX-512 with Intel DL Boost\n"
)
ONEDNN_PRODUCT = "onednn_verbose,v1,primitive,exec,cpu,gemm_api,,undef,src_f32::blocked:ab:f0,,,64x1000:1000x100,34.4\n"


@pytest.mark.parametrize(
    ("instructions", "end"),
    [
        ("Intel(R) Architecture", " processors"),
        ("Intel(R) AVX-512", " enabled processors"),
        ("Intel(R) AVX-512 with support for INT8, BF16, FP16 (limited) instructions, and Intel(R) AMX", ""),
    ],
)
def test_mkl_says_for_which_processors_it_chose_its_kernels(instructions: str, end: str) -> None:
    heading = MKL_HEADING.format(instructions=f"{instructions}{end}")
    expected = {"oneMKL 2024.0 Update 2": instructions}
    assert computed([MKL, ONEDNN], heading + SGEMM) == expected
    # A heading comes once a process, perhaps for another contender; it alone is no product.
    assert computed([MKL, ONEDNN], SGEMM, before=heading) == expected
    assert computed([MKL, ONEDNN], heading) == {}
    assert computed([MKL], SGEMM) == {"unknown": "unknown"}


@pytest.mark.parametrize("other", ["SSYRK(U,N,100)", "VSEXP(100)"])
def test_another_routine_is_no_product(other: str) -> None:
    assert computed([MKL], MKL_HEADING.format(instructions="x") + SGEMM.replace("SGEMM(N,N", other)) == {}


def test_onednn_says_its_instructions_and_a_copy_is_no_product() -> None:
    found = {"oneDNN v3.7.3": "Intel AVX-512 with Intel DL Boost"}
    assert computed([MKL, ONEDNN], ONEDNN_HEADING + ONEDNN_PRODUCT) == found
    assert computed([ONEDNN], ONEDNN_HEADING + ONEDNN_PRODUCT.replace("gemm_api", "reorder")) == {}


def test_a_library_that_does_not_speak_is_known_by_the_kernels_that_it_loaded() -> None:
    ((name, kernels),) = computed([NUMPYS_OPENBLAS], "").items()
    assert name.startswith("openblas ")
    assert kernels
    assert computed([Library(pool="none of these")], "") == {}


def test_variables_are_those_of_libraries_that_speak() -> None:
    assert variables([MKL, ONEDNN, NUMPYS_OPENBLAS]) == {"MKL_VERBOSE": "1", "ONEDNN_VERBOSE": "1"}
