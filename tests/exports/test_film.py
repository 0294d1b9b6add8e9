"""The film of one arc: read back by another library, and what it needs said before any work."""

import numpy as np
from PIL import Image

import tocsin
from tocsin.constants import NOTIONAL
from tocsin.plot.explanation import Passage
from tocsin.plot.film import EVEN_FRAMES, LAST_MS, Flight

CHOSEN = {"policy": "together", "launch": "west-area", "arc": "short"}


def test_a_film_moves_and_says_that_it_is_notional(crossing, tmp_path):
    (path,) = tocsin.export(crossing, to=tmp_path / "arc.gif", **CHOSEN)
    with Image.open(path) as film:
        assert film.format == "GIF"
        assert film.n_frames >= EVEN_FRAMES
        assert NOTIONAL.encode() in film.info["comment"]
        frames = []
        for number in (0, film.n_frames // 2, film.n_frames - 1):
            film.seek(number)
            frames.append(np.asarray(film.convert("RGB"), dtype=int))
        assert film.info["duration"] == LAST_MS
    # The map stands still; the object and its trail move.
    for one, other in ((0, 1), (1, 2)):
        moved = np.abs(frames[one] - frames[other]).max(axis=-1) > 60
        assert 0.0001 < moved.mean() < 0.1


def test_every_event_has_a_frame_and_a_sensor_is_lit_while_it_sees():
    time_s = np.array([0.0, 100.0])
    flight = Flight(
        time_s, time_s, time_s * 0.0, time_s, {"north": [(20.0, 40.0), (60.0, 70.0)]},
        Passage(["north", "ISLE"], [25.0, 31.0], ["makes it"]),
    )  # fmt: skip
    assert flight.events_s.tolist() == [0.0, 20.0, 25.0, 31.0, 100.0]
    assert [flight.seeing(at) for at in (19.9, 20.0, 50.0, 65.0)] == [[], ["north"], [], ["north"]]
    assert flight.at(50.0) == (50.0, 0.0, 50.0)
