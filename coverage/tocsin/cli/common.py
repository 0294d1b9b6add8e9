"""What the verbs share: the app, options, loading, printing."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    help="How many seconds are left when a nation first holds a notice it may use. Notional.",
    no_args_is_help=True,
    # Installing completion writes to the user's shell settings: that is not ours to do.
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ScenarioFile = Annotated[
    Path, typer.Argument(help="Scenario file (YAML or JSON), or name of a shipped one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Policies = Annotated[
    list[str] | None, typer.Option("--policy", "-p", help="Policy; may be repeated. All if absent.")
]
Threads = Annotated[
    int | None, typer.Option(min=1, help="Threads; all cores if absent. Results do not change.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Remove what tocsin wrote there of something else.")
]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")]


def load(path: Path) -> Any:
    """Load a scenario, from a file or by the name of a shipped one."""
    # Inside, like every import of a verb: `tocsin --help` waits for none of them.
    from tocsin.scenario.shipped import scenario_of

    return scenario_of(path)


def compile_early(*, quiet: bool = False) -> None:
    """Have the kernels built beside what comes next, where this machine has none yet."""
    from tocsin.kernels.parts import KERNELS

    # The build runs in processes of its own while the scenario is read and laid out.
    if KERNELS.prepare() and not quiet:
        typer.echo("Compiling for this machine, once: some ten seconds …", err=True)


def print_json(data: Any) -> None:
    """Print plain data as JSON."""
    # Not-a-number is no JSON: an answer that holds one is a fault here, not the reader's problem.
    typer.echo(json.dumps(data, indent=1, default=str, allow_nan=False, ensure_ascii=False))


def console() -> Any:
    """Return the console that answers are printed on."""
    from tocsin.terminal import console as terminal

    return terminal.console()
