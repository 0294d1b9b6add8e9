"""The formats that figures are written in: one list for every face. Imports nothing heavy."""

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError

# Without their dates, which would make equal figures differ, byte for byte.
METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Description": NOTIONAL, "Software": "tocsin"},
    "svg": {"Description": NOTIONAL, "Creator": "tocsin", "Date": None},
    "pdf": {"Subject": NOTIONAL, "Creator": "tocsin", "CreationDate": None},
}
"""What a file says of itself, by format: whose it is, and the mark."""
FORMATS = tuple(METADATA)


def check_format(name: str) -> None:
    """Raise InputError unless figures can be written in a format.

    Examples
    --------
    >>> check_format("bmp")
    Traceback (most recent call last):
    tocsin.errors.InputError: Unknown figure format 'bmp'. Choose from png, svg, pdf.
    """
    if name not in METADATA:
        raise InputError(f"Unknown figure format {name!r}. Choose from {', '.join(FORMATS)}.")
