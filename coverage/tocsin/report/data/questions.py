"""The questions of a scenario as the page asks them: names by position, and no answer."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.answers.question_cells import cell_of_question
from tocsin.errors import InputError
from tocsin.scenario.launching import launch_name

if TYPE_CHECKING:
    from tocsin.engine.world import World


def questions(world: "World", bases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return questions in file order; -1 stands for no policy, every arc, no cell.

    Parameters
    ----------
    world : World
    bases : sequence of dict
        The bases as the page has them.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario
    >>> world = World(Scenario.shipped("hosted-veto"))
    >>> (host,) = questions(world, [{"kind": "policy", "id": name}
    ...                             for name in world.scenario.policies])
    >>> host["a"], host["b"], host["arc"]
    (1, 3, 0)
    """
    return list(_told(world, bases))


def _told(world: "World", bases: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    ids = [base["id"] if base["kind"] == "policy" else None for base in bases]
    arcs = list(world.scenario.arcs)
    for question in world.scenario.questions:
        *before, after = (ids.index(name) for name in question.policies)
        try:
            cell = cell_of_question(world, question)
        except InputError:
            continue  # no cell stands for its place: `check` says so
        yield {
            "id": question.id,
            "title": question.title,
            "lesson": question.lesson,
            "a": before[0] if before else -1,
            "b": after,
            "launch": list(world.launch_names).index(launch_name(world.scenario, question.launch)),
            "nation": world.nations.index(question.nation),
            "arc": arcs.index(question.arc) if question.arc else -1,
            "place": question.place or "",
            "cell": cell,
            "measure": question.measure,
            "unit": question.in_unit,
            "from": question.from_,
            "to": question.to,
        }
