// The map: cells as pixels in one Bokeh image, repainted with look-ups; pointer, keys, key of colours.
const MAP_HELP = "Map. Arrow keys go from cell to cell, Enter chooses one, plus and minus zoom, 0 shows all.";

async function makeMap(host, { about, cells, item, sensors, lat, lon }) {
  const map = { about, cells, plane: mapPlane(about), listeners: {}, classes: null, palette: [null], cursor: -1, chosen: -1 };
  Object.assign(map, mapFrame(host, about));
  map.centres = mapCentres(map.plane, lat, lon);
  map.marks = makeMarks(map.layer, about, map.plane, sensors);
  // A page that works says nothing to the console.
  if (Bokeh.logger) Bokeh.logger.set_level("off");
  const shown = await Bokeh.embed.embed_item(item, map.plot);
  map.view = (shown.roots || [...shown])[0];
  map.model = map.view.model;
  // One stop of the keyboard is enough, and it is the frame's.
  if (map.view.canvas_view) map.view.canvas_view.events_el.removeAttribute("tabindex");
  map.source = map.model.renderers.map((each) => each.data_source).find((each) => each.name === "cells");
  // Made as the one in the file, which has one pixel: the script needs no name of Bokeh's own.
  const Pixels = map.source.data.image[0].constructor;
  // Painted as a plain array, as the key's samples are: to a compiler another class is other code.
  map.pixels = new Uint32Array(cells.length);
  map.source.data.image[0] = new Pixels(map.pixels.buffer, [about.height, about.width]);
  map.source.change.emit();
  map.show = mapShower(map);
  mapFollow(map);
  mapPointer(map);
  mapKeys(map);
  mapLooks(map);
  return map;
}

function mapCentres(plane, lat, lon) {
  const centres = new Float32Array(2 * lat.length);
  for (let cell = 0; cell < lat.length; cell += 1) centres.set(plane.toPixel(lat[cell], lon[cell]), 2 * cell);
  return centres;
}

function mapFrame(host, about) {
  const plot = element("div", { class: "map-plot" });
  const layer = svgNode("svg", { class: "map-layer" });
  const tip = element("div", { class: "map-tip", hidden: true });
  const key = element("div", { class: `map-key map-key-${about.key}` });
  const said = element("p", { class: "unseen", "aria-live": "polite" });
  const kind = about.view.kind === "world" ? "map-box map-world" : "map-box";
  const box = element("div", { class: kind, tabindex: "0", role: "application", "aria-label": MAP_HELP }, plot, layer, tip);
  const buttons = element("div", { class: "map-buttons" });
  const whole = element("div", { class: "map-whole" }, box, buttons, key);
  whole.style.setProperty("--map-aspect", about.width / about.height);
  host.replaceChildren(whole, said);
  return { whole, box, plot, layer, tip, key, said, buttons };
}

// Only once a frame, however often it is asked for.
function onceAFrame(work) {
  let waiting = 0;
  return () => {
    if (waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = 0;
      work();
    });
  };
}

function mapFollow(map) {
  map.place = onceAFrame(() => {
    const screen = mapScreen(map);
    // Behind another tab it has no size, and gets one when it is shown.
    if (screen.width > 0) placeMarks(map.marks, screen);
  });
  map.redraw = onceAFrame(() => mapRedraw(map));
  for (const range of [map.model.x_range, map.model.y_range]) range.change.connect(map.place);
  // The key grows and shrinks with what it tells; to ask for its size at each change would have the
  // whole page laid out twice.
  const sizes = new ResizeObserver(map.place);
  for (const node of [map.box, map.key]) sizes.observe(node);
  const button = (text, label, work) => element("button", { type: "button", "aria-label": label, title: label, onclick: work }, text);
  map.buttons.append(
    button("+", "Zoom in", () => mapZoom(map, 1.6)),
    button("\u2212", "Zoom out", () => mapZoom(map, 1 / 1.6)),
    button("\u2922", "Show the whole map", () => mapZoom(map, 0)),
  );
  mapPan(map);
  mapPrint(map);
}

function mapScreen(map) {
  const inner = map.box.getBoundingClientRect();
  const { width, height } = inner;
  const { start: x0, end } = map.model.x_range;
  const blocked = [map.key, map.buttons].map((node) => {
    const box = node.getBoundingClientRect();
    return [box.left - inner.left - 3, box.top - inner.top - 3, box.right - inner.left + 3, box.bottom - inner.top + 3];
  });
  return { x0, y0: map.model.y_range.start, scale: width / (end - x0), width, height, blocked };
}

// A factor of 0 shows the whole map.
function mapZoom(map, factor, at = null) {
  const { width, height } = map.about;
  const { x_range: across, y_range: up } = map.model;
  const part = factor ? Math.max(1 / 12, Math.min(1, (across.end - across.start) / width / factor)) : 1;
  const [x, y] = at || [(across.start + across.end) / 2, (up.start + up.end) / 2];
  const share = [(x - across.start) / (across.end - across.start), (y - up.start) / (up.end - up.start)];
  const keep = (low, most, size) => Math.max(0, Math.min(most - size, low));
  const left = keep(x - share[0] * part * width, width, part * width);
  const low = keep(y - share[1] * part * height, height, part * height);
  across.setv({ start: left, end: left + part * width });
  up.setv({ start: low, end: low + part * height });
  mapPan(map);
}

// With a finger the page scrolls, unless the map is zoomed in: then the map moves.
function mapPan(map) {
  const pan = map.model.toolbar.tools.find((tool) => tool.type === "PanTool");
  const isWhole = map.model.x_range.end - map.model.x_range.start > 0.999 * map.about.width;
  if (pan) pan.active = !isWhole || !matchMedia("(pointer: coarse)").matches;
}

function mapRedraw(map) {
  if (!map.classes) return;
  paintPixels(map.pixels, map.cells, { width: map.about.width, classes: map.classes, palette: map.palette });
  map.show();
}

// Shows pixels that have changed. Told that its source has changed, Bokeh reads the old picture back
// before it writes the new one, which takes as long as all the rest; so the new one is written onto
// the canvas that it draws from. A version that keeps no such canvas is told.
function mapShower(map) {
  const renderer = map.model.renderers.find((each) => each.data_source === map.source);
  const view = map.view.renderer_views && map.view.renderer_views.get(renderer);
  const canvas = view && view.glyph && view.glyph.image_data && view.glyph.image_data[0];
  if (!(canvas instanceof HTMLCanvasElement) || canvas.width !== map.about.width || !map.view.invalidate_painters) {
    return () => map.source.change.emit();
  }
  const pen = canvas.getContext("2d");
  const bytes = new Uint8ClampedArray(map.pixels.buffer);
  const image = new ImageData(bytes, map.about.width, map.about.height);
  return () => {
    pen.putImageData(image, 0, 0);
    // At once: asked to, Bokeh would paint a frame later, and the browser show the page twice.
    map.view.invalidate_painters(view);
    map.view.repaint();
  };
}

// Classes: one for each cell, and one more, of no cell, which is 0.
function mapPaint(map, classes, palette) {
  const last = map.about.count;
  let whole = classes;
  if (classes.length <= last) {
    whole = new Uint8Array(last + 1);
    whole.set(classes);
  }
  // Many a switch changes nothing: the picture that stands is right.
  const looks = JSON.stringify(palette);
  if (map.classes && looks === map.looks && whole.every((each, cell) => each === map.classes[cell])) return;
  Object.assign(map, { classes: whole, palette, looks });
  map.redraw();
}

// Paper is light.
function mapLook() {
  return matchMedia("(prefers-color-scheme: dark)").matches && !paper.isNow ? MAP_LOOKS.dark : MAP_LOOKS.light;
}

// Colours of the ground, by the names that its parts have in the figure.
function mapGround() {
  const look = mapLook();
  return { fills: { globe: look.sea, land: look.land }, lines: { borders: look.line, coasts: look.line, nations: look.nation } };
}

// Bokeh draws the ground; its colours follow the page's.
function mapLooks(map) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => {
    const { fills, lines } = mapGround();
    for (const each of map.model.renderers) {
      if (each.name in fills) each.glyph.fill_color = { value: fills[each.name] };
      if (each.name in lines) each.glyph.line_color = { value: lines[each.name] };
    }
    if (map.listeners.look) map.listeners.look();
  };
  dark.addEventListener("change", dress);
  dress();
}

// Cell at a place of the screen, or -1.
function mapCellAt(map, screen, x, y) {
  const right = Math.floor(screen.x0 + x / screen.scale);
  const up = Math.floor(screen.y0 + (screen.height - y) / screen.scale);
  if (right < 0 || up < 0 || right >= map.about.width || up >= map.about.height) return -1;
  const cell = map.cells[up * map.about.width + right];
  return cell === map.about.count ? -1 : cell;
}

function mapPointer(map) {
  let down = null;
  const place = (event) => {
    const box = map.box.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  map.box.addEventListener("pointerdown", (event) => { down = place(event); }, true);
  map.box.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const screen = mapScreen(map);
    const sensor = sensorAt(map.marks, screen, x, y);
    const cell = sensor ? -1 : mapCellAt(map, screen, x, y);
    mapTip(map, sensor ? sensor.words : cell >= 0 && mapTell(map, cell), [x, y], screen);
    mapPoint(map, cell, [x, y]);
  });
  map.box.addEventListener("pointerleave", () => {
    mapTip(map, "", [0, 0], null);
    mapPoint(map, -1, [0, 0]);
  });
  map.box.addEventListener("click", (event) => {
    const [x, y] = place(event);
    // What was dragged is no choice.
    if (!down || Math.hypot(x - down[0], y - down[1]) > 5) return;
    const screen = mapScreen(map);
    const cell = mapCellAt(map, screen, x, y);
    if (cell >= 0) mapChoose(map, cell, screen.x0 + x / screen.scale, screen.y0 + (screen.height - y) / screen.scale);
  });
}

function mapChoose(map, cell, right, up) {
  map.cursor = cell;
  if (map.listeners.cell) map.listeners.cell(cell, ...map.plane.toGround(right, up));
}

const mapTell = (map, cell) => (map.listeners.tell ? map.listeners.tell(cell) : "");

// Tells who listens which cell is looked at, and whether the keys went there.
function mapPoint(map, cell, at, isStep = false) {
  if (map.listeners.point) map.listeners.point(cell, at, isStep);
}

function mapTip(map, text, [x, y], screen) {
  map.tip.hidden = !text;
  if (!text) return;
  map.tip.textContent = text;
  const { offsetWidth: width, offsetHeight: height } = map.tip;
  map.tip.style.left = `${Math.max(4, Math.min(screen.width - width - 4, x + 14))}px`;
  map.tip.style.top = `${y + 18 + height > screen.height ? y - height - 10 : y + 18}px`;
}

function mapMark(map, cell) {
  if (cell >= 0) map.cursor = cell;
  if (map.chosen === cell) return;
  map.chosen = cell;
  map.marks.chosen = cell >= 0 ? [map.centres[2 * cell], map.centres[2 * cell + 1]] : null;
  map.place();
}

const MAP_STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// The nearest cell in a direction: less than 45 degrees off it.
function nextCell(map, cell, [right, up]) {
  const [x, y] = [map.centres[2 * cell], map.centres[2 * cell + 1]];
  let [next, least] = [cell, Infinity];
  for (let other = 0; other < map.about.count; other += 1) {
    const [dx, dy] = [map.centres[2 * other] - x, map.centres[2 * other + 1] - y];
    const along = dx * right + dy * up;
    const aside = Math.abs(dx * up) + Math.abs(dy * right);
    if (along > 1e-3 && aside <= along && along + 2 * aside < least) [next, least] = [other, along + 2 * aside];
  }
  return next;
}

function middleCell(map) {
  let [middle, least] = [0, Infinity];
  for (let cell = 0; cell < map.about.count; cell += 1) {
    const away = Math.hypot(map.centres[2 * cell] - map.about.width / 2, map.centres[2 * cell + 1] - map.about.height / 2);
    if (away < least) [middle, least] = [cell, away];
  }
  return middle;
}

function mapKeys(map) {
  map.box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const zoom = { "+": 1.6, "=": 1.6, "-": 1 / 1.6, 0: 0 }[event.key];
    if (zoom !== undefined) mapZoom(map, zoom, map.cursor >= 0 && zoom > 1 ? [map.centres[2 * map.cursor], map.centres[2 * map.cursor + 1]] : null);
    else if (event.key in MAP_STEPS) mapStep(map, MAP_STEPS[event.key]);
    else if (event.key === "Enter" && map.cursor >= 0) mapChoose(map, map.cursor, map.centres[2 * map.cursor], map.centres[2 * map.cursor + 1]);
    else if (event.key === "Escape") mapTip(map, "", [0, 0], null);
    else return;
    event.preventDefault();
  });
}

function mapStep(map, step) {
  mapMark(map, map.cursor < 0 ? middleCell(map) : nextCell(map, map.cursor, step));
  const [x, y] = [map.centres[2 * map.cursor], map.centres[2 * map.cursor + 1]];
  mapReveal(map, x, y);
  const text = mapTell(map, map.cursor);
  map.said.textContent = map.listeners.say ? map.listeners.say(map.cursor) : text;
  const screen = mapScreen(map);
  const at = toScreen(screen, x, y);
  mapTip(map, text, at, screen);
  mapPoint(map, map.cursor, at, true);
}

// Moves a zoomed map so far that a place shows.
function mapReveal(map, x, y) {
  const shift = (range, at, most) => {
    const size = range.end - range.start;
    if (at >= range.start && at <= range.end) return;
    const start = Math.max(0, Math.min(most - size, at - size / 2));
    range.setv({ start, end: start + size });
  };
  shift(map.model.x_range, x, map.about.width);
  shift(map.model.y_range, y, map.about.height);
}

// The key of colours: classes with their shares of each side, none of those without cells.
function mapKey(map, title, note, { rows, palette, sides }, symbols) {
  const shown = rows.filter(({ at }) => sides.some(([, shares]) => shares[at] > 0));
  const words = shown.map(({ at, label }) => [label, sides.map(([name, shares]) => `${name} ${percent(shares[at])}`), palette[at]]);
  const told = JSON.stringify([title, note, words, symbols]);
  if (map.told === told) return;
  map.told = told;
  const line = ([label, shares, entry]) =>
    element("li", {}, swatch(entry), element("span", {}, label), shares.map((share) => element("span", { class: "map-share" }, share)));
  const symbol = ([shape, color, text]) => element("li", {}, mapSymbol(shape, color), element("span", {}, text));
  map.key.replaceChildren(
    element("p", { class: "map-key-title" }, title),
    element("ul", {}, words.map(line)),
    element("p", { class: "map-key-note" }, note),
    element("ul", { class: "map-symbols" }, symbols.map(symbol)),
  );
}

function mapSymbol(shape, color) {
  const inner =
    shape === "sensor" ? svgNode("path", { d: SENSOR_SHAPE, fill: color }) : svgNode("circle", { r: 5, class: "map-launch-area" });
  return svgNode("svg", { viewBox: "-14 -8 28 16", "aria-hidden": "true" }, inner);
}

const swatches = new Map();

// Drawn by the same function as the map's pixels, so that patterns are the same.
function swatch(entry) {
  const key = JSON.stringify(entry);
  if (swatches.has(key)) return swatches.get(key);
  const canvas = element("canvas", { width: 28, height: 16, class: "map-swatch", "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(28, 16);
  const pixels = new Uint32Array(image.data.buffer);
  paintPixels(pixels, new Uint16Array(pixels.length), { width: 28, classes: Uint8Array.of(1), palette: [null, entry] });
  pen.putImageData(image, 0, 0);
  swatches.set(key, canvas);
  return canvas;
}
