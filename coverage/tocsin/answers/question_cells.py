"""The cells that stand for the places of a scenario's questions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.answers.locate import cell_of, is_surely_near
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.engine.world import World
    from tocsin.scenario.questions import OpenQuestion


def cell_of_question(world: "World", question: "OpenQuestion") -> int:
    """Position of the cell that stands for a question's place; -1 where none is asked about.

    Raises
    ------
    InputError
        There is no cell near by: the grid is too coarse, say.
    """
    return -1 if question.place is None else cell_of(world, _place_of(world, question))


def _place_of(world: "World", question: "OpenQuestion") -> str:
    place = str(question.place)
    points = world.scenario.targets.points or {}
    # "Newport, AAA" is the one that lies in the nation asked about.
    full = f"{place.removesuffix(f', {question.nation}')}, {question.nation}"
    return place if place in points else full


def unplaced(world: "World") -> Iterator[str]:
    """Yield a sentence for each question about a place for which no cell stands.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario
    >>> list(unplaced(World(Scenario.shipped("hosted-veto"))))
    []
    """
    for question in world.scenario.questions:
        if question.place is None:
            continue
        at = _place_of(world, question)
        try:
            if not is_surely_near(world, at):
                cell_of(world, at)
        except InputError as error:
            yield f"The page leaves out the question {question.id!r}: {error}"
