"""The verb that serves the page: app."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.common import Threads, app, compile_early, load

if TYPE_CHECKING:
    from tocsin.app.desk import Desk

_FIRST = "northeast-asia"


@app.command("app")
def serve(
    scenario: Annotated[
        Path | None,
        typer.Argument(help="Scenario file, or name of a shipped one; northeast-asia if absent."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port; 0 takes one that is free.")
    ] = 0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    expose: Annotated[
        bool, typer.Option("--expose", help="Let other computers in: with --host 0.0.0.0, say.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address only.")
    ] = False,
    threads: Threads = None,
) -> None:
    """Serve the page with the engine behind it to browsers of this machine, until Ctrl-C.

    Example: tocsin app northeast-asia --no-browser
    """
    import asyncio  # every command would wait for it

    from tocsin.app import server

    server.check_host(host, expose=expose)
    compile_early()
    given = scenario or Path(_FIRST)
    loaded = load(given)

    def told(desk: "Desk") -> None:
        if expose:
            typer.echo(server.EXPOSED, err=True)
        typer.echo(f"{desk.door.address}\nOpen this address in a browser. Ctrl-C ends it.")
        if not no_browser:
            server.open_browser(desk.door.address)

    name = given.stem if str(given) != "-" else "scenario"
    asyncio.run(server.serve(loaded, name=name, host=host, port=port, threads=threads, ready=told))
