import json
import sys
from types import SimpleNamespace

import pytest

from tocsin import cli

SMALL = """\
tocsin: 1
title: Two shores
nations:
  EAST:
    {territory: {box: {west: 8, south: -1, east: 10, north: 1}}, assess_s: 60, disseminate_s: 30}
  HUB: {}
  WEST: {}
sensors:
  shore: {class: national-warning, owner: EAST, lat: 0, lon: 8, facing_deg: 270}
  eye: {class: geo-infrared, owner: HUB, lon: 10}
launches:
  area: {nation: WEST, lat: 0, lon: 0, spread_km: 20, points: 2}
arcs:
  short: {class: short}
  low: {class: low-flyer, altitude_km: 10, speed_m_s: 800}
targets: {h3_resolution: 3, nations: [EAST]}
agreements:
  warn: {kind: sharing, from: HUB, to: EAST, tier: alert, mode: auto, in_force: [2000-01-01, null]}
policies:
  before: {as_of: 1999-01-01}
  after: {as_of: 2001-01-01}
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def call(capsys, monkeypatch):
    """Run the command line in this process: code, out, err, and the output read as JSON."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["tocsin", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code or 0
        text = capsys.readouterr()
        return SimpleNamespace(
            code=code, out=text.out, err=text.err, json=lambda: json.loads(text.out)
        )

    return run
