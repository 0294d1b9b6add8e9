"""The formats that figures are written in: one list for every face. Imports nothing."""

from tocsin.errors import InputError

# Without their dates, which would make equal figures differ, byte for byte.
METADATA: dict[str, dict[str, None]] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
}
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
