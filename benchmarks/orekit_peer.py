"""The benchmark's question put to Orekit, through its Python binding and Java 17.

Its earth turns by sidereal time without pole or leap seconds, so no data of Orekit's are needed;
the two lists that it insists on are handed over from here, empty but for one offset.
"""

from functools import cache
from shutil import which

import numpy as np
from reference import GM, OMEGA, WGS84_A, Radar

STEP_S = 30.0  # between looks at a condition, as in Orekit's tutorials


@cache
def _earth():
    """Date, inertial frame and earth, once the Java machine runs."""
    import orekit_jpype

    if which("java") is None:
        raise ImportError("no Java on the path")
    orekit_jpype.initVM()
    from java.util import ArrayList
    from jpype import JImplements, JOverride
    from org.orekit.bodies import OneAxisEllipsoid
    from org.orekit.frames import FramesFactory
    from org.orekit.time import AbsoluteDate, DateComponents, OffsetModel, TimeScalesFactory
    from org.orekit.utils import IERSConventions

    @JImplements("org.orekit.time.UTCTAIOffsetsLoader")
    class Offsets:
        @JOverride
        def loadOffsets(self):
            found = ArrayList()
            found.add(OffsetModel(DateComponents(1972, 1, 1), 10))
            return found

    @JImplements("org.orekit.frames.EopHistoryLoader")
    class NoEarthOrientation:
        @JOverride
        def fillHistory(self, converter, history):
            pass

    TimeScalesFactory.addUTCTAIOffsetsLoader(Offsets())
    FramesFactory.addEOPHistoryLoader(IERSConventions.IERS_1996, NoEarthOrientation())
    turning = FramesFactory.getGTOD(False)
    earth = OneAxisEllipsoid(WGS84_A, 1.0 / 298.257223563, turning)
    return AbsoluteDate.J2000_EPOCH, turning.getParent(), earth


@cache
def _condition(radar: Radar):
    """Detector of "high enough and near enough": positive in view."""
    _date, _inertial, earth = _earth()
    from java.util import ArrayList
    from org.orekit.bodies import GeodeticPoint
    from org.orekit.frames import TopocentricFrame
    from org.orekit.propagation.events import (
        BooleanDetector,
        ElevationDetector,
        NegateDetector,
        RelativeDistanceDetector,
    )
    from org.orekit.propagation.events.handlers import ContinueOnEvent

    lat, lon = np.radians(radar.latitude_deg), np.radians(radar.longitude_deg)
    site = TopocentricFrame(earth, GeodeticPoint(float(lat), float(lon), radar.height_m), "site")
    both = ArrayList()
    both.add(ElevationDetector(site).withConstantElevation(float(np.radians(radar.low_deg))))
    both.add(NegateDetector(RelativeDistanceDetector(site, radar.range_m)))
    joined = BooleanDetector.andCombine(both)
    return joined.withMaxCheck(STEP_S).withHandler(ContinueOnEvent())


def access_orekit(radars: list[Radar], orbits, i):
    """Elevation and distance detectors of all sites on one flight of its Kepler propagator."""
    date, inertial, earth = _earth()
    from org.hipparchus.geometry.euclidean.threed import Vector3D
    from org.orekit.orbits import CartesianOrbit
    from org.orekit.propagation.analytical import KeplerianPropagator
    from org.orekit.propagation.events import EventsLogger
    from org.orekit.utils import PVCoordinates

    # Its frames turn a little differently: hand over the state in its own inertial frame.
    fixed = [orbits.r[i], orbits.v[i] - np.cross([0.0, 0.0, OMEGA], orbits.r[i])]
    state = PVCoordinates(*(Vector3D(*map(float, vector)) for vector in fixed))
    state = earth.getBodyFrame().getTransformTo(inertial, date).transformPVCoordinates(state)
    flown = KeplerianPropagator(CartesianOrbit(state, inertial, date, GM))
    logs, inside = [EventsLogger() for _ in radars], []
    for radar, log in zip(radars, logs, strict=True):
        seen = _condition(radar)
        flown.addEventDetector(log.monitorDetector(seen))
        inside.append(seen.g(flown.getInitialState()) > 0.0)
    end_s = float(orbits.duration_s[i])
    flown.propagate(date.shiftedBy(end_s))
    return [_windows(*each, date, end_s) for each in zip(logs, inside, strict=True)]


def _windows(log, inside, date, end_s):
    edges = [0.0] if inside else []
    edges += [each.getState().getDate().durationFrom(date) for each in log.getLoggedEvents()]
    edges += [end_s] if len(edges) % 2 else []
    return list(zip(edges[::2], edges[1::2], strict=True))
