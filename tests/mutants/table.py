"""Mutants: one wrong rule each, and the tests that should notice it.

``old`` occurs once in ``file`` (below coverage/tocsin); ``new`` takes its place.
"""

from page import PAGE
from rules import ENGINE, SHARING
from sight import COVERAGE, KERNELS, SENSORS

MUTANTS = (*SHARING, *ENGINE, *KERNELS, *SENSORS, *COVERAGE, *PAGE)
