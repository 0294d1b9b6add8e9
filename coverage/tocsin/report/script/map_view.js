// The tabs "Map", "Change A to B" and "A beside B": what the map shows of the page's state.
const mapView = { map: null, data: null, opened: [], values: [], shown: null };
const MAP_TABS = ["map", "change", "beside"];

// Does something with the map when it is there, and again whenever there is another one.
function withMap(work) {
  mapView.opened.push(work);
  if (mapView.map) work(mapView.map);
}

views.push({
  name: "map",
  init: (app) => mapOpen(app),
  update(app, changed) {
    const { tab, cell } = app.store.get();
    if (app.data !== mapView.data) mapReopen(app);
    else if (!mapView.map) return;
    else if (changed.size === 1 && changed.has("cell")) for (const map of mapsShown()) mapMark(map, cell);
    else if (MAP_TABS.includes(tab)) mapShow(app);
  },
});

const mapsShown = () => (beside.isShown && beside.map ? [mapView.map, beside.map] : [mapView.map]);

function mapOpen(app) {
  const { data } = app;
  mapView.data = data;
  if (!data.map) return;
  const { lat, lon } = data.cells;
  makeMap(document.querySelector("#map-b > :last-child"), { ...data.map, sensors: mapSensors(data), lat, lon }).then((map) => {
    if (mapView.data !== data) return;
    mapView.map = map;
    map.listeners.cell = (cell) => app.store.peek({ cell });
    map.listeners.tell = (cell) => mapWords(app, cell, beside.isShown ? "b" : null);
    map.listeners.say = (cell) => mapWords(app, cell);
    map.listeners.look = () => mapShow(app);
    for (const work of mapView.opened) work(map);
    mapShow(app);
  });
}

// Other numbers of the same cells keep the map as it stands, zoomed or not; other cells make another.
function mapReopen(app) {
  const { map } = mapView;
  mapView.values = [];
  if (!map || !app.data.map || map.cells !== app.data.map.cells) {
    mapView.map = null;
    mapOpen(app);
    return;
  }
  mapView.data = app.data;
  for (const each of mapsShown()) {
    markSensors(each.marks, mapSensors(app.data));
    each.place();
  }
  for (const work of mapView.opened) work(map);
  mapShow(app);
}

function mapSensors(data) {
  const { nations, sensors } = data.header;
  return sensors
    .filter(({ lat }) => lat !== null)
    .map((sensor) => ({
      ...sensor,
      color: data.map.about.owners[nations[sensor.owner].id] || "#7a7a7a",
      words: `${sensor.noun || sensor.id} of ${nations[sensor.owner].name}`,
    }));
}

// Values of every cell. Those of the last two states are kept: mostly only one of A and B changes.
function mapValues(app, found) {
  const { launch, arc } = app.store.get();
  // The engine hands out the same times for rules that come to the same.
  const times = chosenBlocks(app.data, { launch, arc }).map(({ group }) => found.part(group).effective);
  const isSame = (each) => each.launch === launch && each.arc === arc && times.every((some, at) => some === each.times[at]);
  const kept = mapView.values.find(isSame);
  if (kept) return kept.values;
  const values = cellValues(app.data, found, { launch, arc });
  mapView.values = [{ launch, arc, times, values }, ...mapView.values].slice(0, 4);
  return values;
}

function mapShow(app) {
  const { map } = mapView;
  const state = app.store.get();
  const isChange = state.tab === "change";
  const look = mapLook();
  const [before, after] = [mapValues(app, app.outcomeA()), mapValues(app, app.outcomeB())];
  mapView.shown = { before, after };
  const scale = { longest: longestWarning([before, after]), look, sequences: map.about.sequences };
  const made = isChange ? changeClasses(before, after, { look, nothing: map.about.no_change_s }) : warningClasses(after, scale);
  mapPaint(map, made.classes, made.palette);
  const shares = sharesOf(made.classes, mapWeights(app.data, state), made.palette.length);
  const [a, b] = [state.a, state.b].map((rules) => rulesTitle(app.data, rules));
  const title = isChange ? `Change of warning, ${a} \u2192 ${b} [m:ss]` : `Warning under ${b} [m:ss]`;
  mapKey(map, title, mapNote(app.data, state), { ...made, sides: [["", shares]] }, mapSymbols(app.data, map));
  mapLaunches(app.data, state, map);
  mapMark(map, state.cell);
  besideShow(app, made, scale);
}

// Cells of the chosen nation count, or their people.
function mapWeights(data, { nation, weight }) {
  const weights = new Float64Array(data.cells.count);
  for (let cell = 0; cell < weights.length; cell += 1) {
    if (nation < 0 || data.cells.nation[cell] === nation) weights[cell] = weight === "people" ? data.cells.people[cell] : 1;
  }
  return weights;
}

function mapNote(data, { launch, arc, nation, weight }) {
  const cases = data.header.launchChoices[launch].points.length * (arc >= 0 ? 1 : data.header.arcs.length);
  const whose = nation >= 0 ? ` of ${data.header.nations[nation].name}` : "";
  const value = cases > 1 ? `Each cell: the median of its ${cases} cases.` : "Each cell: one case.";
  const { vanished, dots } = mapView.map.about;
  const why = dots ? "hidden by others" : "too small to show";
  const gone = vanished ? ` ${counted(vanished, "cell is", "cells are")} ${why}.` : "";
  return `${value} Shares: of ${weight === "people" ? "people" : "cells"}${whose}.${gone}`;
}

// Launch areas of the chosen launch alone.
function mapLaunches(data, { launch }, map) {
  const areas = new Set(data.header.launchChoices[launch].points.map((point) => data.header.points[point].area));
  for (const each of map.marks.launches) {
    if (each.shown !== areas.has(each.id)) map.place();
    each.shown = areas.has(each.id);
  }
}

// What else the map shows: shape, colour and words.
function mapSymbols(data, map) {
  const owners = new Map();
  for (const sensor of map.marks.sensors) owners.set(sensor.color, [...(owners.get(sensor.color) || []), sensor.owner]);
  const names = (list) => {
    const each = [...new Set(list)].map((owner) => data.header.nations[owner].name);
    return each.length > 3 ? counted(each.length, "other owner") : listed(each);
  };
  const sensors = [...owners].map(([color, list]) => ["sensor", color, `sensor of ${names(list)}`]);
  return [["launch", "", "launch area"], ...sensors];
}

// A cell in words: the nearest place, its nation, and what the map shows of it; of one side, or of both.
function mapWords(app, cell, side = null) {
  const { data } = app;
  const state = app.store.get();
  const { before, after } = mapView.shown;
  const words = ({ status, value }) => (isWarned(status[cell]) ? minutes(value[cell]) : status[cell] === 1 ? "late" : "never warned");
  const both = `A: ${words(before)}, B: ${words(after)}`;
  const said = side ? `${side.toUpperCase()}: ${words(side === "a" ? before : after)}` : state.tab === "map" ? words(after) : both;
  return `${mapPlace(data, cell)}, ${data.header.nations[data.cells.nation[cell]].name}\n${said}`;
}

function mapPlace(data, cell) {
  const { cells, header } = data;
  const here = [cells.lat[cell], cells.lon[cell]];
  let [name, least] = ["", Infinity];
  for (const place of header.places) {
    // The middle cell stands for a nation without a listed place; its id is no name.
    if (cells.nation[place.cell] !== cells.nation[cell] || place.name === cells.id(place.cell)) continue;
    const away = distanceKm([cells.lat[place.cell], cells.lon[place.cell]], here);
    if (away < least) [name, least] = [place.name, away];
  }
  if (!name) return here.map((angle, at) => `${Math.abs(angle).toFixed(1)}\u00b0 ${(angle < 0 ? "SW" : "NE")[at]}`).join(", ");
  return least < 12 ? name : `${Math.round(least / 5) * 5} km from ${name}`;
}
