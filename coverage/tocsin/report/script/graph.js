// The sharing graph as a picture: nations, lines between pairs, pacts of many as nodes.

// Up to so many nations are named in their nodes; more are dots with names round the circle.
const NAMED_NODES = 6;
// Up to so many pairs bear the names of their agreements, where there is room.
const NAMED_PAIRS = 6;
const ROOM_FOR_NAMES = 520;
// Longer lines say no more.
const WIDEST_GRAPH = 860;

// graph: {nations: [{at, name, color, tied}], ties, pacts, middle, titles: agreement → title}.
function graphPicture(graph, room) {
  const width = Math.min(room, WIDEST_GRAPH);
  const few = graph.nations.length <= NAMED_NODES;
  const shape = few ? fewShape(graph, width) : manyShape(graph, width);
  const drawn = [...graph.ties].sort((one, other) => (one.state === "on") - (other.state === "on"));
  const at = pactPlaces(graph, shape);
  const pacts = graph.pacts.map((pact, rank) => ({ ...pact, place: at[rank] }));
  const named = few && width >= ROOM_FOR_NAMES && new Set(drawn.map(pairKey)).size <= NAMED_PAIRS;
  return picture(
    {
      width,
      height: shape.height,
      title: "Who tells whom",
      description: graphWords(graph),
      chosen: true,
      className: "graph",
    },
    pacts.map((pact) => pactLines(pact, shape)),
    drawn.map((tie) => tieLine(tie, graph, shape)),
    graph.nations.map((nation) => shape.node(nation)),
    pacts.map((pact) => pactNode(pact, shape)),
    named && tieNames(graph, shape),
  );
}

function pairKey(tie) {
  return [tie.source, tie.target].sort((one, other) => one - other).join("-");
}

function graphWords(graph) {
  const on = graph.ties.filter((tie) => tie.state === "on");
  const pacts = graph.pacts
    .filter((pact) => pact.state === "on")
    .map((pact) => `${pact.title} joins ${pact.members.length} nations`);
  const said = [...on.slice(0, 12).map((tie) => tieWords(tie, graph)), ...pacts];
  if (on.length > 12) said.push(`and ${on.length - 12} more, in the table below`);
  return said.length ? `${said.join(". ")}.` : "No nation tells any other.";
}

function tieWords(tie, graph) {
  const name = (at) => graph.names[at];
  const ways = tie.both
    ? `${name(tie.source)} and ${name(tie.target)} tell each other`
    : `${name(tie.source)} tells ${name(tie.target)}`;
  const by = [...new Set(tie.grants.map((grant) => graph.titles[grant.agreement]))];
  const what = `${tie.best.tier}, ${modeWords(tie.best.mode)}`;
  return tie.state === "on"
    ? `${ways}: ${what} (${by.join("; ")})`
    : `Switched off: ${ways}, ${what} (${by.join("; ")})`;
}

function modeWords(mode) {
  return { auto: "at once", release: "by release", request: "on request", exercise: "in exercises only" }[mode];
}

// --- where nations stand

function fewShape(graph, width) {
  // Long names take two lines on a narrow page. Bold type is wider by a fifteenth.
  const names = new Map(
    graph.nations.map((nation) => [nation.at, linesOf(nation.name, width < ROOM_FOR_NAMES ? 96 : 260, 2, 15)]),
  );
  const halves = graph.nations.map(
    (nation) => Math.max(...names.get(nation.at).map((line) => textWidth(line, 14, 700))) / 2 + 13,
  );
  const height = Math.round(graph.nations.length === 2 ? 120 : Math.min(420, Math.max(260, 0.5 * width)));
  const across = width / 2 - Math.max(...halves) - 4;
  const places = new Map();
  const boxes = new Map();
  graph.nations.forEach((nation, rank) => {
    // Two stand side by side; more begin at the top.
    const turn = (2 * Math.PI * rank) / graph.nations.length + (graph.nations.length === 2 ? -Math.PI / 2 : 0);
    // Three stand as high as four do: the height is used.
    const lowest = graph.nations.length % 2 ? Math.cos(Math.PI / graph.nations.length) : 1;
    const fall = graph.nations.length === 2 ? 0 : (1 - Math.cos(turn)) / (1 + lowest);
    places.set(nation.at, [
      width / 2 + across * Math.sin(turn),
      graph.nations.length === 2 ? height / 2 : 32 + fall * (height - 84),
    ]);
    boxes.set(nation.at, [halves[rank], 10.5 + 8.5 * names.get(nation.at).length]);
  });
  const node = (nation) => boxNode(nation, places.get(nation.at), boxes.get(nation.at), names.get(nation.at));
  return { height, places, node, width, foot: (at, from) => onBox(places.get(at), boxes.get(at), from) };
}

function manyShape(graph, width) {
  const round = graph.nations.filter((nation) => nation.at !== graph.middle);
  const longest = Math.max(...round.map((nation) => textWidth(nation.name, 13)));
  const wished = Math.min(140, 0.27 * width, longest + 4);
  const radius = Math.min(300, Math.max(width / 2 - wished - 14, (15 * round.length) / (2 * Math.PI)));
  const names = Math.min(wished, width / 2 - radius - 14);
  const height = Math.round(2 * (radius + names + 14));
  const center = [width / 2, height / 2];
  const places = new Map(graph.middle === null ? [] : [[graph.middle, center]]);
  const turns = new Map();
  round.forEach((nation, rank) => {
    const turn = (2 * Math.PI * (rank + 0.5)) / round.length;
    turns.set(nation.at, turn);
    places.set(nation.at, [center[0] + radius * Math.sin(turn), center[1] - radius * Math.cos(turn)]);
  });
  const node = (nation) => dotNode(nation, places.get(nation.at), turns.get(nation.at), names);
  return { height, width, places, center, radius, node, foot: (at, from) => onCircle(places.get(at), 8, from) };
}

function boxNode(nation, [x, y], [halfWide, halfHigh], lines) {
  return svg(
    "g",
    { class: nation.tied ? "node" : "node untied" },
    svg("title", {}, nation.tied ? nation.name : `${nation.name}: no tie under these rules`),
    svg("rect", {
      x: x - halfWide,
      y: y - halfHigh,
      width: 2 * halfWide,
      height: 2 * halfHigh,
      rx: Math.min(halfHigh, 19),
      stroke: nation.color,
    }),
    lines.map((line, at) =>
      svgText(x, y + 5 + 17 * (at - (lines.length - 1) / 2), line, { anchor: "middle", className: "strong" }),
    ),
  );
}

// Names lie along the radius, so that forty find room; on the left they are turned to be read.
function dotNode(nation, [x, y], turn, room) {
  const dot = svg("circle", { cx: x, cy: y, r: 6, stroke: nation.color });
  const title = svg("title", {}, nation.tied ? nation.name : `${nation.name}: no tie under these rules`);
  const className = nation.tied ? "node" : "node untied";
  if (turn === undefined)
    return svg(
      "g",
      { class: className },
      title,
      dot,
      svgText(x, y - 12, nation.name, { anchor: "middle", className: "strong rim" }),
    );
  const left = turn > Math.PI;
  const degrees = (turn * 180) / Math.PI - (left ? -90 : 90);
  const text = svgText(left ? -11 : 11, 4.5, cutTo(nation.name, room, 13), {
    anchor: left ? "end" : "start",
    transform: `translate(${x} ${y}) rotate(${degrees})`,
  });
  return svg("g", { class: className }, title, dot, text);
}

// Where a line from a point meets the rim of a box or a circle.
function onBox([x, y], [halfWide, halfHigh], [fromX, fromY]) {
  const [dx, dy] = [fromX - x, fromY - y];
  const share = Math.min(
    (halfWide + 3) / Math.max(Math.abs(dx), 1e-9),
    (halfHigh + 3) / Math.max(Math.abs(dy), 1e-9),
    1,
  );
  return [x + share * dx, y + share * dy];
}

function onCircle([x, y], radius, [fromX, fromY]) {
  const length = Math.hypot(fromX - x, fromY - y) || 1;
  return [x + (radius * (fromX - x)) / length, y + (radius * (fromY - y)) / length];
}

// --- lines

// The point that a line bends towards: aside where the other way differs, inward on a circle of many.
function bendOf(tie, shape) {
  const [x1, y1] = shape.places.get(tie.source);
  const [x2, y2] = shape.places.get(tie.target);
  const middle = [(x1 + x2) / 2, (y1 + y2) / 2];
  // A long line bends no further than a short one.
  const aside = tie.bent ? Math.min(0.16, 46 / (Math.hypot(x2 - x1, y2 - y1) || 1)) : 0;
  const inward = shape.center ? 0.35 : 0;
  const [pullX, pullY] = shape.center ? [shape.center[0] - middle[0], shape.center[1] - middle[1]] : [0, 0];
  return [middle[0] + inward * pullX - aside * (y2 - y1), middle[1] + inward * pullY + aside * (x2 - x1)];
}

function tieLine(tie, graph, shape) {
  const bend = bendOf(tie, shape);
  const start = shape.foot(tie.source, bend);
  const end = shape.foot(tie.target, bend);
  const words = tieWords(tie, graph);
  const path = `M${start.join(",")} Q${bend.join(",")} ${end.join(",")}`;
  return svg(
    "g",
    {
      class: `tie tier-${tie.best.tier} mode-${tie.best.mode} ${tie.state}`,
      tabindex: 0,
      role: "img",
      "aria-label": words,
      "data-key": tie.key,
    },
    svg("title", {}, words),
    svg("path", { d: path, class: "grip" }),
    svg("path", { d: path, class: "line" }),
    !tie.both && arrowHead(bend, end),
  );
}

function arrowHead([fromX, fromY], [x, y]) {
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [along, down] = [(x - fromX) / length, (y - fromY) / length];
  const points = [
    [x, y],
    [x - 12 * along - 6 * down, y - 12 * down + 6 * along],
    [x - 12 * along + 6 * down, y - 12 * down - 6 * along],
  ];
  return svg("polygon", { points: points.map((point) => point.join(",")).join(" "), class: "head" });
}

// One name a pair, at the middle of its line.
function tieNames(graph, shape) {
  const pairs = new Map();
  for (const tie of graph.ties.filter((each) => each.state === "on")) {
    const said = pairs.get(pairKey(tie)) || { tie, titles: new Map() };
    for (const grant of tie.grants) {
      const best = said.titles.get(grant.agreement);
      if (!best || isBetter(grant, best)) said.titles.set(grant.agreement, grant);
    }
    pairs.set(pairKey(tie), said);
  }
  return [...pairs.values()].map(({ tie, titles }) => {
    const [best] = [...titles].sort((one, other) => isBetter(other[1], one[1]) - isBetter(one[1], other[1]))[0];
    const more = titles.size > 1 ? [`and ${titles.size - 1} more`] : [];
    const lines = [...linesOf(graph.titles[best], Math.min(190, shape.width / 4), 2, 13), ...more];
    const [x, y] = bendOf({ ...tie, bent: false }, shape);
    const wide = Math.max(...lines.map((line) => textWidth(line, 13))) + 8;
    const high = 16 * lines.length + 4;
    return svg(
      "g",
      { class: "tie-name" },
      svg("rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, class: "name-ground" }),
      lines.map((line, at) =>
        svgText(x, y + 5 + 16 * (at - (lines.length - 1) / 2), line, {
          anchor: "middle",
          className: line === more[0] ? "faint" : "",
        }),
      ),
    );
  });
}

// --- pacts of many

const PACT_APART = 56;

// Towards its members, clear of the other pacts and of whoever stands in the middle.
function pactPlaces(graph, shape) {
  const center = [shape.width / 2, shape.height / 2];
  const places = graph.pacts.map((pact, rank) => {
    const mean = [0, 1].map(
      (axis) => pact.members.reduce((sum, at) => sum + shape.places.get(at)[axis], 0) / pact.members.length,
    );
    return [0, 1].map((axis) => center[axis] + 0.7 * (mean[axis] - center[axis]) + 0.01 * (rank + 1));
  });
  const room = 0.62 * (shape.radius || 0.5 * shape.height);
  const fixed = graph.middle === null ? [] : [shape.places.get(graph.middle)];
  for (let round = 0; round < 40; round++) {
    places.forEach((place, at) => {
      for (const other of [...fixed, ...places.filter((_, rank) => rank !== at)]) pushFrom(place, other);
      // Not beyond the nations, whatever pushes.
      place[1] = Math.min(center[1] + room, Math.max(center[1] - room, place[1]));
    });
  }
  return places;
}

// Boxes of text are wide and low: they part downward sooner than sideways.
function pushFrom(place, other) {
  const [dx, dy] = [(place[0] - other[0]) / 150, (place[1] - other[1]) / PACT_APART];
  const length = Math.hypot(dx, dy) || 1e-3;
  if (length >= 1) return;
  place[1] += (dy >= 0 ? 1 : -1) * 0.5 * (1 - length) * PACT_APART;
}

function pactLines(pact, shape) {
  return svg(
    "g",
    { class: `tie tier-${pact.tier} mode-${pact.mode} ${pact.state}` },
    pact.members.map((at) => {
      const [x, y] = shape.foot(at, pact.place);
      return svg("line", { x1: pact.place[0], y1: pact.place[1], x2: x, y2: y, class: "line spoke" });
    }),
  );
}

function pactNode(pact, shape) {
  const lines = linesOf(pact.title, Math.min(150, shape.width / 3), 2, 13);
  const wide = Math.max(...lines.map((line) => textWidth(line, 13))) + 20;
  const high = 16 * lines.length + 12;
  const [x, y] = pact.place;
  const words = `${pact.title}${pact.state === "on" ? "" : " (switched off)"}: every one of ${pact.members.length} tells every other, ${pact.tier}, ${modeWords(pact.mode)}`;
  return svg(
    "g",
    {
      class: `pact tier-${pact.tier} ${pact.state}`,
      tabindex: 0,
      role: "img",
      "aria-label": words,
      "data-key": pact.key,
    },
    svg("title", {}, words),
    svg("rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: 6 }),
    lines.map((line, at) => svgText(x, y + 4.5 + 16 * (at - (lines.length - 1) / 2), line, { anchor: "middle" })),
  );
}
