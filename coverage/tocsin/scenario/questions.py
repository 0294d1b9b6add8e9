"""Questions that a reader answers by a guess before the page shows what the model says.

The file never states an answer: it is worked out whenever it is asked for.
"""

from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from tocsin.fields import Id, Ids, Line, Model, Within, as_list, problem

MOST = 20
Measured = Literal["mean_warning_s", "warned_share", "left_s"]
Unit = Literal["s", "%"]
# An answer of a day either way is no warning that anybody waits for.
_DAY_S = 86_400
End = Annotated[float, Within(-_DAY_S, _DAY_S)]
Policies = Annotated[
    Ids,
    Field(min_length=1, max_length=2),
    BeforeValidator(as_list, json_schema_input_type=Id | list[Id]),
]


class OpenQuestion(Model):
    """One question: what is asked, of which numbers, and what the answer teaches."""

    id: Id
    """By which an address names it."""
    title: Line
    """The question, in words."""
    policies: Policies
    """The policy before and the one after, whose difference is asked for; or one policy alone."""
    launch: Id
    """Launch area or launch nation."""
    nation: Id
    """The target nation whose warning is asked for."""
    arc: Id | None = None
    """Arc; all of them if absent."""
    place: Line | None = None
    """A place or target of the nation, with ``left_s``; its median case is asked for."""
    measure: Measured
    """``mean_warning_s``, ``warned_share``, or ``left_s`` of one place."""
    unit: Unit | None = None
    """``s`` or ``%``; that of the measure if absent."""
    lesson: Line
    """What the answer teaches, shown after it: a sentence or two, without its number."""
    from_: Annotated[End, Field(alias="from")]
    """Where the scale of guesses begins, in the unit."""
    to: End
    """Where it ends."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.from_ >= self.to:
            raise problem(f"from {self.from_:g} must be less than to {self.to:g}.")
        # Writing the unit is for readers of the file; it decides nothing.
        if self.unit not in (None, self.in_unit):
            raise problem(f"unit {self.unit} does not fit: {self.measure} is in {self.in_unit}.")
        if (self.place is None) == (self.measure == "left_s"):
            raise problem("measure left_s and a place belong together. Give both or neither.")
        return self

    @property
    def in_unit(self) -> Unit:
        """The unit of its measure."""
        seconds, percent = get_args(Unit)
        unit: Unit = percent if self.measure == "warned_share" else seconds
        return unit
