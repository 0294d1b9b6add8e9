"""The app that commands are added to: what a command line lacks is told with a whole command."""

import re
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand

from tocsin.errors import InputError

_IN_THE_REPOSITORY = re.compile(r"configs/scenarios/(\S+)\.yaml")
_EXAMPLE = re.compile(r"Example: (tocsin .+)")
_WHAT = {
    "scenario": "a scenario: a file, or the name of a shipped one",
    "source": "a scenario (a file, or the name of a shipped one) or the folder of a run",
    "study": "a study: a file",
}


def anywhere(example: str) -> str:
    """Return a command that holds outside the repository too.

    Examples
    --------
    >>> anywhere("tocsin check configs/scenarios/northeast-asia.yaml")
    'tocsin check northeast-asia'
    """
    return _IN_THE_REPOSITORY.sub(r"\1", example)


class Exampled(TyperCommand):
    """A command whose help ends with an example, which is shown where an argument is missing."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a command line.

        Raises
        ------
        InputError
            An argument is missing; it shows a whole command.
        """
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            # Only what is missing has a kind; a value that is there and wrong has its own words.
            said = self.lacking(error.param, ctx.params) if hasattr(error, "param_type") else ""
            if not said:
                raise
            raise InputError(said) from None

    def lacking(self, missing: Any, given: dict[str, Any]) -> str:
        """Say what is missing, a parameter, and show the example; nothing if there is none."""
        example = _EXAMPLE.search(self.help or "")
        if example is None or missing is None:
            return ""
        what = _WHAT.get(missing.name, f"{missing.opts[0]}: {getattr(missing, 'help', '')}")
        command = anywhere(example.group(1))
        return f"{self.name} needs {what.rstrip('.')}. For example:\n  {command}"


class App(typer.Typer):
    """An app whose commands show their examples."""

    def command(self, name: str | None = None, **options: Any) -> Callable[..., Any]:
        """Add a command, as `typer.Typer.command` does."""
        return super().command(name, **{"cls": Exampled, **options})
