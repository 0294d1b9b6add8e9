"""How much memory there is, and a refusal of what does not fit, before any work is done."""

import os
from contextlib import suppress
from pathlib import Path

from tocsin.errors import InputError

# What is left is for the system, for other programs, and for what an estimate overlooks.
SHARE = 0.5
_UNITS = {"MiB": 2.0**20, "GiB": 2.0**30, "TiB": 2.0**40}
# Any machine that runs us at all has so much.
_SURELY = 0.25 * _UNITS["GiB"]
# Limits that a container, a batch system or a shell may set: the first that exist count.
_GROUP_LIMITS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)


def free_bytes() -> float:
    """Memory that this process may still take: of the machine, and of what limits it. [bytes]

    Examples
    --------
    >>> free_bytes() > 0.0
    True
    """
    import psutil

    free = [float(psutil.virtual_memory().available), _free_in_group()]
    with suppress(ImportError, ValueError, OSError):
        import resource  # Windows has none

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit != resource.RLIM_INFINITY:
            free.append(limit - psutil.Process(os.getpid()).memory_info().vms)
    return max(min(free), 0.0)


def _free_in_group() -> float:
    for limit, used in _GROUP_LIMITS:
        # No such file, or the word "max": nothing is limited.
        with suppress(OSError, ValueError):
            return float(Path(limit).read_text()) - float(Path(used).read_text())
    return float("inf")


def check_fits(needed_bytes: float, *, what: str, remedy: str) -> None:
    """Refuse what would take more than half of the memory that is free.

    Raises
    ------
    InputError
        It does not fit: says how much it takes, of how much, and the remedy.

    Examples
    --------
    >>> check_fits(1e6, what="ten cells", remedy="Take nine.")
    >>> check_fits(1e18, what="ten cells", remedy="Take nine.")
    Traceback (most recent call last):
    tocsin.errors.InputError: Too large: ten cells take some 909,000 TiB. ... Take nine.
    """
    if not fits(needed_bytes):
        allowed = amount(SHARE * free_bytes())
        raise InputError(
            f"Too large: {what} take some {amount(needed_bytes)}. Must be at most {allowed}, half "
            f"of the memory that is free. {remedy}"
        )


def fits(needed_bytes: float) -> bool:
    """Tell whether something takes less than half of the memory that is free.

    Examples
    --------
    >>> fits(1e6), fits(1e18)
    (True, False)
    """
    # Most questions are small, and need not ask the system.
    return needed_bytes <= _SURELY or needed_bytes <= SHARE * free_bytes()


def amount(count: float) -> str:
    """Say a number of bytes, to three digits.

    Examples
    --------
    >>> amount(3.21e9), amount(2.0e7), amount(1.1e13)
    ('2.99 GiB', '19.1 MiB', '10 TiB')
    """
    unit = next((unit for unit in _UNITS if count < 1000.0 * _UNITS[unit]), "TiB")
    return f"{float(f'{count / _UNITS[unit]:.3g}'):,g} {unit}"
