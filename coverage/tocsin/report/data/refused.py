"""What may refuse a route, as the page holds it: every known grant, and what each clause says.

The page looks for refused routes itself (``script/refused.js``), by the same search as `explain`.
A list of routes made beforehand would not do. What is worth telling depends on the switches: a
route may wait for any set of them, and such lists grow with the sets, so that a bound would cut
them just where many agreements are known. What the clauses say depends on little: on the arc, on
the day, or on the exercise alone. So each is judged once here, and the script knows of no clause
but those that switches and days change, and onward rules, which follow the route.

Words are templates: ``{0}`` stands for a nation, ``{s}`` and ``{t}`` for the ends of the grant,
``{lacks}`` for what is missing. So they are stored once, and the page names nations as it does.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.effect import Feed
from tocsin.engine.rulebook import TIER_CODES, Rulebook
from tocsin.sharing import Grant
from tocsin.sharing.clauses import JOINED, NO_AGREEMENT, NOT_TO, ONWARD, REQUIRES, SUSPENDED
from tocsin.sharing.clauses.clause import Clause, Question
from tocsin.sharing.explain import MORE_REFUSED, MOST_REFUSED, UNNAMED
from tocsin.sharing.grants import Situation
from tocsin.sharing.refusals import (
    REFUSING,
    Known,
    Refusal,
    refusals_of_grant,
    refusals_of_relaying,
)
from tocsin.sharing.refused import MAX_HOPS, MAX_LABELS, MAX_REFUSALS

# Clauses that ask of the arc; of the others those that refuse by what a grant says, or an exercise.
_ASKING = tuple(clause for clause in REFUSING if clause.asks)
_STATING = tuple(
    clause
    for clause in REFUSING
    if not clause.asks and clause is not JOINED and type(clause).refuses is not Clause.refuses
)
_TABLES = ("texts", "terms", "expansions", "outs", "rows")


def refused_data(
    book: AgreementBook,
    rulebooks: Sequence[Rulebook],
    *,
    feeds: Sequence[Feed],
    pairs: Sequence[tuple[int, int]],
) -> dict[str, Any]:
    """Return what the page needs to tell which faster routes were refused, and by what.

    Parameters
    ----------
    book : AgreementBook
    rulebooks : sequence of Rulebook
        One a base, as the switches find it.
    feeds : sequence of Feed
        Of the bank: sensors whose items are told alike.
    pairs : sequence of (int, int)
        Launch nation and threatened nation of each group of the bank.

    Returns
    -------
    dict
        Plain data for JSON. Nations, agreements, feeds, clauses and words by position; a policy's
        mesh is the agreement after the last. Times in seconds.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> book = AgreementBook(Scenario.from_text(scaffold("starter")))
    >>> data = refused_data(book, [Rulebook.of(book, "relay")], feeds=[], pairs=[(0, 1)])
    >>> [data["texts"][text] for text in data["needed"]["suspended"][1:]]
    ['suspended']
    """
    return _Writer(book).data(rulebooks, feeds=feeds, pairs=pairs)


@dataclass
class _Numbered:
    """Distinct values, each with the number by which others speak of it."""

    values: list[Any] = field(default_factory=list)
    _known: dict[Hashable, int] = field(default_factory=dict)

    def of(self, value: Hashable) -> int:
        """Return the number of a value; it gets one when it is first met."""
        number = self._known.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


@dataclass
class _Writer:
    """Fills the tables that the bases share."""

    book: AgreementBook
    texts: _Numbered = field(default_factory=_Numbered)
    terms: _Numbered = field(default_factory=_Numbered)
    grants: _Numbered = field(default_factory=_Numbered)
    expansions: _Numbered = field(default_factory=_Numbered)
    outs: _Numbered = field(default_factory=_Numbered)
    rows: _Numbered = field(default_factory=_Numbered)
    _terms_of: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def data(
        self,
        rulebooks: Sequence[Rulebook],
        *,
        feeds: Sequence[Feed],
        pairs: Sequence[tuple[int, int]],
    ) -> dict[str, Any]:
        # First what fills the tables, then the tables.
        names = list(self.book.scenario.agreements)
        written: dict[str, Any] = {
            "plain": [self._expansion(self.book.grants(name)) for name in names],
            "bases": [self._base(rulebook) for rulebook in rulebooks],
            # By whether it is an exercise, then by the tier needed.
            "stated": [[self._stated(need, drill) for need in range(3)] for drill in (False, True)],
            "asked": [self._row(_ASKING, Question(Situation(*pair), 0)) for pair in pairs],
            "grants": [self._grant(grant) for grant in self.grants.values],
            "needed": self._needed(),
            "needs": [TIER_CODES[self.book.scenario.nation_spec(n).needs] for n in self._position],
            "rests": [self._places(below) for below in self.book.scenario.resting.values()],
            "feeds": [[feed.owner, _mask(feed.not_to)] for feed in feeds],
            "clauses": [[clause.key, clause.remoteness] for clause in REFUSING],
            "bounds": [MAX_HOPS, MAX_REFUSALS, MAX_LABELS, MOST_REFUSED],
            "words": {"unnamed": UNNAMED, "more": MORE_REFUSED},
        }
        tables = {name: getattr(self, name).values for name in _TABLES}
        return written | tables

    @cached_property
    def _marks(self) -> list[str]:
        """What stands for the nations in templates."""
        return [f"{{{position}}}" for position in range(len(self.book.nations))]

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.book.nations)}

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.book.scenario.agreements)}

    def _places(self, names: Iterable[str]) -> list[int]:
        return [self._place[name] for name in names]

    def _expansion(self, grants: Iterable[Grant]) -> int:
        return self.expansions.of(tuple(map(self.grants.of, grants)))

    def _base(self, rulebook: Rulebook) -> dict[str, Any]:
        """What depends on a base: its mesh, its day, and whether it is an exercise."""
        day, agreements = rulebook.policy.as_of, self.book.scenario.agreements
        absent = {name: each.absent_on(day) for name, each in agreements.items()}
        away = {name: nations for name, nations in absent.items() if nations}
        # The same for every set of switches: who is a party is a matter of the day.
        return {
            "exercise": int(rulebook.exercise),
            "mesh": self._expansion(self.book.mesh_grants(rulebook.policy)),
            "away": {
                self._place[name]: sorted(self._position[nation] for nation in nations)
                for name, nations in away.items()
            },
            # Where those who are away change what the others may do, it is written out.
            "without": {
                self._place[name]: self._expansion(self.book.known_grants(name, nations))
                for name, nations in away.items()
                if self._differs(name, nations)
            },
            "out": [self.outs.of(self._out(name, day)) for name in agreements],
        }

    def _differs(self, name: str, absent: frozenset[str]) -> bool:
        """Tell whether an agreement without some parties is more than a part of it."""
        return not set(self.book.grants(name, absent)) <= set(self.book.grants(name))

    def _out(self, name: str, day: date | None) -> tuple[int, ...]:
        """What refuses an agreement that is not selected, whatever its grants say."""
        # Nothing passes by a defence agreement, so nothing is refused by its being out.
        if name not in self.book.sharing:
            return ()
        # No use of a grant without terms of its own is refused but for what is not selected.
        refusals = refusals_of_grant(
            Grant(0, 1, agreement=name),
            known=Known(self.book.sharing),
            question=Question(Situation(), 0, as_of=day),
        )
        return tuple(n for refusal in refusals for n in self._word(refusal, as_of=day))

    def _stated(self, required: int, exercise: bool) -> int:
        """Number of the row of what refuses grants whatever the arc, the day and the switches."""
        # With every agreement on and none lacking, what is left is what the grants say themselves.
        everything = frozenset(self.book.sharing)
        return self._row(
            _STATING, Question(Situation(), required, selected=everything, exercise=exercise)
        )

    def _row(self, clauses: Sequence[Clause[Any]], question: Question) -> int:
        # Flat: grants, clauses and words in turn, which deflate better than lists of them.
        said: list[int] = []
        for number, grant in enumerate(self.grants.values):
            # Most grants ask nothing of the arc.
            if clauses is _ASKING and not grant.conditions:
                continue
            terms = self.book.sharing.get(grant.agreement)
            for clause in clauses:
                if clause.refuses(grant, terms, question):
                    refusal = Refusal(clause, grant.agreement, grant, grant.target)
                    said += [number, *self._word(refusal)]
        return self.rows.of(tuple(said))

    def _grant(self, grant: Grant) -> list[int]:
        """Ends and terms; and where its ends are parties on days of their own, words for that."""
        key = (
            *(grant.agreement, grant.tier, grant.delay_s, grant.relays, grant.onward),
            *(grant.consent_s, grant.downgrade_s, grant.anonymous, grant.from_hub),
        )
        # A pact of thirty has 870 grants on the same terms, whose words take time to write.
        if key not in self._terms_of:
            self._terms_of[key] = self.terms.of(self._terms(grant))
        written = [grant.source, grant.target, self._terms_of[key]]
        if grant.since or grant.until:
            refusal = Refusal(JOINED, grant.agreement, grant, grant.target)
            ends = {grant.source: "{s}", grant.target: "{t}"}
            written.append(self._word(refusal, ends)[1])
        return written

    def _terms(self, grant: Grant) -> tuple[Any, ...]:
        relaying = tuple(n for each in refusals_of_relaying(grant) for n in self._word(each))
        onward = Refusal(ONWARD, grant.agreement, grant, grant.target)
        return (
            self._place.get(grant.agreement, len(self._place)),
            grant.tier,
            grant.delay_s,
            int(grant.relays),
            _mask(grant.onward),
            grant.consent_s,
            grant.downgrade_s,
            int(grant.anonymous),
            relaying,
            self._word(onward)[1],
        )

    def _needed(self) -> dict[str, list[int]]:
        """Clauses that the script knows, and their words where these are always the same."""
        return {
            "onward": [REFUSING.index(ONWARD)],
            "joined": [REFUSING.index(JOINED)],
            "requires": self._word(Refusal(REQUIRES, "", lacks=("{lacks}",))),
            "suspended": self._word(Refusal(SUSPENDED, "")),
            "not_to": self._word(Refusal(NOT_TO, "", nation=0), {0: "{t}"}),
            "nobody": self._word(Refusal(NO_AGREEMENT, "", nation=0), {0: "{t}"}),
        }

    def _word(
        self, refusal: Refusal, marks: Mapping[int, str] | None = None, *, as_of: date | None = None
    ) -> list[int]:
        """Numbers of the clause that refuses and of its words; `marks` name some nations."""
        # A clause names nations by their position, and so it names the marks.
        text = refusal.text(self._marks, sensor="", as_of=as_of)
        for nation, mark in (marks or {}).items():
            text = text.replace(self._marks[nation], mark)
        return [REFUSING.index(refusal.clause), self.texts.of(text)]


def _mask(nations: int) -> str:
    # A script's numbers hold 53 nations exactly; it reads more from their digits.
    return f"{nations:#x}"
