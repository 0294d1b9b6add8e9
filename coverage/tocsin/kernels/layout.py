"""Where things lie in a thread's workspace: rows of one float per lane.

How kernels carve it is told in `tocsin.compile.memory`.

A block is ``LANES`` neighbouring arcs. Rows are a cache line longer than that, so that rows 4 KiB
apart do not push each other out of the fastest cache.
"""

SEGMENTS = 20
NODES = SEGMENTS + 1
LANES = 64
# A pack is a run of a block's lanes that are judged together where the block as a whole cannot be.
PACKS = 8
PACK = LANES // PACKS
ROW = LANES + 8

# Elements of each lane's arc.
PHI, STEP, ECC_LANE, TURN, MEAN, PERIOD, BOOST, LAST_TIME = (ROW * r for r in range(8))
VECTORS, COS, SIN, COS_STEP, SIN_STEP = (ROW * r for r in (8, 17, 18, 19, 20))

# Rows of a node: position, velocity, cos phi, sin phi, time.
POS, VEL, COS_PHI, SIN_PHI, TIME = 0, 3, 6, 7, 8
NODE_ROWS = 9
# Points under study: share of the segment, then position, velocity, arc time and its slope.
SHARE = ROW * 21
POINT_TIME, POINT_SLOPE = 6, 7
POINTS, POINT_ROWS = ROW * 22, 8
# Of the points: margin, derivative, distance. Of one limit over a segment: bound of its margin's
# second derivative.
MARGIN, RAYS, BOUND = ROW * 30, ROW * 33, ROW * 36
# Of the segment: inside at its start and end, number of crossings, the single one's time.
AT_START, AT_END, N_CROSSINGS, PLACE = (ROW * r for r in (37, 38, 39, 40))
# Of the view: when the open window began (CLOSED: none is open), windows so far, and when the lane
# comes into view or goes out.
STARTED, N_WINDOWS, SWITCHED = ROW * 41, ROW * 42, ROW * 43

N_LIMITS = 8
VERDICTS, CROSSINGS = ROW * 44, ROW * 52  # per limit
ENDS = ROW * 60  # margins at both ends of a segment: 3 rows per limit, by parity of the node
PATH = ROW * 108
CURVES = PATH + ROW * NODE_ROWS * NODES  # second derivatives of ready-made paths

# Of the block, not per lane: spheres (4), what is certain per limit and in all, over nodes.
WIDTH = 24
BLOCK = CURVES + ROW * 3 * NODES
SPHERES, FLAGS, STATE = BLOCK, BLOCK + 4 * WIDTH, BLOCK + (4 + N_LIMITS) * WIDTH
STACK = BLOCK + (5 + N_LIMITS) * WIDTH
STACK_DEPTH, STACK_COLUMNS = 128, 8
ROOTS, MAX_ROOTS = STACK + STACK_DEPTH * STACK_COLUMNS, 64
STAGE = ROOTS + 2 * MAX_ROOTS  # copy of a node's rows
# Of packs, node by node: spheres (4), and whether they are known; of the two nodes of a segment:
# what is certain per limit; per limit the lanes that are studied (from, number).
PACK_SPHERES, PACKS_KNOWN = STAGE + NODE_ROWS * ROW, STAGE + NODE_ROWS * ROW + 4 * NODES * PACKS
PACK_FLAGS = PACKS_KNOWN + WIDTH
PACK_STATE = PACK_FLAGS + N_LIMITS * WIDTH
STUDIED = PACK_STATE + PACKS
RAY_ROWS = STUDIED + 16  # rows of a ray's table, four floats per lane
SPAN = RAY_ROWS + 4 * LANES  # one window of each lane
FIRST = SPAN + 2 * LANES  # first time of each lane
WINDOWS = FIRST + LANES  # in and out of as many windows of each lane as there is place for
