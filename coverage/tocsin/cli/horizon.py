"""The verb that makes a horizon mask of a model of heights."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import app


@app.command()
def horizon(
    file: Annotated[
        Path, typer.Argument(help="Heights of terrain: GeoTIFF in longitude and latitude, metres.")
    ],
    lat: Annotated[float, typer.Option(help="Latitude of the site, degrees north.")],
    lon: Annotated[float, typer.Option(help="Longitude of the site, degrees east.")],
    height_m: Annotated[
        float | None,
        typer.Option(help="Height of the antenna, as the file counts heights, metres."),
    ] = None,
    above_ground_m: Annotated[
        float, typer.Option(help="Without --height-m: its height above the file's ground, metres.")
    ] = 10.0,
    step_deg: Annotated[float, typer.Option(help="From corner to corner of the mask.")] = 1.0,
    reach_km: Annotated[float, typer.Option(help="How far terrain is looked at.")] = 100.0,
    refraction: Annotated[
        str, typer.Option(help="traced, effective-earth or none, as the sensor has it.")
    ] = "traced",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write: .yaml or .csv.")
    ] = None,
) -> None:
    """Make the horizon mask of a site from a model of heights, to paste beneath a radar.

    The greatest apparent elevation of the terrain along each ray, over the curved earth. It needs
    the extra "formats".

    Example: tocsin horizon heights.tif --lat 46.5 --lon 8 --step-deg 2 -o mask.yaml
    """
    from tocsin.io.elevation import horizon as horizon_mask
    from tocsin.io.elevation import write_horizon

    made = horizon_mask(
        *(file, lat, lon),
        height_m=height_m,
        above_ground_m=above_ground_m,
        step_deg=step_deg,
        reach_km=reach_km,
        refraction=refraction,
    )
    if out is None:
        typer.echo(made.to_yaml())
        return
    write_horizon(made, out)
    typer.echo(f"{out} written: {len(made.mask)} corners, {max(made.elevation_deg):g} deg at most.")
