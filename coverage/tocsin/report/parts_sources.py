"""What a result rests on: sensors, cards, agreements, responders, with sources and confidence."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tocsin.report.parts import Cell, Group, Table, code, joined, number, source, text
from tocsin.sensors.kinds import KINDS
from tocsin.sharing import Defence
from tocsin.sharing.words import words_of_agreement
from tocsin.words import degrees, quantity

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.engine.world import World
    from tocsin.sensors.kind import SensorSpec

# Longer ones are opened by whoever looks something up; the switches above say what holds.
FEW = 8
LIMITS = (
    "Everything is notional: sensor classes instead of systems, sites rounded to whole degrees, "
    "launch areas instead of sites, public rounded numbers.",
    "Arcs are closed-form: Kepler ellipses over a point mass, or level flight. No drag, staging, "
    "guidance, manoeuvre or countermeasure.",
    "Boost is one number, its length: the object flies the start of its arc slowly.",
    *(kind.limits for kind in KINDS.values()),
    "Delays of sharing, assessment and dissemination are single numbers of wide uncertainty; most "
    "are design choices. Look at the range of each card before believing a difference.",
    "Agreements are read as rules that are kept. Practice may be faster, slower or absent.",
    "Response is a circle, a permission and a reaction time. There is no interception model and no "
    "statement about whether anything would work.",
    "Population is that of known places put into cells, not a census. The shipped places are of "
    "GeoNames (CC BY 4.0) and of censuses.",
    "A map shows one median case a cell. Single launch points and arcs differ: see the tables.",
)


def sensor_table(result: "Result") -> Table:
    """Sensors with the numbers that were used."""
    head = (
        *("sensor", "class", "owner", "host", "where", "sectors", "range for 1 m²", "elevation"),
        *("alert after", "track after", "not to"),
    )
    rows = [_sensor_row(sensor) for sensor in result.world.sensors]
    return Table.of("Sensors", head, rows)


def _sensor_row(sensor: "SensorSpec") -> list[Cell]:
    words = sensor.words()
    return [
        code(sensor.id),
        text(sensor.class_name),
        code(sensor.owner),
        code(sensor.host),
        text(words.where),
        text(words.sectors),
        number(words.reach),
        number(words.elevation),
        number(quantity(sensor.alert_s, "s")),
        number(quantity(sensor.track_s, "s")),
        text(joined(sensor.not_to)),
    ]


def used_cards(world: "World") -> list[dict[str, Any]]:
    """Return the cards that a run uses: a reader sees its numbers, not the whole library."""
    # Classes of this run; the delays have no classes, and all of them count.
    used = {
        "sensors": {sensor.class_name for sensor in world.sensors},
        "arcs": {arc.class_name for arc in world.scenario.arcs.values() if arc.class_name},
        "delays": {""},
    }
    return [row for row in world.scenario.cards.table() if row["class"] in used[row["group"]]]


def card_table(result: "Result") -> Table:
    """Cards that the run used, with their range, source and confidence."""
    groups: dict[str, list[list[Cell]]] = {}
    for row in used_cards(result.world):
        label = f"{row['group']}: {row['class']}" if row["class"] else row["group"]
        groups.setdefault(label, []).append(_card_row(row))
    head = ("number", "low", "value", "high", "unit", "confidence", "source")
    listed = [Group(label, rows) for label, rows in groups.items()]
    return Table("Cards used, after the scenario's overrides", head, listed)


def _card_row(row: dict[str, Any]) -> list[Cell]:
    # As the card writes them: a rounded 0.85 and an exact 1.
    numbers = [number(f"{row[name]:g}") for name in ("low", "value", "high")]
    # A pure number has no unit, and "1" would be read as one.
    unit = "" if row["unit"] == "1" else row["unit"]
    return [code(row["key"]), *numbers, text(unit), text(row["confidence"]), source(row["source"])]


def agreement_table(result: "Result") -> Table:
    """Agreements, their terms, dates and sources, and the policies that hold them."""
    head = ("agreement", "terms", "in force", "in policies", "note", "confidence", "source")
    rows = [_agreement_row(result, name) for name in result.scenario.agreements]
    return replace(Table.of("Agreements", head, rows), folded=len(rows) > FEW)


def _agreement_row(result: "Result", name: str) -> list[Cell]:
    agreement = result.scenario.agreements[name]
    words = words_of_agreement(agreement)
    terms = agreement.text() if isinstance(agreement, Defence) else words["terms"]
    return [
        Cell(name, "code", note=agreement.title or ""),
        text(terms),
        text(words.get("in force", "always")),
        text(_holders(result, name)),
        text(agreement.note),
        text(agreement.confidence),
        source(agreement.source),
    ]


def _holders(result: "Result", name: str) -> str:
    """Policies that hold an agreement, or those that do not if they are fewer."""
    # Asked of the policies of this run alone: the page knows no other.
    held = [name in result.scenario.agreements_of(policy) for policy in result.policies]
    some = [policy for policy, holds in zip(result.policies, held, strict=True) if holds]
    others = [policy for policy, holds in zip(result.policies, held, strict=True) if not holds]
    # The shorter list says the same, and can be read.
    if len(others) < len(some):
        return f"all but {joined(others)}" if others else "all"
    return joined(some, nothing="none")


def responder_table(result: "Result") -> Table:
    """Responders: notional circles."""
    rows = [
        [
            code(name),
            code(responder.owner),
            text(f"{degrees(responder.lat, 'N', 'S')} {degrees(responder.lon, 'E', 'W')}"),
            number(quantity(responder.radius_km, "km")),
            number(quantity(responder.reaction_s, "s")),
        ]
        for name, responder in result.scenario.responders.items()
    ]
    return Table.of("Responders", ("responder", "owner", "centre", "radius", "reaction"), rows)


def shock_table(result: "Result") -> Table:
    """Shocks that the scenario knows; a report shows the policies without them."""
    rows = [
        [
            code(name),
            text(shock.title),
            number(f"{shock.probability:g}"),
            text(joined(shock.suspends)),
            text(shock.cause),
            source(shock.source),
        ]
        for name, shock in result.scenario.shocks.items()
    ]
    head = ("shock", "title", "probability", "suspends", "given cause", "source")
    return Table.of("Shocks", head, rows)


def history_table(result: "Result") -> Table:
    """Dated events that change no edge."""
    rows = [
        [number(str(each.date)), text(each.title), text(each.note), source(each.source)]
        for each in result.scenario.history
    ]
    table = Table.of("Events that changed no rule", ("date", "event", "note", "source"), rows)
    return replace(table, folded=len(rows) > FEW)


def policy_table(result: "Result") -> Table:
    """Policies: what each is, and whom it lets confirm how."""
    rows = []
    for name in result.policies:
        policy = result.scenario.policies[name]
        # What the policy comes to, and not how the file selects it.
        chosen = result.scenario.agreements_of(name)
        mesh = f"full mesh ({policy.mesh.tier}, {policy.mesh.mode})" if policy.mesh else ""
        rules = [f"{n}: {_rule(rule)}" for n, rule in policy.confirmation.items()]
        held = joined([*chosen, mesh] if mesh else list(chosen), nothing="none")
        rows.append(
            [
                code(name),
                text(policy.title),
                number(str(policy.as_of or "–")),
                text(held),
                text(joined(rules)),
            ]
        )
    head = ("policy", "title", "as of", "agreements", "confirmation")
    return Table.of("Policies", head, rows)


def _rule(rule: Any) -> str:
    return f"{rule.k} sensors" if rule.rule == "k_of_n" else rule.rule
