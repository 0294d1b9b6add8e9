"""The cells that stand for the places of a scenario's questions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.answers.locate import cell_of
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
    if question.place is None:
        return -1
    points = world.scenario.targets.points or {}
    # "Newport, AAA" is the one that lies in the nation asked about.
    full = f"{question.place.removesuffix(f', {question.nation}')}, {question.nation}"
    return cell_of(world, question.place if question.place in points else full)


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
        try:
            cell_of_question(world, question)
        except InputError as error:
            yield f"The page leaves out the question {question.id!r}: {error}"
