"""Pictures inside the page: figures as PNG of few colours, as data addresses."""

from base64 import b64encode
from io import BytesIO

from PIL import Image

from tocsin.plot import style

# Flat colours and smooth letters need no more; it makes pictures a third of the size.
COLORS = 255
DPI = 120.0


def embedded(picture: bytes) -> tuple[str, tuple[int, int]]:
    """Return a PNG as a data address of few colours, and its size.

    Examples
    --------
    >>> address, size = embedded(png_of(style.new_figure(2.0, 1.0), dpi=100.0))
    >>> address[:22], size
    ('data:image/png;base64,', (200, 100))
    """
    few = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        size = image.size
        # Without dithering, which would speckle the flat colours of classes.
        flat = image.convert("RGB").quantize(
            COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        flat.save(few, "PNG", compress_level=6)
    return f"data:image/png;base64,{b64encode(few.getvalue()).decode()}", size


def png_of(figure: "style.Figure", *, dpi: float = DPI) -> bytes:
    r"""Return a figure as a PNG.

    Examples
    --------
    >>> png_of(style.new_figure(1.0, 1.0))[:4]
    b'\x89PNG'
    """
    return style.as_bytes(figure, "png", dpi=dpi)
