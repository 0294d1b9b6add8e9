// The tabs "Map" and "Change A to B": what the map shows of the page's state.
const mapView = { map: null, waits: null };

views.push({
  name: "map",
  init(app) {
    const { data } = app;
    const host = document.getElementById("panel-map");
    if (!host || !data.map) return;
    makeMap(host, { ...data.map, sensors: mapSensors(data), lat: data.cells.lat, lon: data.cells.lon }).then((map) => {
      mapView.map = map;
      map.listeners.cell = (cell) => app.store.peek({ cell });
      map.listeners.tell = (cell) => mapWords(app, cell);
      map.listeners.look = () => mapShow(app);
      mapShow(app);
    });
  },
  update(app, changed) {
    if (!mapView.map) return;
    if (changed.size === 1 && changed.has("cell")) mapMark(mapView.map, app.store.get().cell);
    else mapShow(app);
  },
});

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

const mapValues = (app, outcome) => cellValues(app.data, outcome, app.store.get());

function mapShow(app) {
  const { map } = mapView;
  const state = app.store.get();
  const isChange = state.tab === "change";
  const look = mapLook();
  const [before, after] = [mapValues(app, app.outcomeA()), mapValues(app, app.outcomeB())];
  const made = isChange
    ? changeClasses(before, after, { look, nothing: map.about.no_change_s })
    : warningClasses(after, { longest: longestWarning([before, after]), look, sequences: map.about.sequences });
  mapPaint(map, made.classes, made.palette);
  const shares = sharesOf(made.classes, mapWeights(app.data, state), made.palette.length);
  const title = isChange ? "Change of warning, A to B [m:ss]" : "Warning time [m:ss]";
  mapKey(map, title, mapNote(app.data, state), { ...made, shares }, mapSymbols(app.data, map));
  mapLaunches(app.data, state, map);
  mapMark(map, state.cell);
}

// Cells of the chosen nation count, or their people.
function mapWeights(data, { nation, weight }) {
  const { count, people } = data.cells;
  return Float64Array.from({ length: count }, (_, cell) =>
    nation >= 0 && data.cells.nation[cell] !== nation ? 0 : weight === "people" ? people[cell] : 1,
  );
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
  for (const each of map.marks.launches) each.shown = areas.has(each.id);
}

function mapSymbols(data, map) {
  const drawn = (...content) => svgNode("svg", { viewBox: "-14 -8 28 16", "aria-hidden": "true" }, ...content);
  const owners = new Map();
  for (const sensor of map.marks.sensors) owners.set(sensor.color, [...(owners.get(sensor.color) || []), sensor.owner]);
  const names = (list) => {
    const each = [...new Set(list)].map((owner) => data.header.nations[owner].name);
    return each.length > 3 ? counted(each.length, "other owner") : listed(each);
  };
  const rows = [...owners].map(([color, list]) => [
    drawn(svgNode("path", { d: SENSOR_SHAPE, fill: color })),
    `sensor of ${names(list)}`,
  ]);
  return [[drawn(svgNode("circle", { r: 5, class: "map-launch-area" })), "launch area"], ...rows];
}

// A cell in words: the nearest place, its nation, and what the map shows of it.
function mapWords(app, cell) {
  const { data } = app;
  const state = app.store.get();
  const [before, after] = [mapValues(app, app.outcomeA()), mapValues(app, app.outcomeB())];
  const words = ({ status, value }) => (isWarned(status[cell]) ? minutes(value[cell]) : status[cell] === 1 ? "late" : "never warned");
  const said = state.tab === "change" ? `A: ${words(before)}, B: ${words(after)}` : words(after);
  return `${mapPlace(data, cell)}, ${data.header.nations[data.cells.nation[cell]].name}\n${said}`;
}

function mapPlace(data, cell) {
  let [name, least] = ["", Infinity];
  for (const place of data.header.places) {
    if (data.cells.nation[place.cell] !== data.cells.nation[cell]) continue;
    const away = distanceKm([data.cells.lat[place.cell], data.cells.lon[place.cell]], [data.cells.lat[cell], data.cells.lon[cell]]);
    if (away < least) [name, least] = [place.name, away];
  }
  if (!name) return `${Math.abs(data.cells.lat[cell]).toFixed(1)}\u00b0 ${data.cells.lat[cell] < 0 ? "S" : "N"}`;
  return least < 12 ? name : `${Math.round(least / 5) * 5} km from ${name}`;
}
