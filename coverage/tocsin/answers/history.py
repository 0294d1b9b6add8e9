"""Warning through time: what each change of the rules in force was worth. Notional."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Unpack

from tocsin.answers.answer import Answer
from tocsin.answers.common import Drawn, Question
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.answers.tables import Lines, Table, rows_of
from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.bank import Bank
from tocsin.engine.measures import ALL, RESPONSE_MEASURES, WARNING_MEASURES, Rows
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.frozen import unchecked
from tocsin.scenario.policies import Policy
from tocsin.sharing.duties import turning_days

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

_MEASURES = (*WARNING_MEASURES, *RESPONSE_MEASURES)


@dataclass(frozen=True, repr=False)
class History(Answer):
    """Measures at each date at which the rules in force changed. Notional.

    Attributes
    ----------
    question : Question
    measures : DataFrame
        A row per date, nation and arc (and ``all`` of each): ``date launch nation arc``, the
        measures of the summary, then ``response_share response_median_s mean_response_s``. The
        first date is the day before anything changed; each row holds until the next date.
    changes : DataFrame
        A row per date: ``date began ended changed about``: ids of agreements, whether what may be
        told, or who may act, is any different from before, and which of the two it is about:
        ``sharing``, ``duties`` or ``sharing, duties``.
    events : DataFrame
        ``date title source note``: what the scenario dates without changing an edge.
    colors : dict of str to str
        Of nations that have a colour of their own in figures.
    """

    verb = "history"
    main_measures = ("mean_warning_s",)

    question: Question
    measures: Table = Table()
    changes: Table = Table()
    events: Table = Table()
    colors: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; what only figures need is left out."""
        told: dict[str, Any] = super().to_dict()
        del told["colors"]
        return told

    @property
    def dates(self) -> list[date]:
        """The dates, rising."""
        return [row["date"] for row in rows_of(self, "changes")]

    def series(self, measure: str = "mean_warning_s", *, arc: str = ALL) -> dict[str, list[float]]:
        """Return one measure by nation, a value a date: what a step chart draws.

        Raises
        ------
        InputError
            When there is no such measure or arc.
        """
        # The first four columns say when, from where, whose and by which arc.
        if measure not in self.measures.columns[4:]:
            known = ", ".join(self.measures.columns[4:])
            raise InputError(f"Unknown measure {measure!r}. Choose from {known}.")
        rows = self.measures[self.measures["arc"] == arc]
        if rows.empty:
            known = ", ".join(self.measures["arc"].unique())
            raise InputError(f"Unknown arc {arc!r}. Choose from {known}.")
        return {
            str(nation): list(of_nation[measure])
            for nation, of_nation in rows.groupby("nation", sort=False)
            if nation != ALL
        }

    def captions(self, *, longest: int = 24) -> dict[date, str]:
        """Return what to write above a step chart: agreements where an edge changed.

        Lists of more than ``longest`` characters are cut to their first and how many more.
        """
        changed = self.changes[self.changes["changed"]]
        captions = {}
        for row in changed.to_dict("records"):
            names = [*row["began"], *(f"end of {name}" for name in row["ended"])]
            text = ", ".join(names)
            # One name is never cut: half of it would say nothing.
            is_long = len(text) > longest and len(names) > 1
            captions[row["date"]] = f"{names[0]} +{len(names) - 1}" if is_long else text
        return captions


def change_dates(scenario: "Scenario") -> list[date]:
    """All days on which an agreement of the scenario began or was no longer in force, rising.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> dated = {"agreements.promise.in_force": ["1996-04-01", "2001-01-01"]}
    >>> [str(day) for day in change_dates(Scenario.from_text(scaffold("island")).updated(dated))]
    ['1996-04-01', '2001-01-01']
    """
    return turning_days(scenario.agreements.values())


def shown_days(scenario: "Scenario") -> list[date]:
    """Return `change_dates` behind the day before the first; none where there are none.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> dated = {"agreements.promise.in_force": ["1996-04-01", None]}
    >>> [str(day) for day in shown_days(Scenario.from_text(scaffold("island")).updated(dated))]
    ['1996-03-31', '1996-04-01']
    """
    days = change_dates(scenario)
    # So that the first change has something to be a change from; the calendar's first day has none.
    before = [days[0] - timedelta(days=1)] if days and days[0] > date.min else []
    return [*before, *days]


@verb(example="tocsin history configs/scenarios/northeast-asia.yaml --figure steps.png", draws=True)
def history(
    scenario: "Scenario | World",
    *,
    like: str | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> History:
    """Tell warning and response at each date at which the rules in force changed.

    Geometry is solved once; dates with equal rules are worked out once.

    Parameters
    ----------
    scenario : Scenario or World
        With dated agreements.
    like : str, optional
        A policy whose confirmation rules, conditions, exercise, plus and except hold throughout.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    History

    Raises
    ------
    InputError
        No agreement has a date, or the policy is unknown.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> dated = {"agreements.promise.in_force": ["1996-04-01", None]}
    >>> past = history(Scenario.from_text(scaffold("island")).updated(dated))
    >>> [str(day) for day in past.dates]
    ['1996-03-31', '1996-04-01']
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    days = shown_days(world.scenario)
    if not days:
        raise InputError("No agreement has a date. Give some of them in_force: [start, end].")
    rulebooks = _dated(world.book, days, like=like)
    bank = Bank.of(world, threads=threads, progress=progress)
    measured: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    question = Question.of(world.scenario)
    rows = Rows(bank, launches=(question.launch,))
    for rulebook in rulebooks:
        # Rulebooks with one key come to the same numbers, so that most dates cost nothing.
        if rulebook.key not in measured:
            measured[rulebook.key] = rows.table(bank.outcome(rulebook), measures=_MEASURES)
    lines = [
        {"date": day, **line}
        for day, rulebook in zip(days, rulebooks, strict=True)
        for line in measured[rulebook.key]
    ]
    changes = _changes(days, rulebooks)
    return History(question, Lines(lines), changes, _events(world.scenario), world.scenario.colors)


def _dated(book: AgreementBook, days: Sequence[date], *, like: str | None) -> list[Rulebook]:
    """Rulebook of each day: what is in force then, decided as under a policy."""
    policy = Policy()
    if like is not None:
        (name,) = chosen_policies(book.scenario, [like])
        # A mesh is laid over a policy, whatever the date: it would hide every change.
        policy = unchecked(book.scenario.policies[name], {"mesh": None})
    # Decided as under the policy throughout: only what is in force changes with the date.
    rulebook = Rulebook.of(book, policy)
    return [rulebook.on(day) for day in days]


def _meaning(rulebook: Rulebook) -> dict[str, Any]:
    """Everything that may be told or done, whether any outcome shows it or not."""
    nations = range(len(rulebook.book.nations))
    decisions = tuple(rulebook.decision(nation) for nation in nations)
    return {
        "sharing": (rulebook.network.grants, decisions),
        "duties": rulebook.obligations.may_act.tobytes(),
    }


def _changes(days: Sequence[date], rulebooks: Sequence[Rulebook]) -> Lines:
    rows = []
    for number, (day, rulebook) in enumerate(zip(days, rulebooks, strict=True)):
        # The first date is compared with itself, and so changes nothing.
        before = rulebooks[max(number - 1, 0)]
        now, then = _meaning(rulebook), _meaning(before)
        about = [kind for kind in now if now[kind] != then[kind]]
        rows.append(
            {
                "date": day,
                "began": _newly(rulebook, before),
                "ended": _newly(before, rulebook),
                "changed": bool(about),
                "about": ", ".join(about),
            }
        )
    return Lines(rows)


def _newly(now: Rulebook, before: Rulebook) -> list[str]:
    """What is in force under one rulebook and not under another: agreements, then parties."""
    names = [name for name in now.agreements if name not in before.agreements]
    both = [name for name in now.agreements if name in before.agreements]
    return names + [
        f"{nation} in {name}"
        for name in both
        for nation in now.scenario.nations
        if nation in before.absent.get(name, ()) and nation not in now.absent.get(name, ())
    ]


def _events(scenario: "Scenario") -> Lines:
    rows: list[Mapping[str, Any]] = [
        {"date": each.date, "title": each.title, "source": each.source, "note": each.note}
        for each in sorted(scenario.history, key=lambda event: event.date)
    ]
    return Lines(rows, ["date", "title", "source", "note"])
