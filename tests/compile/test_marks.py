"""What is marked stays a plain function, and what compiling would lose is refused."""

from pathlib import Path

import pytest

import tocsin.kernels
from tocsin.compile import Library, inner_kernel, lane_kernel
from tocsin.compile.build import entries_of
from tocsin.compile.marks import Entry
from tocsin.kernels.parts import KERNELS

LIBRARY = Library("tocsin.kernels", {}, ())


def doubled(value):
    return 2 * value


def with_default(value, factor=2):
    return factor * value


def with_named(value, *, factor=2):
    return factor * value


def closure():
    factor = 2

    def scaled(value):
        return factor * value

    return scaled


@pytest.mark.parametrize("mark", [inner_kernel, lane_kernel, LIBRARY.entry("i -> i")])
@pytest.mark.parametrize("function", [with_default, with_named, closure()])
def test_what_compiling_would_lose_is_refused(mark, function):
    with pytest.raises(TypeError, match=f"{function.__name__} cannot be a kernel"):
        mark(function)


@pytest.mark.parametrize("mark", [inner_kernel, lane_kernel])
def test_a_marked_function_is_the_function(mark):
    assert mark(doubled) is doubled


def test_a_mark_names_every_argument():
    with pytest.raises(TypeError, match="doubled takes 1 arguments, its mark says 'i f'"):
        LIBRARY.entry("i f")(doubled)


def test_interpreted_kernels_are_the_functions_as_written(monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert LIBRARY.entry("i -> i")(doubled)(7) == 14
    assert not LIBRARY.prepare()
    LIBRARY.ready()


def test_a_kernel_is_looked_for_once():
    asked = []

    def find(entry):
        asked.append(entry)
        return lambda value: value + 1

    entry = Entry(doubled, "i -> i", find)
    assert [entry(1), entry(2)] == [2, 3]
    assert asked == [entry]
    assert entry.name == f"{__name__.rpartition('.')[2]}.doubled"


def test_every_entry_belongs_to_a_part():
    folder = Path(tocsin.kernels.__file__).parent
    modules = [f"tocsin.kernels.{path.stem}" for path in folder.glob("[!_]*.py")]
    parts = [module for names in KERNELS.parts.values() for module in names]
    assert set(entries_of(parts)) == set(entries_of(modules))
    names = [entry.name for entry in set(entries_of(parts))]
    assert len(set(names)) == len(names) > 12
