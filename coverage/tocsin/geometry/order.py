"""Points in an order in which neighbours stand together."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Masks that spread sixteen bits to every other one of thirty-two.
_SPREAD = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))


def morton(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.uint32]:
    """Place of points along a Z curve over the globe (Morton 1966): near numbers are near points.

    Parameters
    ----------
    lat, lon : array_like, shape (n,)
        Degrees; longitudes of one turn from -180 or from 0.

    Returns
    -------
    ndarray, shape (n,)
        Bits of latitude and longitude in turn, sixteen each: cells of 300 m to 600 m.

    Examples
    --------
    The quarters of the globe, south before north, west before east:

    >>> order = morton([-45, -45, 45, 45], [-90, 90, -90, 90])
    >>> (order >> 30).tolist()
    [0, 1, 2, 3]
    """
    up = (np.asarray(lat, dtype=np.float64) + 90.0) / 180.0
    along = (np.asarray(lon, dtype=np.float64) + 180.0) / 360.0 % 1.0
    return _spread(along) | _spread(up) << np.uint32(1)


def _spread(share: NDArray[np.float64]) -> NDArray[np.uint32]:
    bits = np.minimum(share * 65536.0, 65535.0).astype(np.uint32)
    for step, mask in _SPREAD:
        bits = (bits | bits << np.uint32(step)) & np.uint32(mask)
    return bits
