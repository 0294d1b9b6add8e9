"""Heights as a user writes them."""

from collections.abc import Sequence

from tocsin.errors import InputError

HIGHEST_KM = 40_000.0


def altitudes_of(given: float | str | Sequence[float | str]) -> list[float]:
    """Return heights as numbers [km], each once.

    Raises
    ------
    InputError
        One is no number, or out of bounds.

    Examples
    --------
    >>> altitudes_of(["10", 300.0]), altitudes_of("10,100")
    ([10.0, 300.0], [10.0, 100.0])
    """
    several = [given] if isinstance(given, str | float | int) else list(given)
    words = [word for each in several for word in str(each).split(",")]
    try:
        heights = [float(word) for word in words]
    except ValueError as error:
        raise InputError(f"Invalid altitude_km {words}. Must be numbers of km.") from error
    wrong = [height for height in heights if not 0.0 <= height <= HIGHEST_KM]
    if wrong:
        raise InputError(f"Invalid altitude_km {wrong[0]:g}. Must be within [0, {HIGHEST_KM:g}].")
    return list(dict.fromkeys(heights))
