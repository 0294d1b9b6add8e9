"""Sections of the page's data: named blocks of numbers, packed so that a page can hold them.

Times are kept in tenths of a second. Neighbours are alike, so that differences of neighbours are
small numbers, up or down: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. Their bytes stand apart, lowest
first, and deflate finds what repeats.
"""

import json
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

QUANTUM_S = 0.1
"""Times in the page are in steps of this. [s]"""


@dataclass(frozen=True)
class Section:
    """A named block of whole numbers, or of JSON.

    Attributes
    ----------
    name : str
    width : int
        Bytes a number; 0 for JSON.
    count : int
        How many numbers.
    packed : bytes
        Raw deflate.
    """

    name: str
    width: int
    count: int
    packed: bytes

    @property
    def key(self) -> str:
        """Equal for sections that hold the same."""
        return f"{self.width}-{self.count}-{sha256(self.packed).hexdigest()[:16]}"

    @property
    def about(self) -> dict[str, Any]:
        """What whoever unpacks it must know."""
        return {
            "name": self.name,
            "width": self.width,
            "count": self.count,
            "bytes": len(self.packed),
            "key": self.key,
        }


def numbers(name: str, values: NDArray[Any], width: int) -> Section:
    """Pack whole numbers from 0 to 256**width - 1, whatever their shape.

    Examples
    --------
    >>> section = numbers("times", np.array([[5, 5, 6], [6, 5, 5]]), 2)
    >>> unpacked(section).tolist()
    [5, 5, 6, 6, 5, 5]
    """
    bits = 8 * width
    # Modulo 256**width, as the one who adds them up again reckons.
    flat = np.append(0, values.ravel().astype(np.int64))
    steps = flat[1:] - flat[:-1]
    steps = (steps + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)
    folded = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    planes = folded.view(np.uint8).reshape(-1, 4)[:, :width].T
    return Section(name, width, values.size, _deflated(np.ascontiguousarray(planes).tobytes()))


def text(name: str, value: Any) -> Section:
    """Pack what JSON can say."""
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Section(name, 0, 0, _deflated(said.encode()))


def unpacked(section: Section) -> NDArray[np.uint32]:
    """Return the numbers of a section: what the page's script does, for tests."""
    planes = np.frombuffer(zlib.decompress(section.packed, wbits=-15), np.uint8)
    wide = np.zeros((section.count, 4), np.uint8)
    wide[:, : section.width] = planes.reshape(section.width, -1).T
    folded = wide.view("<u4").ravel().astype(np.int64)
    total = np.cumsum((folded >> 1) ^ -(folded & 1), dtype=np.int64).astype(np.uint32)
    return total & np.uint32((1 << 8 * section.width) - 1)


def tenths(seconds: NDArray[np.float64], never: int) -> NDArray[np.int64]:
    """Round times to tenths of a second; `never` stands for inf.

    Examples
    --------
    >>> tenths(np.array([1.26, np.inf]), 65535).tolist()
    [13, 65535]
    """
    whole = np.where(np.isfinite(seconds), np.round(seconds / QUANTUM_S), never)
    return whole.astype(np.int64)


def _deflated(raw: bytes) -> bytes:
    # Without a header: what a browser calls deflate-raw.
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(raw) + packer.flush()
