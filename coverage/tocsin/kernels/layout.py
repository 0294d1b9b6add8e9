"""Where things lie in a thread's workspace: rows of one float per lane (see `memory`).

A block is ``LANES`` neighbouring arcs. Rows are a cache line longer than that, so that rows 4 KiB
apart do not push each other out of the fastest cache.
"""

SEGMENTS = 20
NODES = SEGMENTS + 1
LANES = 64
ROW = LANES + 8

# Elements of each lane's arc.
PHI, STEP, ECC_LANE, TURN, MEAN, PERIOD, BOOST, LAST_TIME = (ROW * r for r in range(8))
VECTORS, COS, SIN, COS_STEP, SIN_STEP = (ROW * r for r in (8, 17, 18, 19, 20))

# Rows of a node: position, velocity, cos phi, sin phi, time; and their place while at work.
POS, VEL, COS_PHI, SIN_PHI, TIME = 0, 3, 6, 7, 8
NODE_ROWS = 9
STAGE = ROW * 21
# Points under study: share of the segment, then position, velocity, arc time and its slope.
SHARE = ROW * 30
POINT_TIME, POINT_SLOPE = 6, 7
POINTS, POINT_ROWS = ROW * 31, 8
# Margin, derivative, distance: of the points, and at both ends of a segment.
MARGIN, RAYS, HERE, THERE = ROW * 39, ROW * 42, ROW * 45, ROW * 48
BOUND, VERDICT, CROSSING = ROW * 51, ROW * 52, ROW * 53
# Of the segment: inside at its start and end, number of crossings, the single one's time.
AT_START, AT_END, N_CROSSINGS, PLACE = (ROW * r for r in (54, 55, 56, 57))
# Of the view: when the open window began (nan: none is open), followed no more, windows so far.
STARTED, DONE, N_WINDOWS = (ROW * r for r in (58, 59, 60))

N_LIMITS = 7
VERDICTS, CROSSINGS, ENDS = ROW * 61, ROW * 68, ROW * 75  # per limit; ENDS per node parity too
PATH = ROW * 117
CURVES = PATH + ROW * NODE_ROWS * NODES  # second derivatives of ready-made paths

# Of the block, not per lane: spheres (4), what is certain per limit and in all, over nodes.
WIDTH = 24
BLOCK = CURVES + ROW * 3 * NODES
SPHERES, FLAGS, STATE = BLOCK, BLOCK + 4 * WIDTH, BLOCK + (4 + N_LIMITS) * WIDTH
STACK = BLOCK + (5 + N_LIMITS) * WIDTH
STACK_DEPTH, STACK_COLUMNS = 128, 8
ROOTS, MAX_ROOTS = STACK + STACK_DEPTH * STACK_COLUMNS, 64
RAY_ROWS = ROOTS + 2 * MAX_ROOTS  # rows of a ray's table, four floats per lane
TIMES = RAY_ROWS + 4 * LANES  # of a tier, one per lane
ROOM = TIMES + LANES
