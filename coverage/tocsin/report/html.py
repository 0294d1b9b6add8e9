"""The page: one HTML file that needs no network, or the same served by the app."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tocsin import __version__
from tocsin.constants import NOTIONAL
from tocsin.io.atomic import write_text
from tocsin.io.runfile import versions
from tocsin.report import parts_answer, parts_sources, parts_verdict
from tocsin.report.canvas import Canvas, resources
from tocsin.report.data import PageData

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.answers.verdict.found import Verdict

LANGUAGE = "en"
# Later files use what earlier ones declare; a file that starts something comes last.
SCRIPTS = (
    *("words", "data", "rules", "engine", "measures", "case", "state", "seen", "main"),
    *("refused_search", "refused", "effects"),
    *("controls", "finding", "table", "tabs"),
    *(
        "map_plane",
        "map_paint",
        "map_marks",
        "map_print",
        "map",
        "map_drag",
        "map_beside",
        "map_view",
    ),
    "switches",
    *("svg", "waterfall", "cell", "ties", "graph", "whotells", "overtime", "dates", "bars"),
    *("friction", "sources"),
    *("timeline", "command", "origin"),
    "tour",
    # It hides what the others have said, so it speaks last.
    "guess",
)
STYLES = ("report.css", "map.css")
OFFLINE_SCRIPTS = ("offline",)
APP_SCRIPTS = ("app_talk", "app_edit", "app_verdict", "app_drag", "app_open")


def write_report(
    result: "Result",
    path: Path,
    *,
    written: datetime | None = None,
    verdicts: Sequence["Verdict"] = (),
    name: str = "SCENARIO.yaml",
) -> Path:
    """Write the report of a run.

    Everything is inside the file: it loads nothing, and a content policy forbids it to.

    Parameters
    ----------
    result : Result
    path : Path
        HTML file to write.
    written : datetime, optional
        Time to print in the report; now by default.
    verdicts : sequence of Verdict
        Whether the differences between policies hold over the ranges; without any the report says
        that it is one case.
    name : str
        By which a command line reaches the scenario.

    Raises
    ------
    InputError
        When the file cannot be written.
    RunError
        When the disk is full.
    """
    return write_text(path, page(result, written=written, verdicts=verdicts, name=name))


def page(
    result: "Result",
    *,
    written: datetime | None = None,
    verdicts: Sequence["Verdict"] = (),
    name: str = "SCENARIO.yaml",
) -> str:
    """Return the page as HTML; parameters are those of `write_report`."""
    return _rendered(
        is_live=False,
        data=_data(result, name=name, verdicts=verdicts),
        **_about(result, written=written or datetime.now(UTC)),
        **_answers(result),
        **parts_verdict.parts(verdicts),
        **_sources(result),
    )


def live_page(*, title: str, description: str) -> tuple[str, str]:
    """Return the page of the app, whose server sends the data, and its content policy.

    Examples
    --------
    >>> text, policy = live_page(title="Two < three", description="")
    >>> "<h1>Two &lt; three</h1>" in text, "connect-src 'self'" in policy
    (True, True)
    """
    # The tables of the offline page would be of yesterday after the first change.
    about = {"title": title or "Warning time", "description": description, "data": ""}
    about |= {"notional": NOTIONAL, "version": __version__}
    return _rendered(is_live=True, **about, limits=parts_sources.LIMITS), _policy(is_live=True)


def _rendered(*, is_live: bool, **parts: Any) -> str:
    environment = Environment(
        loader=PackageLoader("tocsin.report"),
        # Whatever a scenario file says stays text, markup and scripts included.
        autoescape=True,
        # A name that a template misspells is an error, not a gap in the page.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(
        language=LANGUAGE,
        is_live=is_live,
        style="\n".join(_packaged("templates", name) for name in STYLES),
        scripts=_scripts(is_live=is_live),
        policy=_policy(is_live=is_live),
        **parts,
    )


@cache
def _scripts(*, is_live: bool) -> list[str]:
    return [resources(), script(is_live=is_live)]


@cache
def _policy(*, is_live: bool) -> str:
    """What the page may do: nothing but show itself, and in the app talk to its own server."""
    # Scripts by their fingerprints: nothing else ever runs, whatever a scenario says.
    known = " ".join(f"'{_hash(each)}'" for each in _scripts(is_live=is_live))
    talks = "; connect-src 'self'" if is_live else ""
    return (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src {known}{talks}; base-uri 'none'; form-action 'none'"
    )


def _data(result: "Result", *, name: str, verdicts: Sequence["Verdict"]) -> str:
    canvas = Canvas.of(result.world)
    told = PageData.of(result, name=name, verdicts=verdicts, canvas=canvas)
    return b64encode(told.body()).decode()


def script(*, is_live: bool = False) -> str:
    """Return the page's own script: its files one after another, in a scope of their own."""
    body = source_of(*SCRIPTS, *(APP_SCRIPTS if is_live else OFFLINE_SCRIPTS))
    return f'(() => {{\n"use strict";\n{body}}})();\n'


def source_of(*names: str) -> str:
    """Return some files of the page's script one after another.

    Examples
    --------
    >>> source_of("offline").splitlines()[0]
    '// The page as one file: its data stand in it.'
    """
    return "\n".join(_packaged("script", f"{name}.js") for name in names)


def _packaged(folder: str, name: str) -> str:
    return (files("tocsin.report") / folder / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Fingerprint by which the content policy knows a script."""
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
