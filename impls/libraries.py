"""Libraries of linear algebra that frameworks bring along, and how each is asked what it computed.

Some print a line for every call when a variable is set before they are loaded, after a heading with their version and
the instructions that they chose; others only tell by which kernels they will compute. No timed process is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from threadpoolctl import threadpool_info


@dataclass(frozen=True, kw_only=True)
class Library:
    """How a library is asked.

    Attributes:
        variable: the environment variable that makes it print, with the value 1; empty for one that prints nothing.
        version: what its heading calls it, a group.
        instructions: for which instructions its heading says that it computes, a group.
        product: a line that it prints for a matrix product.
        pool: what threadpoolctl calls it, where that is all that can be asked.
        path: of several copies in a process, what the path of the one that computes holds; all where none does.
    """

    variable: str = ""
    version: str = ""
    instructions: str = ""
    product: str = ""
    pool: str = ""
    path: str = ""


#: https://www.intel.com/content/www/us/en/docs/onemkl/developer-guide-linux/2024-2/using-onemkl-verbose-mode.html
MKL = Library(
    variable="MKL_VERBOSE",
    version=r"^MKL_VERBOSE (?:Intel\(R\) )?(\w*MKL \S+(?: Update \d+)?)",
    # Newer processors have no "processors" there; what ends the sentence is the operating system.
    instructions=r"^MKL_VERBOSE .* architecture (.*?)(?:(?: enabled)? processors)?, (?:Lnx|Win|OSX|Mac)",
    product=r"^MKL_VERBOSE [SD]GEM",
)
#: https://uxlfoundation.github.io/oneDNN/dev_guide_verbose.html
ONEDNN = Library(
    variable="ONEDNN_VERBOSE",
    version=r"^onednn_verbose,v1,info,(oneDNN \S+)",
    instructions=r"^onednn_verbose,v1,info,cpu,isa:(.*)$",
    product=r"^onednn_verbose,v1,primitive,exec,cpu,(?:gemm_api|matmul|inner_product),",
)
#: SciPy brings another copy than NumPy.
NUMPYS_OPENBLAS = Library(pool="openblas", path="numpy.libs")


def variables(libraries: Iterable[Library]) -> dict[str, str]:
    """Return the environment variables that make libraries print."""
    return {library.variable: "1" for library in libraries if library.variable}


def computed(libraries: Iterable[Library], said: str, *, before: str = "") -> dict[str, str]:
    """Return which libraries multiplied matrices, with the instructions that each chose; empty where none says so.

    Args:
        libraries: those that could have.
        said: what was printed meanwhile.
        before: what the process had printed until then: a heading comes once.
    """
    found: dict[str, str] = {}
    for library in libraries:
        if library.pool:
            found |= _loaded(library)
        elif re.search(library.product, said, re.MULTILINE):
            found[_first(library.version, before + said)] = _first(library.instructions, before + said)
    return found


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1) if match else "unknown"


def _loaded(library: Library) -> dict[str, str]:
    pools = [one for one in threadpool_info() if one["internal_api"] == library.pool]
    own = [one for one in pools if library.path in one["filepath"]]
    return {f"{library.pool} {one['version']}": f"{one.get('architecture', 'unknown')}" for one in own or pools}
