"""Places on the globe: territory, cells, named places, footprints, projections.

The modules are imported one by one (they load shapely, pyproj and h3); this package imports none.
"""
