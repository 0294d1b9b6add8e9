"""What keeps a point out of a sensor's view: a bit for each limit."""

from enum import IntFlag


class Limit(IntFlag):
    """Limits of a view; 0 is in view.

    The mask is asked only of points that no other limit keeps out, so its bit stands alone.

    Examples
    --------
    >>> Limit.RANGE | Limit.AZIMUTH
    <Limit.RANGE|AZIMUTH: 17>
    >>> Limit.UPPER.words
    'above the greatest elevation'
    """

    RANGE = 1
    """Farther than its range."""
    NEAR = 2
    """Nearer than its least range."""
    HORIZON = 4
    """Below the horizon or the least elevation; no satellite stands high enough above it."""
    UPPER = 8
    """Above the greatest elevation."""
    AZIMUTH = 16
    """Outside every sector."""
    MASK = 32
    """Behind the horizon mask."""
    CLOUD = 64
    """Below the cloud top."""

    @property
    def words(self) -> str:
        """Why a point is not seen; the first reason where there are several, empty for none."""
        return next((words for limit, words in _WORDS.items() if limit in self), "")


_WORDS = {
    Limit.RANGE: "too far",
    Limit.NEAR: "too close",
    Limit.HORIZON: "below the horizon or the least elevation",
    Limit.UPPER: "above the greatest elevation",
    Limit.AZIMUTH: "outside its sectors",
    Limit.MASK: "behind the horizon mask",
    Limit.CLOUD: "below the cloud top",
}
