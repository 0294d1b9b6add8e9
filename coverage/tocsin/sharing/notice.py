"""From arrivals to notices: confirmation and status. Pure array functions.

Times are seconds after launch; infinite means never. Leading axes are free (launch points, arcs,
...); last axes are as stated.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import InputError

STATUSES = ("never", "late", "warned")
NEVER, LATE, WARNED = range(3)

Times = NDArray[np.float64]


def arrivals(tier_times: ArrayLike, delays: ArrayLike) -> Times:
    """Time at which a nation first holds a usable item of each sensor.

    Parameters
    ----------
    tier_times : array_like ``[..., n_sensors, 3]``
        When each sensor produces each tier.
    delays : array_like ``[n_sensors, 3]``
        Least delay of each sensor's items from each produced tier to the nation, at the tier that
        the nation needs: ``Network.delays(...)[:, nation, required]``.

    Returns
    -------
    ndarray ``[..., n_sensors]``

    Examples
    --------
    A track that is free to pass overtakes an alert that waits for release:

    >>> arrivals([[np.inf, 70.0, 90.0]], [[np.inf, 300.0, 5.0]]).tolist()
    [95.0]
    """
    return np.min(np.asarray(tier_times, dtype=float) + np.asarray(delays, dtype=float), axis=-1)


def confirm(
    arrived: ArrayLike, *, rule: str = "accept", k: int = 2, own: ArrayLike | None = None
) -> Times:
    """Time at which a nation's confirmation rule is met.

    Parameters
    ----------
    arrived : array_like ``[..., n_sensors]``
        Of `arrivals`.
    rule : {"accept", "own", "k_of_n"}
        A partner's word is enough; a sensor that the nation owns is needed; so many different
        sensors are needed, whoever owns them.
    k : int
        How many sensors, for ``k_of_n``.
    own : array_like of bool ``[n_sensors]``, optional
        Which sensors the nation owns, for ``own``.

    Returns
    -------
    ndarray ``[...]``
        Never earlier than the first arrival; infinite where confirmation never comes.

    Raises
    ------
    InputError
        If the rule is unknown, ``k`` is below 1, or ``own`` is missing.

    Examples
    --------
    >>> confirm([40.0, 95.0, np.inf], rule="k_of_n", k=2).item()
    95.0
    >>> confirm([40.0, 95.0, np.inf], rule="own", own=[False, False, True]).item()
    inf
    """
    arrived = np.asarray(arrived, dtype=float)
    if rule == "accept":
        return _first(arrived)
    if rule == "own" and own is not None:
        return _first(arrived[..., np.asarray(own, dtype=bool)])
    if rule == "k_of_n" and k >= 1:
        return _kth(arrived, k=k)
    raise InputError(
        f"Invalid confirmation rule {rule!r} with k={k}, own={'given' if own is not None else own}."
        " Must be 'accept', 'own' with own given, or 'k_of_n' with k of at least 1."
    )


def status(know_s: ArrayLike, public_s: ArrayLike, impact_s: ArrayLike) -> NDArray[np.int8]:
    """Outcome ``[...]`` as a code: 0 never, 1 late, 2 warned (the positions in ``STATUSES``).

    *Warned*: public notice before impact. *Late*: a usable item before impact, but public notice
    at or after it, or no confirmation ever. *Never*: no usable item before impact.

    Examples
    --------
    >>> status([40, 40, 40, 600, np.inf], [130, 600, np.inf, 690, np.inf], 600).tolist()
    [2, 1, 1, 0, 0]
    """
    known = np.less(know_s, impact_s)
    warned = known & np.less(public_s, impact_s)
    return known.astype(np.int8) + warned.astype(np.int8)


def _first(times: Times) -> Times:
    return np.min(times, axis=-1, initial=np.inf)


def _kth(times: Times, *, k: int) -> Times:
    if k > times.shape[-1]:
        return np.full(times.shape[:-1], np.inf)
    return np.partition(times, k - 1, axis=-1)[..., k - 1]
