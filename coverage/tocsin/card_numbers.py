"""The numbers of cards: a value with its spread, and whether it is the entry's or the card's."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, Strict, model_validator
from pydantic_core import CoreSchema, core_schema

from tocsin.fields import Id, Model, Text, problem

Finite = Annotated[float, Strict(), Field(allow_inf_nan=False)]


class CardNumber(Model):
    """One number of a card with its spread and where it comes from."""

    # The file may leave out low and high; the schema for editors has to say so.
    model_config = ConfigDict(json_schema_extra={"required": ["value"]})

    value: Finite
    """The value used."""
    low: Finite
    """Low end of the plausible range."""
    high: Finite
    """High end of the plausible range."""
    source: Text = "scenario file"
    """Where it can be read, or ``[notional]``."""
    confidence: Literal["low", "medium", "high"] | None = None
    """How well the source supports it."""
    together: Id | None = None
    """One unknown: cards with the same word here are drawn together, low with low."""

    @model_validator(mode="before")
    @classmethod
    def _fill_spread(cls, value: Any) -> Any:
        if isinstance(value, (int, float)):
            value = {"value": value}
        if isinstance(value, dict):
            # Without a value that alone is missing, and not its spread as well.
            number = value.get("value", 0.0)
            return {"low": number, "high": number} | value
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise problem(
                f"low {self.low:g}, value {self.value:g}, high {self.high:g} must increase."
            )
        return self


@dataclass(frozen=True)
class CardWithin:
    """Metadata of a card number: a bare number or a mapping, all of it in the range."""

    low: float
    high: float
    above: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        inner = core_schema.no_info_after_validator_function(self._check_range, handler(source))
        written = core_schema.union_schema([core_schema.float_schema(), handler(source)])
        return core_schema.no_info_before_validator_function(
            _refuse_words, inner, json_schema_input_schema=written
        )

    def _check_range(self, card: CardNumber) -> CardNumber:
        for number in (card.low, card.value, card.high):
            if not self.low <= number <= self.high or (self.above and number == self.low):
                span = f"{'(' if self.above else '['}{self.low:g}, {self.high:g}]"
                raise problem(f"{number:g} is out of range. Must be within {span}.")
        return card


def _refuse_words(value: Any) -> Any:
    if isinstance(value, (bool, str, list)):
        raise problem("Must be a number or {low, value, high, source, confidence}.")
    return value


def card_value(entry: Any, card: Any, key: str) -> Any:
    """Return what the entry gives for `key` (null included), else the card's value, else None."""
    if key in entry.model_fields_set:
        return getattr(entry, key)
    number = getattr(card, key, None)
    return None if number is None else number.value
