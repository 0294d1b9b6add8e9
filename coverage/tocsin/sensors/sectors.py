"""Azimuth sectors: a centre and a half-width each, in degrees."""

Sector = tuple[float, float]
FULL_CIRCLE: tuple[Sector, ...] = ((0.0, 180.0),)


def merge_sectors(sectors: list[Sector]) -> tuple[Sector, ...]:
    """Join azimuth sectors (centre, half-width; degrees) that overlap or touch.

    Returns
    -------
    tuple of (float, float)
        Centres in [0, 360) and half-widths, in order of their left edges; one full circle is
        ``(0, 180)``.

    Examples
    --------
    >>> merge_sectors([(350, 20), (30, 20), (180, 10)])
    ((180.0, 10.0), (10.0, 40.0))
    >>> merge_sectors([(0, 60), (120, 60), (240, 60)])
    ((0.0, 180.0),)
    """
    # `% 360` twice: a tiny negative number gives 360 itself the first time.
    spans = sorted(((centre - half) % 360.0 % 360.0, 2.0 * half) for centre, half in sectors)
    # Twice round, so that a sector which wraps through north meets those behind it.
    merged: list[list[float]] = []
    for left, width in [*spans, *((left + 360.0, width) for left, width in spans)]:
        if merged and left <= merged[-1][1] + 1e-9:
            merged[-1][1] = max(merged[-1][1], left + width)
        else:
            merged.append([left, left + width])
    if any(right - left >= 360.0 - 1e-9 for left, right in merged):
        return FULL_CIRCLE
    return _one_turn(merged)


def _one_turn(merged: list[list[float]]) -> tuple[Sector, ...]:
    # A span of the second turn that began inside one of the first has swallowed the latter.
    wrapped = [right - 360.0 for left, right in merged if left < 360.0 <= right]
    reach = max(wrapped, default=-1.0)
    spans = [(left, right) for left, right in merged if reach + 1e-9 < left < 360.0]
    sectors = [(((left + right) / 2.0) % 360.0, (right - left) / 2.0) for left, right in spans]
    return tuple(sectors)
