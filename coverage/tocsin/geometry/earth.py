"""The WGS84 ellipsoid as pyproj knows it: the one geodesic calculator of the package."""

from pyproj import Geod

# Made once: each takes a millisecond, and all are alike.
GEOD = Geod(ellps="WGS84")
