"""Circles, a graph and a sum of delays: a first map of warning as a student might write. Notional.

Ranges and delays are those of the cards, sites those of the shipped scenario. See `student.py`.
"""

import sys

import cartopy.crs as ccrs
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np

LAUNCH, DECIDE_S = (39.5, 125.5), 150.0
RADARS = [
    ("USA", 41, 140, 1500), ("USA", 36, 136, 1500), ("USA", 36, 128, 600), ("JPN", 39, 140, 1200),
    ("JPN", 33, 131, 1200), ("JPN", 38, 134, 800), ("JPN", 36, 140, 120), ("KOR", 37, 127, 700),
    ("KOR", 36, 127, 300), ("KOR", 37, 130, 800)]  # fmt: skip
LINKS = [("KOR", "USA", 5), ("USA", "KOR", 5), ("JPN", "USA", 5), ("USA", "JPN", 5)]
TELLS = {"isolated": [], "gsomia-2017": LINKS, "without-hub": LINKS, "realtime-2024": LINKS}


def km(a, b, c, d):
    a, b, c, d = np.radians(a), np.radians(b), np.radians(c), np.radians(d)
    h = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return 12742 * np.arcsin(np.sqrt(h))


targets, picture, policy = sys.argv[1:]
lat, lon, nation = np.genfromtxt(targets, delimiter=",", dtype=None, encoding="utf-8", unpack=True)
step = np.linspace(0, 1, 101)[:, None]
y, x = LAUNCH[0] + step * (lat - LAUNCH[0]), LAUNCH[1] + step * (lon - LAUNCH[1])
flight_s = np.sqrt(2 * 1000 * km(*LAUNCH, lat, lon) / 9.81)
graph, know_s = nx.DiGraph(), np.full(len(lat), np.inf)
graph.add_nodes_from(["JPN", "KOR", "USA"])
graph.add_weighted_edges_from(TELLS[policy])
delay = dict(nx.all_pairs_dijkstra_path_length(graph))
for owner, south, east, reach_km in RADARS:
    inside = km(y, x, south, east) <= reach_km
    first_s = np.where(inside.any(0), inside.argmax(0) / 100 * flight_s, np.inf)
    know_s = np.minimum(know_s, first_s + [delay[owner].get(to, np.inf) for to in nation])
warning_s = flight_s - know_s - DECIDE_S
ax = plt.axes(projection=ccrs.PlateCarree())
ax.stock_img()
ax.set_extent([122, 148, 24, 48])
plt.colorbar(ax.scatter(lon, lat, c=warning_s, s=3), label="warning, s (notional)")
plt.savefig(picture)
np.savez(f"{picture}.npz", flight_s=flight_s, know_s=know_s, warning_s=warning_s)
