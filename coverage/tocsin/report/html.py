"""The report: one HTML file that needs no network and opens from disk."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tocsin import __version__
from tocsin.constants import NOTIONAL
from tocsin.io.atomic import write_text
from tocsin.io.runfile import versions
from tocsin.report import (
    parts_answer,
    parts_examples,
    parts_figures,
    parts_sharing,
    parts_sources,
    parts_verdict,
)
from tocsin.report.atlas import Atlas

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.answers.verdict.found import Verdict

LANGUAGE = "en"


def write_report(
    result: "Result",
    path: Path,
    *,
    maps: Sequence[Path] = (),
    written: datetime | None = None,
    verdicts: Sequence["Verdict"] = (),
) -> Path:
    """Write the report of a run.

    Everything is inside the file: it loads nothing, and a content policy forbids it to.

    Parameters
    ----------
    result : Result
    path : Path
        HTML file to write.
    maps : sequence of Path
        What `tocsin.report.maps.write_maps` wrote for the same result; maps that are not among
        them as PNG are drawn. Those of single arcs are shown if they are there.
    written : datetime, optional
        Time to print in the report; now by default.
    verdicts : sequence of Verdict
        Whether the differences between policies hold over the ranges; without any the report says
        that it is one case.

    Raises
    ------
    InputError
        When the file cannot be written.
    RunError
        When the disk is full.
    """
    return write_text(path, page(result, maps=maps, written=written, verdicts=verdicts))


def page(
    result: "Result",
    *,
    maps: Sequence[Path] = (),
    written: datetime | None = None,
    verdicts: Sequence["Verdict"] = (),
) -> str:
    """Return the report as HTML; parameters are those of `write_report`."""
    environment = Environment(
        loader=PackageLoader("tocsin.report"),
        # Whatever a scenario file says stays text, markup and scripts included.
        autoescape=True,
        # A name that a template misspells is an error, not a gap in the page.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Their fingerprints stand in the page's content policy, which admits nothing else.
    style, script = (_packaged(name) for name in ("report.css", "report.js"))
    return environment.get_template("report.html.j2").render(
        language=LANGUAGE,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        **_about(result, written=written or datetime.now(UTC)),
        **_answers(result),
        **parts_verdict.parts(verdicts),
        **_pictures(Atlas(result), maps),
        **_sources(result),
    )


def _packaged(name: str) -> str:
    return (files("tocsin.report") / "templates" / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Fingerprint by which the content policy knows our own style and script."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _about(result: "Result", *, written: datetime) -> dict[str, Any]:
    scenario = result.scenario
    return {
        "title": scenario.title or "Warning time",
        "description": scenario.description,
        "notional": NOTIONAL,
        "version": __version__,
        "versions": versions(),
        "seed": scenario.seed,
        "written": written.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "fingerprint": scenario.content_hash(),
        "counts": parts_answer.counts(result),
        "definition": scenario.to_yaml(comments=False),
    }


def _answers(result: "Result") -> dict[str, Any]:
    return {
        "answer": parts_answer.answer_switch(result),
        "first": result.policies[0],
        "equal": parts_answer.equal_policies(result),
        "credit": parts_answer.by_launch("credit", result, parts_answer.credit_panel),
        "by_arc": parts_answer.by_launch("arcs", result, parts_answer.arc_panel),
        "response": parts_answer.by_launch("response", result, parts_answer.response_panel),
    }


def _pictures(atlas: Atlas, maps: Sequence[Path]) -> dict[str, Any]:
    return {
        "maps": parts_figures.map_switch(atlas, maps),
        "sharing": parts_sharing.graph_switch(atlas.result),
        "footprints": parts_figures.footprint_panel(atlas, maps),
        "examples": parts_examples.examples(atlas.result),
    }


def _sources(result: "Result") -> dict[str, Any]:
    return {
        "policies": parts_sources.policy_table(result),
        "sensors": parts_sources.sensor_table(result),
        "cards": parts_sources.card_table(result),
        "agreements": parts_sources.agreement_table(result),
        "responders": parts_sources.responder_table(result),
        "shocks": parts_sources.shock_table(result),
        "history": parts_sources.history_table(result),
        "limits": parts_sources.LIMITS,
    }
