"""Physical constants and their sources. SI unless the name says otherwise."""

# WGS84 defining constants, NGA.STND.0036.
GM = 3.986004418e14  # m^3/s^2
OMEGA_EARTH = 7.292115e-5  # rad/s
WGS84_A = 6_378_137.0  # m, semi-major axis
WGS84_F = 1.0 / 298.257223563  # flattening
WGS84_B = WGS84_A * (1.0 - WGS84_F)  # m, semi-minor axis
WGS84_E2 = WGS84_F * (2.0 - WGS84_F)  # first eccentricity squared

# Mean radius R1 = (2a + b)/3 of the WGS84 ellipsoid (IUGG); apogee heights count from it.
MEAN_RADIUS_KM = 6371.0088

# Geostationary radius: (GM / OMEGA_EARTH^2)^(1/3), rounded to a metre.
GEOSTATIONARY_RADIUS_M = (GM / OMEGA_EARTH**2) ** (1.0 / 3.0)

# Exponential refractivity n(h) = 1 + REFRACTIVITY exp(-h / SCALE_HEIGHT_KM); CRPL-like reference
# atmosphere (ITU-R P.453 gives 315 and 7.35 km).
REFRACTIVITY = 315e-6
SCALE_HEIGHT_KM = 7.35

# Factor of the effective-earth model (ITU-R P.310), for comparison only.
EFFECTIVE_EARTH_K = 4.0 / 3.0

NOTIONAL = "Notional: public, generic, rounded parameters; not a model of any real system."
