"""Which lanes of a block have to be studied in a segment, where the block as a whole is unsure.

A pack is a run of neighbouring lanes. What is told of the spheres around a block (`blocks`) is told
of those around its packs: where targets are few, a block spans a region and a pack a part of it.
"""

from math import sqrt

import numpy as np

from tocsin.compile import floats, inner_kernel, lowest_bit, seam_kernel, shifted
from tocsin.kernels.blocks import (
    OUT,
    UNSURE,
    both_edges,
    edge_flag,
    elevation_flags,
    elevation_terms,
    limit_range,
    near_flag,
    range_flag,
)
from tocsin.kernels.lanes import node_place
from tocsin.kernels.layout import (
    AT_END,
    AT_START,
    FLAGS,
    LANES,
    MARGIN,
    N_LIMITS,
    NODE_ROWS,
    NODES,
    PACK,
    PACK_FLAGS,
    PACK_SPHERES,
    PACK_STATE,
    PACKS,
    PACKS_KNOWN,
    POS,
    RAYS,
    ROW,
    WIDTH,
)
from tocsin.kernels.roots import CLEAR
from tocsin.kernels.sight import (
    ANNULAR,
    EDGE_1,
    EDGE_2,
    GEOSTATIONARY,
    HIGH,
    LOW,
    N_VIEW_FLOATS,
    NEAR,
    NORMAL_1,
    NORMAL_2,
    RANGE,
    RANGE_M,
    WIDE,
)

# Spheres of packs at all nodes, in a row.
PLACES = NODES * PACKS


@inner_kernel
def forget_packs(w):
    """Another block is in the workspace."""
    known = floats(w, PACKS_KNOWN, (NODES,))
    for k in range(NODES):
        known[k] = 0.0


@inner_kernel
def _pack_spheres(w, k):
    """Sphere around each pack at node k: centre, radius [m]. Worked out once a block."""
    known = floats(w, PACKS_KNOWN, (NODES,))
    if known[k] == 1.0:
        return
    known[k] = 1.0
    node = floats(w, node_place(k), (NODE_ROWS, ROW))
    spheres = floats(w, PACK_SPHERES + k * PACKS, (4, PLACES))
    centre, square = floats(w, MARGIN, (3, ROW)), floats(w, RAYS, (ROW,))
    for p in range(PACKS):
        # Midway between two lanes: neighbours in a pack lie close together.
        a, b = p * PACK + PACK // 4, p * PACK + PACK - 1 - PACK // 4
        for j in range(3):
            middle = 0.5 * (node[POS + j, a] + node[POS + j, b])
            spheres[j, p] = middle
            for i in range(PACK):
                centre[j, p * PACK + i] = middle
    for i in range(LANES):
        dx, dy, dz = (
            node[POS, i] - centre[0, i],
            node[POS + 1, i] - centre[1, i],
            node[POS + 2, i] - centre[2, i],
        )
        square[i] = dx * dx + dy * dy + dz * dz
    for p in range(PACKS):
        far = 0.0
        for i in range(p * PACK, p * PACK + PACK):
            far = square[i] if square[i] > far else far
        spheres[3, p] = sqrt(far)


@inner_kernel
def _range_packs(view, there, length, sagitta, w):
    spheres, flags = floats(there, 0, (4, PLACES)), floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    for p in range(2 * PACKS):
        x, y, z, radius = spheres[0, p], spheres[1, p], spheres[2, p], spheres[3, p]
        flags[RANGE, p] = range_flag(view, RANGE_M, x, y, z, radius, length, sagitta)


@inner_kernel
def _near_packs(view, there, length, sagitta, w):
    spheres, flags = floats(there, 0, (4, PLACES)), floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    for p in range(2 * PACKS):
        x, y, z, radius = spheres[0, p], spheres[1, p], spheres[2, p], spheres[3, p]
        flags[NEAR, p] = near_flag(view, x, y, z, radius, length, sagitta)


@inner_kernel
def _elevation_packs(view, there, length, sagitta, w):
    spheres, flags = floats(there, 0, (4, PLACES)), floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    terms = elevation_terms(view, length)
    for p in range(2 * PACKS):
        x, y, z, radius = spheres[0, p], spheres[1, p], spheres[2, p], spheres[3, p]
        low, high = elevation_flags(view, terms, x, y, z, radius, sagitta)
        flags[LOW, p] = low
        flags[HIGH, p] = high


@inner_kernel
def _edge_packs(view, there, sagitta, w):
    spheres, flags = floats(there, 0, (4, PLACES)), floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    for p in range(2 * PACKS):
        x, y, z, radius = spheres[0, p], spheres[1, p], spheres[2, p], spheres[3, p]
        flags[EDGE_1, p] = edge_flag(view, NORMAL_1, x, y, z, radius, sagitta)
        flags[EDGE_2, p] = edge_flag(view, NORMAL_2, x, y, z, radius, sagitta)


@inner_kernel
def _radar_packs(view, kind, k, length, sagitta, w):
    """Flags of packs at both nodes of segment k, of the limits that are unsure of the block."""
    for node in range(k, k + 2):
        _pack_spheres(w, node)
    there = shifted(w, PACK_SPHERES + k * PACKS)
    flags = floats(w, FLAGS, (N_LIMITS, WIDTH))
    if flags[RANGE, k] == UNSURE:
        _range_packs(view, there, length, sagitta, w)
    if kind == ANNULAR and flags[NEAR, k] == UNSURE:
        _near_packs(view, there, length, sagitta, w)
    if flags[LOW, k] == UNSURE or flags[HIGH, k] == UNSURE:
        _elevation_packs(view, there, length, sagitta, w)
    if flags[EDGE_1, k] == UNSURE or flags[EDGE_2, k] == UNSURE:
        _edge_packs(view, there, sagitta, w)


@inner_kernel
def _drop_packs(first, last, k, followed, w):
    """Study no pack that one limit keeps out of view, or of which no lane is followed.

    Fills AT_START and AT_END: 0 for their lanes, 1 for the others.
    """
    known, flags = floats(w, FLAGS, (N_LIMITS, WIDTH)), floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    start, end = floats(w, AT_START, (ROW,)), floats(w, AT_END, (ROW,))
    state = floats(w, PACK_STATE, (PACKS,))
    for p in range(PACKS):
        some = followed >> np.uint64(p * PACK) & np.uint64((1 << PACK) - 1)
        state[p] = UNSURE if some else OUT
    for limit in range(first, last + 1):
        if known[limit, k] == UNSURE:
            for p in range(PACKS):
                state[p] = min(state[p], flags[limit, p])
    for limit in range(first, last + 1):
        for p in range(PACKS):
            flags[limit, p] = OUT if state[p] == OUT else flags[limit, p]
    for p in range(PACKS):
        inside = 0.0 if state[p] == OUT else 1.0
        for i in range(p * PACK, p * PACK + PACK):
            start[i] = inside
            end[i] = inside


@seam_kernel("p i i i f f u p")
def judge_packs(where, kind, sector, k, length, sagitta, followed, w):
    """What is certain of each pack in segment k: PACK_FLAGS per limit that is unsure of the block.

    OUT for all limits: the pack needs no study. Fills AT_START and AT_END as far as they are known
    by that. followed: a bit for each lane that is; others as `tocsin.kernels.blocks.classify`.
    """
    flags = floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    first, last = limit_range(kind)
    for limit in range(first, last + 1):
        for p in range(2 * PACKS):
            flags[limit, p] = UNSURE
    if kind != GEOSTATIONARY:
        _radar_packs(floats(where, 0, (N_VIEW_FLOATS,)), kind, k, length, sagitta, w)
        for limit in range(first, last + 1):
            for p in range(PACKS):
                here, there = flags[limit, p], flags[limit, PACKS + p]
                flags[limit, p] = here if here == there else UNSURE
        if sector == WIDE:
            for p in range(PACKS):
                both = both_edges(flags[EDGE_1, p], flags[EDGE_2, p])
                flags[EDGE_1, p] = both
                flags[EDGE_2, p] = both
    _drop_packs(first, last, k, followed, w)


@inner_kernel
def _hull(marked, size):
    """First place and number of the runs of so many bits in which some bit of a mask is set."""
    if not marked:
        return 0, 0
    low = lowest_bit(marked) // size
    high = low + 1
    while high * size < 64 and marked >> np.uint64(high * size):
        high += 1
    return low * size, (high - low) * size


@inner_kernel
def unsure_lanes(limit, w):
    """First lane of the packs that a limit leaves unsure, and how many are studied from there."""
    flags = floats(w, PACK_FLAGS + limit * WIDTH, (WIDTH,))
    marked = np.uint64(0)
    for p in range(PACKS):
        marked |= np.uint64(flags[p] == UNSURE) << np.uint64(p)
    first, count = _hull(marked, 1)
    return first * PACK, count * PACK


@inner_kernel
def crossing_lanes(verdicts, count):
    """First lane of the packs in which some lane is not CLEAR, and how many lanes they have."""
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    verdict = floats(verdicts, 0, (LANES,))
    marked = np.uint64(0)
    for i in range(count):
        marked |= np.uint64(verdict[i] != CLEAR) << np.uint64(i)
    return _hull(marked, PACK)
