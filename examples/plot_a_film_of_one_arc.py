"""
A film of one arc, as a strip of frames
=======================================

``tocsin export SCENARIO -p POLICY --to arc.gif`` writes a film: the object on the map, a line from
every sensor that has it in view, and the notice from hand to hand on the same clock. Here are four
of its frames.
"""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
from PIL import Image

import tocsin

(path,) = tocsin.export(
    "seven-minutes", policy="hotline", to=Path(tempfile.mkdtemp()) / "arc.gif", layers="arcs"
)
strip, axes = plt.subplots(2, 2, figsize=(9.0, 9.4))
with Image.open(path) as film:
    for ax, share in zip(axes.flat, (0.1, 0.3, 0.6, 1.0), strict=True):
        film.seek(int(share * (film.n_frames - 1)))
        ax.imshow(film.convert("RGB"))
        ax.set_axis_off()
strip.subplots_adjust(left=0.0, right=1.0, top=1.0, bottom=0.0, wspace=0.0, hspace=0.0)
