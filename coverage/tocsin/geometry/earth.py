"""The WGS84 ellipsoid as pyproj knows it: the one geodesic calculator of the package."""

from pyproj import Geod

GEOD = Geod(ellps="WGS84")
