// What all pictures of the page share: elements, scales, a table beside each.

const SVG_NAMES = "http://www.w3.org/2000/svg";
const LEAST_WIDTH = 260;
const AXIS_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

// An element of a picture: svg("rect", {x: 0, width: 9}, children). Text stays text, whatever a scenario says.
function svg(name, attributes, ...children) {
  const node = document.createElementNS(SVG_NAMES, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else node.setAttribute(key, value);
  }
  // Pieces that are not there are left out: `at && line`.
  node.append(...children.flat(3).filter((child) => child || child === ""));
  return node;
}

// A picture with a name and a description for those who do not see it.
// It is a group where something in it can be chosen: what is inside an image cannot be reached.
let pictureCount = 0;
function picture({ width, height, title, description, chosen = false, className = "" }, ...children) {
  const id = `picture-${++pictureCount}`;
  return svg(
    "svg",
    {
      class: `picture ${className}`,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: chosen ? "group" : "img",
      "aria-labelledby": `${id}-title ${id}-text`,
    },
    svg("title", { id: `${id}-title` }, title),
    svg("desc", { id: `${id}-text` }, description),
    children,
  );
}

// Text in a picture; `anchor` is start, middle or end.
function svgText(x, y, text, { anchor = "start", className = "", ...rest } = {}) {
  return svg("text", { x, y, "text-anchor": anchor, class: className, ...rest }, text);
}

// Draws into an element at its own width, so that type keeps its size; again when the width changes.
// The browser says the width: to ask for it makes a browser lay out the page before its time. What is
// hidden has none, and is drawn when it is shown. The mark that had the focus has it again.
// Returns the function that draws anew.
function atWidth(home, draw) {
  let width = 0;
  const paint = () => {
    if (!width) return;
    const held = home.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    home.replaceChildren(...[draw(Math.max(width, LEAST_WIDTH))].flat(2).filter(Boolean));
    if (held) [...home.querySelectorAll("[data-key]")].find((mark) => mark.dataset.key === held)?.focus();
  };
  new ResizeObserver(([{ contentRect }]) => {
    if (Math.floor(contentRect.width) === width) return;
    width = Math.floor(contentRect.width);
    paint();
  }).observe(home);
  return paint;
}

// A part of a flight: in seconds below a minute.
function shortClock(seconds) {
  return seconds < 59.95 ? `${Math.round(seconds * 10) / 10} s` : minutes(seconds);
}

// Round times from 0 to a span, at most so many steps.
function timeTicks(span, most) {
  const step = AXIS_STEPS_S.find((each) => span / each <= most) || 3600 * Math.ceil(span / 3600 / most);
  return Array.from({ length: Math.floor(span / step + 1e-9) + 1 }, (_, at) => at * step);
}

let ruler = null;
let rulerFont = "";
const measured = new Map();
// Width of a text in px, in the page's own font. Asked again and again for the same words: kept, since
// to ask for the font makes a browser lay out the page anew.
function textWidth(text, size = 13, weight = 400) {
  ruler = ruler || document.createElement("canvas").getContext("2d");
  rulerFont = rulerFont || getComputedStyle(document.documentElement).fontFamily;
  const key = `${weight} ${size} ${text}`;
  if (!measured.has(key)) {
    if (measured.size > 5000) measured.clear();
    ruler.font = `${weight} ${size}px ${rulerFont}`;
    measured.set(key, ruler.measureText(text).width);
  }
  return measured.get(key);
}

// A text cut to a width, with an ellipsis.
function cutTo(text, width, size = 13, weight = 400) {
  if (textWidth(text, size, weight) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end).trimEnd()}…`, size, weight) > width) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}

// A text in lines of a width, at most so many, the last cut.
function linesOf(text, width, most = 2, size = 13) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    const fits = !lines.at(-1) || lines.length === most || textWidth(longer, size) <= width;
    if (fits) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => cutTo(line, width, size));
}

// Rising places that lie at least a gap apart, within low and high, moved as little as that allows.
function apart(places, gap, low, high) {
  const order = places.map((_, at) => at).sort((one, other) => places[one] - places[other]);
  const moved = order.map((at) => Math.max(places[at], low));
  for (let at = 1; at < moved.length; at++) moved[at] = Math.max(moved[at], moved[at - 1] + gap);
  for (let at = moved.length - 1; at >= 0; at--) {
    moved[at] = Math.min(moved[at], at === moved.length - 1 ? high : moved[at + 1] - gap);
  }
  const found = [];
  order.forEach((at, rank) => (found[at] = moved[rank]));
  return found;
}

// The axis of time below a picture: a tick at each round time.
function timeAxis(x, y, span, width, unit = "after launch") {
  const ticks = timeTicks(span, Math.max(2, Math.floor((x(span) - x(0)) / 64)));
  const marks = ticks.map((tick) => {
    const at = x(tick);
    const anchor = at < 16 ? "start" : at > width - 16 ? "end" : "middle";
    return [
      svg("line", { x1: at, x2: at, y1: y, y2: y + 5, class: "axis" }),
      svgText(at, y + 19, minutes(tick), { anchor, className: "faint" }),
    ];
  });
  return svg(
    "g",
    { class: "axis-labels" },
    svg("line", { x1: x(0), x2: x(span), y1: y, y2: y, class: "axis" }),
    marks,
    svgText(0, y + 37, `m:ss ${unit}`, { className: "faint" }),
  );
}

// Lines at a slant, for what is late or not covered. The id must be the picture's own.
function slanted(id, className) {
  return svg(
    "defs",
    {},
    svg(
      "pattern",
      { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 2.5, height: 7, class: className }),
    ),
  );
}

// The table beside a picture. Cells may be text or elements; `numbers` are the columns that align right.
// It is made when it is first opened: of forty nations it has thousands of rows.
function besideTable(caption, head, rows, { numbers = [], summary = "As a table" } = {}) {
  const home = element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption });
  const fill = (event) => {
    if (event.currentTarget.open && !home.firstChild) home.append(tableOf(caption, head, rows, numbers));
  };
  return element("details", { class: "beside", ontoggle: fill }, element("summary", {}, summary), home);
}

function tableOf(caption, head, rows, numbers) {
  const side = (at) => ({ class: numbers.includes(at) ? "number" : null });
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        head.map((text, at) => element("th", { scope: "col", ...side(at) }, text)),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((row) =>
        element(
          "tr",
          {},
          row.map((cell, at) => (at ? element("td", side(at), cell) : element("th", { scope: "row" }, cell))),
        ),
      ),
    ),
  );
}

// Fresh content for a place of the page, whose details stay open or shut.
function refill(home, ...content) {
  const was = [...home.querySelectorAll("details")].map((each) => each.open);
  home.replaceChildren(...content.flat(2).filter(Boolean));
  home.querySelectorAll("details").forEach((each, at) => (each.open = Boolean(was[at])));
}

// Work in pieces, when the page has nothing else to do; `home` is busy until all are done. `stop()` ends it.
function inPieces(home, pieces, afterEach = () => {}) {
  let at = 0;
  let ended = false;
  const work = () => {
    if (ended) return;
    pieces[at++]();
    if (at === pieces.length) home.setAttribute("aria-busy", "false");
    afterEach(at, pieces.length);
    if (at < pieces.length) whenIdle(work);
  };
  home.setAttribute("aria-busy", String(pieces.length > 0));
  if (pieces.length) whenIdle(work);
  return { stop: () => (ended = true) };
}

// Colours of series without one of their own: Okabe and Ito (2008), as the figures have them.
const SERIES_COLORS = ["#0072B2", "#CC79A7", "#E69F00", "#009E73", "#56B4E9", "#D55E00"];
function colorOf(nations, at) {
  return nations[at].color || SERIES_COLORS[at % SERIES_COLORS.length];
}

// From where, by which arcs, weighted how, and how far it holds: no number stands without it.
function chartBasis(data, { launch, arc, weight }) {
  const { arcs, launchChoices } = data.header;
  const count = arcs.length;
  const by = arc < 0 && count > 1 ? `mean of ${count} unlike arcs` : `${arcs[Math.max(arc, 0)].title} arc`;
  return `From ${launchChoices[launch].title}, ${by}, by ${weight}. One case: cards at their values.`;
}

// Nations that a launch threatens, in file order.
function threatened(data, { launch, arc }) {
  return [...new Set(chosenBlocks(data, { launch, arc }).map(({ group }) => group.nation))].sort(
    (one, other) => one - other,
  );
}

function meanFor(data, found, { launch, arc, weight }, nation) {
  const asked = { launch, arc, nation };
  return weight === "people" ? measures(data, found, asked).mean_warning_pop_s : meanWarning(data, found, asked);
}
