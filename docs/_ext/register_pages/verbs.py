"""A page a command: what it does, an example, and every option, as its own help has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from typer.main import get_command

from register_pages.markdown import plain, table
from tocsin.answers.registry import verbs
from tocsin.cli.verbs import whole_app

PAGES_OF_VERBS = {
    "app": "app", "burden": "rules-and-time", "check": "scenario", "compare": "report",
    "coverage": "coverage", "demo": "report", "explain": "agreements", "export": "exports",
    "footprint": "footprints", "friction": "rules-and-time", "graph": "rules-and-time",
    "history": "rules-and-time", "horizon": "scenario", "rank": "rules-and-time",
    "report": "report", "run": "report", "sweep": "studies", "verdict": "verdict",
}  # fmt: skip
"""Where a command is explained at length."""
KINDS = {str: "text", int: "whole number", float: "number", Path: "file"}


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command by the words that call it, those of a group one by one."""
    for name, command in sorted(get_command(whole_app()).commands.items()):
        inner = getattr(command, "commands", {})
        for word, each in sorted(inner.items()):
            yield f"{name} {word}", each
        if not inner:
            yield name, command


def pages() -> dict[str, str]:
    """Return the page of each command, and the list of all."""
    known = list(commands())
    made = {f"verbs/{_file(name)}": page(name, command) for name, command in known}
    rows = [(f"[`{n}`]({_file(n)}.md)", sentence(command)) for n, command in known]
    listed = "\n".join(_file(name) for name, _ in known)
    text = (
        "# Every command\n\nWhat a command line can say; `tocsin COMMAND --help` prints the same. "
        "Exit codes: 0 fine, 1 the run failed, 2 the input is wrong.\n\n"
        f"{table(('command', 'what it does'), rows)}\n\n"
        f"```{{toctree}}\n:hidden:\n\n{listed}\n```\n"
    )
    return {"verbs/index": text, **made}


def page(name: str, command: Any) -> str:
    """Return the page of one command."""
    said, _, example = command.help.partition("Example:")
    parts = [f"# tocsin {name}", plain(said.strip()), f"```sh\n{example.strip()}\n```"]
    arguments = [p for p in command.params if not p.opts[0].startswith("-")]
    options = [p for p in command.params if p.opts[0].startswith("-") and not p.hidden]
    if arguments:
        rows = [
            (f"`{p.name}`", "yes" if p.required else "", plain(p.help or "")) for p in arguments
        ]
        parts += ["## Arguments", table(("argument", "needed", "meaning"), rows)]
    if options:
        rows = [(_flags(p), _value(p), plain(p.help or "")) for p in options]
        parts += ["## Options", table(("option", "value", "meaning"), rows)]
    if name in verbs():
        parts.append(f"In Python: [`tocsin.{name}`](../api/tocsin.{name}.md).")
    if name in PAGES_OF_VERBS:
        parts.append(f"At length: [](../../{PAGES_OF_VERBS[name]}.md).")
    return "\n\n".join(parts) + "\n"


def sentence(command: Any) -> str:
    """Return the first sentence of a command's help."""
    return plain(command.help.partition("\n\n")[0])


def _file(name: str) -> str:
    return name.replace(" ", "-")


def _flags(option: Any) -> str:
    return ", ".join(f"`{flag}`" for flag in (*option.opts, *option.secondary_opts))


def _value(option: Any) -> str:
    if option.is_flag:
        return ""
    annotation = option.type_descriptor.annotation
    (kind,) = get_args(annotation) or (annotation,)
    kind = KINDS.get(kind, "text")
    told = f"{kind}, repeatable" if option.multiple else kind
    shown = option.default
    return told if shown in (None, [], ()) or callable(shown) else f"{told}; `{shown}` if absent"
