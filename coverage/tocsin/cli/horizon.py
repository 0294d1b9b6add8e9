"""The verb about horizons: that of smooth ground, and the mask that terrain makes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.common import app
from tocsin.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = 12
FARTHEST_KM = 5000.0


@app.command()
def horizon(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Heights of terrain: GeoTIFF in longitude and latitude, metres. Smooth ground if "
            "absent."
        ),
    ] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude of the site, degrees north.")] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude of the site, degrees east.")] = None,
    height_m: Annotated[
        float | None,
        typer.Option(
            help="Height of the antenna, as the file counts heights, metres; 10 over smooth ground."
        ),
    ] = None,
    above_ground_m: Annotated[
        float, typer.Option(help="Without --height-m: its height above the file's ground, metres.")
    ] = 10.0,
    step_deg: Annotated[float, typer.Option(help="From corner to corner of the mask.")] = 1.0,
    reach_km: Annotated[
        float | None,
        typer.Option(help="How far is looked: 100 over terrain, 600 over smooth ground."),
    ] = None,
    refraction: Annotated[
        str, typer.Option(help="traced, effective-earth or none, as the sensor has it.")
    ] = "traced",
    elevation_deg: Annotated[
        float, typer.Option(help="Over smooth ground: least apparent elevation, degrees.")
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write: .yaml or .csv.")
    ] = None,
    figure: Annotated[
        Path | None, typer.Option(help="Over smooth ground: draw it, a .png, .svg or .pdf file.")
    ] = None,
) -> None:
    """Tell from which height on objects are in view; or make the mask of terrain, to paste.

    Without a file: the lowest height in view against distance over smooth ground, by a straight
    line, the traced ray and an earth of 4/3 the radius. With one: the greatest apparent elevation
    of the terrain along each ray, over the curved earth; it needs the extra "formats".

    Example: tocsin horizon heights.tif --lat 46.5 --lon 8 --step-deg 2 -o mask.yaml
    """
    if file is None:
        if out is not None:
            raise InputError("A mask is made of terrain. Give a file of heights, or leave out -o.")
        _smooth(10.0 if height_m is None else height_m, elevation_deg, reach_km, lat, figure)
        return
    if lat is None or lon is None:
        raise InputError("Missing --lat or --lon: where the site stands on the terrain.")
    if figure is not None:
        raise InputError("A mask has no figure. Leave out --figure, or the file.")
    from tocsin.io.elevation import horizon as horizon_mask
    from tocsin.io.elevation import write_horizon

    made = horizon_mask(
        *(file, lat, lon),
        height_m=height_m,
        above_ground_m=above_ground_m,
        step_deg=step_deg,
        reach_km=100.0 if reach_km is None else reach_km,
        refraction=refraction,
    )
    if out is None:
        typer.echo(made.to_yaml())
        return
    write_horizon(made, out)
    typer.echo(f"{out} written: {len(made.mask)} corners, {max(made.elevation_deg):g} deg at most.")


def _smooth(
    height_m: float,
    elevation_deg: float,
    reach_km: float | None,
    lat: float | None,
    figure: Path | None,
) -> None:
    """Print the lowest height in view against distance, and draw it where asked."""
    import numpy as np

    from tocsin.checks import check_within
    from tocsin.geometry.refraction import MODELS, first_visible_m, gaussian_radius_m
    from tocsin.terminal.horizon import print_horizon

    if figure is not None:
        from tocsin.report.figures import check_figure

        check_figure(figure)
    farthest = check_within(
        600.0 if reach_km is None else reach_km, name="reach_km", low=1.0, high=FARTHEST_KM
    )
    check_within(height_m, name="height_m", low=0.0, high=40_000.0)
    check_within(elevation_deg, name="elevation_deg", low=-5.0, high=89.0)
    radius_m = gaussian_radius_m(45.0 if lat is None else lat)

    def lowest_km(ground_range_km: "NDArray[np.float64]") -> "dict[str, NDArray[np.float64]]":
        given = {"elevation_deg": elevation_deg, "site_height_m": height_m, "radius_m": radius_m}
        return {
            model: 1e-3 * first_visible_m(1e3 * ground_range_km, model=model, **given)
            for model in MODELS
        }

    at_km = np.linspace(0.0, farthest, ROWS + 1)[1:]
    site = f"an antenna {height_m:g} m high, least elevation {elevation_deg:g} deg"
    print_horizon(at_km, lowest_km(at_km), site=site)
    if figure is None:
        return
    from tocsin.plot.horizon import horizon_chart
    from tocsin.report.figures import save_figure

    along_km = np.linspace(0.0, farthest, 301)
    shown = lowest_km(along_km)
    title = f"{farthest:,g} km away, nothing below {shown['traced'][-1]:,.1f} km is in view"
    subtitle = f"Smooth ground, {site}. The model of tocsin is the traced ray."
    save_figure(horizon_chart(along_km, shown, title=title, subtitle=subtitle)[0], figure)
