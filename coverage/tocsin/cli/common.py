"""What the verbs share: the app, options, loading, printing."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin.cli.lacking import App
from tocsin.errors import InputError
from tocsin.words import json_text

INTERRUPTED = 130
"""Exit code of what Ctrl-C ended."""

app = App(
    help="How many seconds are left when a nation first holds a notice it may use. Notional.",
    no_args_is_help=True,
    # Nothing is installed before the user says --install-completion.
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _say_version(*, wanted: bool) -> None:
    if wanted:
        import tocsin

        typer.echo(f"tocsin {tocsin.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _say_version(wanted=wanted),
            is_eager=True,
            help="Say which version this is.",
        ),
    ] = False,
    log_level: Annotated[
        str | None,
        typer.Option(help="Write what is done and how long it takes to stderr: info or debug."),
    ] = None,
) -> None:
    # What stands before the verb, or anywhere in the line.
    del version
    if log_level is not None:
        _log(log_level)


LOG_LEVELS = ("debug", "info", "warning", "error")


def _log(level: str) -> None:
    if level.lower() not in LOG_LEVELS:
        raise InputError(f"Unknown --log-level {level!r}. Choose from {', '.join(LOG_LEVELS)}.")
    import logging  # who asks for nothing does not wait for it

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("tocsin")
    log.addHandler(handler)
    log.setLevel(level.upper())


def with_log_level_first(words: list[str]) -> list[str]:
    """Return a command line with ``--log-level`` before the verb, wherever it was written.

    Examples
    --------
    >>> with_log_level_first(["check", "mine.yaml", "--log-level", "debug"])
    ['--log-level', 'debug', 'check', 'mine.yaml']
    """
    # What comes after ``--`` is no option.
    end = words.index("--") if "--" in words else len(words)
    for at, word in enumerate(words[:end]):
        if word == "--log-level" or word.startswith("--log-level="):
            until = at + (2 if word == "--log-level" else 1)
            return [*words[at:until], *words[:at], *words[until:]]
    return words


ScenarioFile = Annotated[
    Path,
    typer.Argument(help="Scenario file (YAML or JSON), name of a shipped one, or - to read it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        "-p",
        help="Policy; may be repeated. All if absent. Gains are over the first, the baseline.",
    ),
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
    """Load a scenario: from a file, from standard input (``-``), or a shipped one by its name."""
    # Inside, like every import of a verb: `tocsin --help` waits for none of them.
    from tocsin.scenario.source import scenario_of

    if str(path) == "-":
        from tocsin.scenario import Scenario

        return Scenario.from_text(sys.stdin.read())
    return scenario_of(path)


def check_new(path: Path, *, what: str) -> None:
    """Refuse a name for a new scenario: it must end with ``.yaml`` and be nobody's yet.

    Raises
    ------
    InputError
        It ends otherwise, or there is a file that somebody may have written.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise InputError(f"Invalid name {str(path)!r}. {what} comments: end it with .yaml.")
    if path.exists():
        raise InputError(f"{str(path)!r} exists. Choose another name or remove it first.")


def compile_early(*, quiet: bool = False) -> bool:
    """Have the kernels built beside what comes next; tells whether this machine has none yet."""
    from tocsin.kernels.parts import KERNELS

    # The build runs in processes of its own while the scenario is read and laid out.
    is_building = KERNELS.prepare()
    if is_building and not quiet:
        typer.echo(
            "Compiling for this machine, once: ten seconds, more if it is busy …",
            err=True,
        )
    return is_building


def wait_for_no_compiler(scenario: Any) -> None:
    """Answer a small question at once, with kernels as they are written; the build goes on.

    A question about one case has no scenario whose size would matter: None.
    """
    from tocsin.engine.sizes import is_small
    from tocsin.kernels.parts import KERNELS

    if scenario is None or is_small(scenario):
        KERNELS.run_as_written()


def print_json(data: Any) -> None:
    """Print plain data as JSON."""
    typer.echo(json_text(data))


def console() -> Any:
    """Return the console that answers are printed on."""
    from tocsin.terminal import console as terminal

    return terminal.console()
