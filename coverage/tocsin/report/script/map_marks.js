// What stands over the cells of a map: names, sensors, launch areas, the scale bar, the chosen cell.
//
// All of it is SVG in the pixels of the screen, so that letters keep their size when the map is
// zoomed, follow the page's colours, and print sharp. Names without room are left out.
const SVG_SPACE = "http://www.w3.org/2000/svg";
const MARK_FONTS = {
  launch: [600, 12.5], nation: [600, 14], place: [400, 12], sensor: [400, 11], country: [400, 12],
};
const MARK_GAP = 7;
const MARK_SPOTS = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]];
const MARK_INSET = 12;
const SENSOR_SHAPE = "M0,-6.5 L6,5 L-6,5 Z";

function svgNode(name, attributes = {}, ...content) {
  const node = document.createElementNS(SVG_SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...content);
  return node;
}

// Width and height of a text as it will stand [pixel of the screen].
function textSize(text, kind) {
  const [weight, size] = MARK_FONTS[kind];
  const pen = textSize.pen || (textSize.pen = document.createElement("canvas").getContext("2d"));
  pen.font = `${weight} ${size}px system-ui, "Segoe UI", "DejaVu Sans", sans-serif`;
  return [pen.measureText(text).width, 1.15 * size];
}

// The longest of 1, 2, 5, 10, 20, 50, ... that is no longer than a length.
function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * [5, 2, 1].find((each) => each * power <= most * (1 + 1e-12));
}

// To write what stands there already makes a browser draw it anew.
function putAttributes(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
  }
}

function putNodes(group, nodes) {
  const shown = nodes.map((node) => node.outerHTML).join("");
  if (group.shown === shown) return;
  group.shown = shown;
  group.replaceChildren(...nodes);
}

function overlaps(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

function makeMarks(layer, about, plane, sensors) {
  const groups = Object.fromEntries(
    ["areas", "dots", "arrows", "names", "sensors", "scale", "chosen"].map((name) => {
      const group = svgNode("g", { class: `map-${name}`, "aria-hidden": "true" });
      layer.append(group);
      return [name, group];
    }),
  );
  const named = (text, kind) => {
    const node = svgNode("text", { class: `map-name map-${kind}` }, text);
    groups.names.append(node);
    return { node, text, kind, size: textSize(text, kind) };
  };
  const launches = about.launches.map((launch) => {
    const [x, y] = plane.toPixel(launch.lat, launch.lon);
    const area = svgNode("circle", { class: "map-launch-area" });
    groups.areas.append(area);
    return { ...launch, x, y, area, shown: true, label: named(launch.id, "launch"), kind: "launch" };
  });
  const names = about.names.map((name) => {
    const dot = name.kind === "place" ? svgNode("circle", { class: "map-dot", r: about.dots ? 0 : 2.5 }) : null;
    if (dot) groups.dots.append(dot);
    return { ...name, dot, label: named(name.text, name.kind) };
  });
  const marks = { about, plane, groups, launches, names, sensors: [], chosen: null };
  markSensors(marks, sensors);
  return marks;
}

// Draws sensors anew: all that is known of a sensor may have changed.
function markSensors(marks, sensors) {
  marks.groups.sensors.replaceChildren();
  marks.sensors = sensors.map((sensor) => {
    const [x, y] = marks.plane.toPixel(sensor.lat, sensor.lon);
    const node = svgNode("path", { class: "map-sensor", d: SENSOR_SHAPE, fill: sensor.color });
    marks.groups.sensors.append(node);
    return { ...sensor, x, y, node };
  });
}

// Screen: {x0, y0, scale, width, height, blocked}; y of the map counts up, of the screen down.
const toScreen = (screen, x, y) => [(x - screen.x0) * screen.scale, screen.height - (y - screen.y0) * screen.scale];
const isOnScreen = (screen, [x, y], margin = 0) =>
  x >= margin && y >= margin && x <= screen.width - margin && y <= screen.height - margin;

function placeMarks(marks, screen) {
  const taken = [...screen.blocked, placeScale(marks, screen)];
  const items = [];
  const arrows = [];
  for (const launch of marks.launches) {
    const at = toScreen(screen, launch.x, launch.y);
    const inside = launch.shown && isOnScreen(screen, at);
    if (!inside) putAttributes(launch.label.node, { visibility: "hidden" });
    const radius = Math.max(5, ((1000 * launch.radius_km) / marks.about.pixel_m) * screen.scale);
    putAttributes(launch.area, { cx: at[0], cy: at[1], r: radius, visibility: inside ? "visible" : "hidden" });
    if (inside) items.push({ label: launch.label, at, point: true, gap: radius + 3 });
    else if (launch.shown) taken.push(drawArrow(marks, screen, launch, { taken, arrows }));
  }
  putNodes(marks.groups.arrows, arrows);
  for (const sensor of marks.sensors) {
    const at = toScreen(screen, sensor.x, sensor.y);
    putAttributes(sensor.node, { transform: `translate(${at[0].toFixed(1)},${at[1].toFixed(1)})` });
    taken.push([at[0] - 6, at[1] - 7, at[0] + 6, at[1] + 5]);
  }
  for (const name of marks.names) {
    const at = toScreen(screen, name.x, name.y);
    if (name.dot) putAttributes(name.dot, { cx: at[0], cy: at[1] });
    items.push({ label: name.label, at, point: Boolean(name.dot), dot: name.dot });
  }
  for (const item of items) placeLabel(item, screen, taken);
  placeChosen(marks, screen);
}

function placeLabel({ label, at, point, dot, gap = MARK_GAP }, screen, taken) {
  const [width, height] = label.size;
  const spots = point ? MARK_SPOTS : [[0, 0], [0, 1.1], [0, -1.1], [0, 2.2], [0, -2.2]];
  for (const [right, up] of isOnScreen(screen, at) ? spots : []) {
    const x = at[0] + gap * right - (width * (1 - right)) / 2;
    const y = at[1] - (point ? gap : height) * up - (height * (1 + (point ? up : 0))) / 2;
    const box = [x - 2, y - 1, x + width + 2, y + height + 1];
    const inside = box[0] >= 2 && box[1] >= 2 && box[2] <= screen.width - 2 && box[3] <= screen.height - 2;
    if (!inside || taken.some((other) => overlaps(box, other))) continue;
    taken.push(box);
    putAttributes(label.node, { x: x.toFixed(1), y: (y + 0.8 * height).toFixed(1), visibility: "visible" });
    if (dot) putAttributes(dot, { visibility: "visible" });
    return;
  }
  putAttributes(label.node, { visibility: "hidden" });
  // A dot without its name says nothing.
  if (dot) putAttributes(dot, { visibility: "hidden" });
}

// An arrow at the edge towards what lies beyond it, with how far on that is from the edge.
function drawArrow(marks, screen, launch, { taken, arrows }) {
  const middle = [screen.width / 2, screen.height / 2];
  const at = toScreen(screen, launch.x, launch.y);
  const away = [at[0] - middle[0], at[1] - middle[1]];
  const share = Math.min(middle[0] / Math.abs(away[0] || 1e-9), middle[1] / Math.abs(away[1] || 1e-9));
  const edge = [middle[0] + share * away[0], middle[1] + share * away[1]];
  const length = Math.hypot(...away);
  const [right, down] = away.map((part) => part / length);
  const [tip, tail] = [3, 26].map((back) => [edge[0] - back * right, edge[1] - back * down]);
  const ground = (x, y) => marks.plane.toGround(screen.x0 + x / screen.scale, screen.y0 + (screen.height - y) / screen.scale);
  const km = distanceKm(ground(...edge), [launch.lat, launch.lon]);
  const far = `${(Math.round(km / 10) * 10).toLocaleString("en")} km on`;
  const [width, height] = [Math.max(textSize(launch.title, "launch")[0], textSize(far, "launch")[0]), 30];
  const clamp = (value, most) => Math.max(4, Math.min(most, value));
  const start = [tail[0] - width / 2 - (right * width) / 2, tail[1] - height / 2 - (down * height) / 2];
  // The key or another arrow's words may stand there: then further along the edge.
  const along = share * Math.abs(away[1]) > middle[1] - 1 ? [1, 0] : [0, 1];
  const steps = Array.from({ length: 80 }, (_, at) => (at % 2 ? 8 : -8) * Math.ceil(at / 2));
  const spots = steps.map((step) => [
    clamp(start[0] + step * along[0], screen.width - width - 4),
    clamp(start[1] + step * along[1], screen.height - height - 4),
  ]);
  const isFree = ([x, y]) => !taken.some((other) => overlaps([x, y, x + width, y + height], other));
  const [x, y] = spots.find(isFree) || spots[0];
  const head = [[0, 0], [-9, 4.5], [-9, -4.5]].map(([a, b]) => `${tip[0] + a * right - b * down},${tip[1] + a * down + b * right}`);
  arrows.push(
    svgNode("line", { class: "map-arrow", x1: tail[0], y1: tail[1], x2: tip[0], y2: tip[1] }),
    svgNode("polygon", { class: "map-arrow-head", points: head.join(" ") }),
    svgNode("text", { class: "map-name map-launch", x, y: y + 12 }, launch.title),
    svgNode("text", { class: "map-name map-far", x, y: y + 26 }, far),
  );
  return [x - 2, y - 2, x + width + 2, y + height + 2];
}

// A bar of a round length, right at the middle of the map; a map of the world has none.
function placeScale(marks, screen) {
  if (marks.about.view.kind === "world") return [0, 0, 0, 0];
  const km = roundLength((0.22 * screen.width * marks.about.pixel_m) / screen.scale / 1000);
  const length = ((1000 * km) / marks.about.pixel_m) * screen.scale;
  const left = marks.about.key === "sw" ? screen.width - length - MARK_INSET : MARK_INSET;
  const y = screen.height - MARK_INSET;
  const text = `${km.toLocaleString("en")} km`;
  putNodes(marks.groups.scale, [
    svgNode("path", { class: "map-scale-bar", d: `M${left},${y - 5} V${y} H${left + length} V${y - 5}` }),
    svgNode("text", { class: "map-name map-far", x: left + length / 2, y: y - 7, "text-anchor": "middle" }, text),
  ]);
  return [left - 4, y - 24, left + length + 4, y + 4];
}

function placeChosen(marks, screen) {
  if (!marks.chosen) return putNodes(marks.groups.chosen, []);
  const [x, y] = toScreen(screen, ...marks.chosen);
  const ring = (r, kind) => svgNode("circle", { class: kind, cx: x, cy: y, r });
  return putNodes(marks.groups.chosen, [ring(9, "map-ring-under"), ring(9, "map-ring"), ring(1.5, "map-ring-middle")]);
}

// The sensor at a place of the screen, or null.
function sensorAt(marks, screen, x, y) {
  let [nearest, least] = [null, 10];
  for (const sensor of marks.sensors) {
    const at = toScreen(screen, sensor.x, sensor.y);
    const away = Math.hypot(at[0] - x, at[1] - y);
    if (away < least) [nearest, least] = [sensor, away];
  }
  return nearest;
}
