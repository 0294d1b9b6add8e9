"""One wrong rule, and the tests that should notice it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One change, and which tests are to notice it.

    ``interpreted`` runs the kernels as Python, which spares building wrong machine code.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    interpreted: bool = False
