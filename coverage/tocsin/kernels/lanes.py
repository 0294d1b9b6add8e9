"""Paths in blocks of neighbouring arcs: nodes shared by all sensors, laid out for vector units.

Every path becomes ``SEGMENTS`` equal steps of its parameter phi. Between its nodes an arc is known
exactly: sums of angles give cosine and sine, the time is explicit. A ready-made path is the
quintic through position and two derivatives at both nodes.
"""

from math import sqrt

from tocsin.compile import floats, inner_kernel, lane_kernel, seam_kernel, shifted
from tocsin.constants import OMEGA_EARTH
from tocsin.kernels.arc import (
    CURVE_BOUND,
    ECC,
    M_0,
    N_ELEMENTS,
    PHI_0,
    PHI_1,
    RATE,
    SPEED_BOUND,
    T_ARC,
    A,
)
from tocsin.kernels.layout import (
    BOOST,
    COS,
    COS_PHI,
    COS_STEP,
    CURVES,
    ECC_LANE,
    LANES,
    LAST_TIME,
    MARGIN,
    MEAN,
    NODE_ROWS,
    NODES,
    PATH,
    PERIOD,
    PHI,
    POINT_ROWS,
    POINT_SLOPE,
    POINT_TIME,
    POINTS,
    POS,
    ROW,
    SEGMENTS,
    SHARE,
    SIN,
    SIN_PHI,
    SIN_STEP,
    SPHERES,
    STAGE,
    STEP,
    TIME,
    TURN,
    VECTORS,
    VEL,
    WIDTH,
)
from tocsin.kernels.path import flight_time


@lane_kernel
def turn_series(x):
    """Cosine and sine for |x| < 1.2 by their series; plain arithmetic, so that it vectorises."""
    y = x * x
    c = 1.0 - y * (
        1 / 2.0
        - y
        * (
            1 / 24.0
            - y
            * (
                1 / 720.0
                - y
                * (1 / 40320.0 - y * (1 / 3628800.0 - y * (1 / 479001600.0 - y / 87178291200.0)))
            )
        )
    )
    s = x * (
        1.0
        - y
        * (
            1 / 6.0
            - y
            * (
                1 / 120.0
                - y
                * (1 / 5040.0 - y * (1 / 362880.0 - y * (1 / 39916800.0 - y * (1 / 6227020800.0))))
            )
        )
    )
    return c, s


@lane_kernel
def small_turn(x):
    """Cosine and sine for |x| < 0.35, right to the last bit but one."""
    y = x * x
    c = 1.0 - y * (
        1 / 2.0 - y * (1 / 24.0 - y * (1 / 720.0 - y * (1 / 40320.0 - y * (1 / 3628800.0))))
    )
    s = x * (
        1.0
        - y * (1 / 6.0 - y * (1 / 120.0 - y * (1 / 5040.0 - y * (1 / 362880.0 - y / 39916800.0))))
    )
    return c, s


@lane_kernel
def node_place(k):
    """Place of the rows of node k."""
    return PATH + k * NODE_ROWS * ROW


@inner_kernel
def load_lanes(w, rows, boost_s, order, first, count):
    """Elements of each lane's arc into the workspace; idle lanes repeat the last arc.

    rows: pointer to rows of N_ELEMENTS; boost_s: pointer to one float per arc; order: which arcs
    the lanes are.
    """
    lane = floats(w, 0, (21, ROW))
    for i in range(LANES):
        at = order[first + min(i, count - 1)]
        arc = floats(rows, at * N_ELEMENTS, (N_ELEMENTS,))
        boost = floats(boost_s, at, (1,))[0]
        lane[PHI // ROW, i] = arc[PHI_0]
        lane[STEP // ROW, i] = arc[PHI_1]
        lane[ECC_LANE // ROW, i] = arc[ECC]
        lane[TURN // ROW, i] = arc[RATE]
        lane[MEAN // ROW, i] = arc[M_0]
        lane[BOOST // ROW, i] = boost
        lane[LAST_TIME // ROW, i] = arc[T_ARC]
        for j in range(9):
            lane[VECTORS // ROW + j, i] = arc[A + j]
    for i in range(LANES):
        rate = lane[TURN // ROW, i]
        lane[STEP // ROW, i] = (lane[STEP // ROW, i] - lane[PHI // ROW, i]) / SEGMENTS
        lane[TURN // ROW, i] = OMEGA_EARTH / rate
        lane[PERIOD // ROW, i] = 1.0 / rate
        lane[LAST_TIME // ROW, i] = flight_time(lane[LAST_TIME // ROW, i], lane[BOOST // ROW, i])
        c, s = turn_series(0.25 * lane[PHI // ROW, i])
        c, s = 1.0 - 2.0 * s * s, 2.0 * s * c
        lane[COS // ROW, i] = 1.0 - 2.0 * s * s
        lane[SIN // ROW, i] = 2.0 * s * c
        c, s = turn_series(lane[STEP // ROW, i])
        lane[COS_STEP // ROW, i] = c
        lane[SIN_STEP // ROW, i] = s


@inner_kernel
def _node_times(w, k, there):
    """Times and cosines of all lanes at node k; steps on to the next node. there: its rows."""
    lane, node = floats(w, 0, (21, ROW)), floats(there, 0, (NODE_ROWS, ROW))
    for i in range(LANES):
        c, s = lane[COS // ROW, i], lane[SIN // ROW, i]
        h, e = lane[STEP // ROW, i], lane[ECC_LANE // ROW, i]
        tau = (lane[PHI // ROW, i] + k * h + e * s - lane[MEAN // ROW, i]) * lane[PERIOD // ROW, i]
        node[COS_PHI, i] = c
        node[SIN_PHI, i] = s
        node[TIME, i] = tau
        c_step, s_step = lane[COS_STEP // ROW, i], lane[SIN_STEP // ROW, i]
        lane[COS // ROW, i] = c * c_step - s * s_step
        lane[SIN // ROW, i] = s * c_step + c * s_step
    # A time in boost is a root, and roots are dear: few nodes have one.
    burning = 0
    for i in range(LANES):
        burning += node[TIME, i] < 0.5 * lane[BOOST // ROW, i]
    for i in range(LANES if burning > 0 else 0):
        node[TIME, i] = flight_time(node[TIME, i], lane[BOOST // ROW, i])
    for i in range(LANES if burning == 0 else 0):
        node[TIME, i] = node[TIME, i] + 0.5 * lane[BOOST // ROW, i]
    if k == 0:
        for i in range(LANES):
            node[TIME, i] = 0.0
    if k == SEGMENTS:
        for i in range(LANES):
            node[TIME, i] = lane[LAST_TIME // ROW, i]


@lane_kernel
def arc_point(lane, i, phi, c, s):
    """Earth-fixed position of lane i at phi (with its cosine and sine) and derivative by share."""
    v = VECTORS // ROW
    h, e, q = lane[STEP // ROW, i], lane[ECC_LANE // ROW, i], lane[TURN // ROW, i]
    ct, st = turn_series(q * (phi + e * s))
    rate = q * (1.0 + e * c)
    x = lane[v, i] * c + lane[v + 3, i] * s + lane[v + 6, i]
    y = lane[v + 1, i] * c + lane[v + 4, i] * s + lane[v + 7, i]
    dx = lane[v + 3, i] * c - lane[v, i] * s
    dy = lane[v + 4, i] * c - lane[v + 1, i] * s
    px, py = x * ct + y * st, y * ct - x * st
    pz = lane[v + 2, i] * c + lane[v + 5, i] * s + lane[v + 8, i]
    vx = h * (dx * ct + dy * st + rate * py)
    vy = h * (dy * ct - dx * st - rate * px)
    return px, py, pz, vx, vy, h * (lane[v + 5, i] * c - lane[v + 2, i] * s)


@inner_kernel
def _node_places(w, k, there):
    """Positions and derivatives by share of all lanes at node k, whose rows are there."""
    lane, node = floats(w, 0, (21, ROW)), floats(there, 0, (NODE_ROWS, ROW))
    for i in range(LANES):
        phi = lane[PHI // ROW, i] + k * lane[STEP // ROW, i]
        x, y, z, vx, vy, vz = arc_point(
            lane,
            i,
            phi,
            node[COS_PHI, i],
            node[SIN_PHI, i],
        )
        node[POS, i] = x
        node[POS + 1, i] = y
        node[POS + 2, i] = z
        node[VEL, i] = vx
        node[VEL + 1, i] = vy
        node[VEL + 2, i] = vz


@seam_kernel("p p p i1 i i")
def fill_block(w, rows, boost_s, order, first, count):
    """Nodes of arcs first .. first + count - 1 into the workspace."""
    load_lanes(w, rows, boost_s, order, first, count)
    for k in range(NODES):
        there = shifted(w, node_place(k))
        _node_times(w, k, there)
        _node_places(w, k, there)


@seam_kernel("p p p p i1 i i")
def fill_given(w, nodes, rows, boost_s, order, first, count):
    """Copy nodes (pointer to NODES x 9 per path) of ready-made paths, as `fill_block` does."""
    load_lanes(w, rows, boost_s, order, first, count)
    for k in range(NODES):
        _node_times(w, k, shifted(w, node_place(k)))
        node = floats(w, node_place(k), (NODE_ROWS, ROW))
        curve = floats(w, CURVES + 3 * k * ROW, (3, ROW))
        for i in range(LANES):
            one = floats(nodes, (order[first + min(i, count - 1)] * NODES + k) * 9, (9,))
            for j in range(6):
                node[POS + j, i] = one[j]
            for j in range(3):
                curve[j, i] = one[6 + j]


@lane_kernel
def point_at(lane, node, i, k, x):
    """Lane i at share x of segment k: arc time, its slope by share, position and derivative.

    node: rows of the segment's first node.
    """
    h, e = lane[STEP // ROW, i], lane[ECC_LANE // ROW, i]
    c_x, s_x = small_turn(x * h)
    c = node[COS_PHI, i] * c_x - node[SIN_PHI, i] * s_x
    s = node[SIN_PHI, i] * c_x + node[COS_PHI, i] * s_x
    phi = lane[PHI // ROW, i] + (k + x) * h
    tau = (phi + e * s - lane[MEAN // ROW, i]) * lane[PERIOD // ROW, i]
    slope = h * (1.0 + e * c) * lane[PERIOD // ROW, i]
    x, y, z, vx, vy, vz = arc_point(lane, i, phi, c, s)
    return tau, slope, x, y, z, vx, vy, vz


@lane_kernel
def quintic(p, d, a, q, e, b, x):
    """Value and derivative at share x: value, first, second derivative at 0 and at 1 given."""
    rise = q - p
    c_3 = 10.0 * rise - 6.0 * d - 4.0 * e - 1.5 * a + 0.5 * b
    c_4 = -15.0 * rise + 8.0 * d + 7.0 * e + 1.5 * a - b
    c_5 = 6.0 * rise - 3.0 * (d + e) - 0.5 * (a - b)
    value = p + x * (d + x * (0.5 * a + x * (c_3 + x * (c_4 + x * c_5))))
    return value, d + x * (a + x * (3.0 * c_3 + x * (4.0 * c_4 + x * 5.0 * c_5)))


@lane_kernel
def given_point(one, curve, i, j, x):
    """Component j of lane i of a ready-made path at a share of a segment, and its derivative.

    one, curve: rows of the nodes at both ends, and of their second derivatives.
    """
    there = NODE_ROWS + j
    return quintic(
        one[POS + j, i], one[VEL + j, i], curve[j, i],
        one[POS + there, i], one[VEL + there, i], curve[3 + j, i], x,
    )  # fmt: skip


@inner_kernel
def move_points(w, k, given, count):
    """Points of so many lanes at their shares of segment k, whose first node is in STAGE.

    It has to be: with reads from a place that changes the loop would not use vector units.
    """
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    lane, node = floats(w, 0, (21, ROW)), floats(w, STAGE, (NODE_ROWS, ROW))
    share, points = floats(w, SHARE, (ROW,)), floats(w, POINTS, (POINT_ROWS, ROW))
    for i in range(count):
        tau, slope, x, y, z, vx, vy, vz = point_at(lane, node, i, k, share[i])
        points[POINT_TIME, i] = tau
        points[POINT_SLOPE, i] = slope
        points[POS, i] = x
        points[POS + 1, i] = y
        points[POS + 2, i] = z
        points[VEL, i] = vx
        points[VEL + 1, i] = vy
        points[VEL + 2, i] = vz
    if given:
        one = floats(w, node_place(k), (2 * NODE_ROWS, ROW))
        curve = floats(w, CURVES + 3 * k * ROW, (6, ROW))
        for j in range(3):
            for i in range(count):
                points[POS + j, i], points[VEL + j, i] = given_point(one, curve, i, j, share[i])


@seam_kernel("p")
def block_spheres(w):
    """Sphere around the block at each node: centre, radius [m]; the last node fills the width.

    The centre is the mean of every fourth lane: neighbours in a block lie close together.
    """
    spheres = floats(w, SPHERES, (4, WIDTH))
    v = floats(w, MARGIN, (ROW,))
    for k in range(WIDTH):
        node = floats(w, node_place(min(k, NODES - 1)), (NODE_ROWS, ROW))
        x = y = z = 0.0
        for i in range(0, LANES, 4):
            x += node[POS, i]
            y += node[POS + 1, i]
            z += node[POS + 2, i]
        x, y, z = x * 4 / LANES, y * 4 / LANES, z * 4 / LANES
        for i in range(LANES):
            dx, dy, dz = node[POS, i] - x, node[POS + 1, i] - y, node[POS + 2, i] - z
            v[i] = dx * dx + dy * dy + dz * dz
        # Folded in half, so that vectors do it.
        for i in range(LANES // 2):
            v[i] = v[i] if v[i] > v[i + LANES // 2] else v[i + LANES // 2]
        for i in range(LANES // 4):
            v[i] = v[i] if v[i] > v[i + LANES // 4] else v[i + LANES // 4]
        far = v[0]
        for i in range(1, LANES // 4):
            far = v[i] if v[i] > far else far
        spheres[0, k], spheres[1, k], spheres[2, k] = x, y, z
        spheres[3, k] = sqrt(far)


@inner_kernel
def block_bounds(rows, order, first, count):
    """Chord length bound, sagitta bound [m] of any segment of any arc of the block."""
    length = 0.0
    sagitta = 0.0
    for i in range(first, first + count):
        arc = floats(rows, order[i] * N_ELEMENTS, (N_ELEMENTS,))
        step = (arc[PHI_1] - arc[PHI_0]) / SEGMENTS
        length = max(length, arc[SPEED_BOUND] * step)
        sagitta = max(sagitta, arc[CURVE_BOUND] * step * step / 8.0)
    return length, sagitta
