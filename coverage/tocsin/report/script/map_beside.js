// The tab "A beside B": A's map beside B's, with one scale, one crop, and one cell under the pointer.
//
// A's map is made when it is first asked for, and made anew with B's.
const beside = { map: null, partner: null, key: null, isShown: false };

// What `mapShow` has painted for B, and the scale that A shares with it.
function besideShow(app, after, scale) {
  const state = app.store.get();
  besideArrange(state.tab === "beside");
  if (!beside.isShown) return;
  if (beside.partner !== mapView.map) besideOpen(app);
  if (!beside.map) return;
  const before = warningClasses(mapView.shown.before, scale);
  mapPaint(beside.map, before.classes, before.palette);
  const weights = mapWeights(app.data, state);
  const sides = [["A", before], ["B", after]].map(([name, { classes, palette }]) => [name, sharesOf(classes, weights, palette.length)]);
  const key = { ...after, sides };
  mapKey(beside.key, "Warning under A and under B [m:ss]", mapNote(app.data, state), key, mapSymbols(app.data, mapView.map));
  for (const [side, map] of [["a", beside.map], ["b", mapView.map]]) {
    const title = `${side.toUpperCase()}: ${rulesTitle(app.data, state[side])}`;
    map.box.closest(".map-side").querySelector(".map-side-title").textContent = title;
    map.box.setAttribute("aria-label", `${title}. ${MAP_HELP}`);
  }
  mapLaunches(app.data, state, beside.map);
  mapMark(beside.map, state.cell);
}

function besideArrange(isShown) {
  if (beside.isShown === isShown) return;
  beside.isShown = isShown;
  document.querySelector(".map-pair").classList.toggle("beside", isShown);
  for (const id of ["map-a", "map-key-both"]) document.getElementById(id).hidden = !isShown;
  if (isShown) return;
  const { map } = mapView;
  map.box.setAttribute("aria-label", MAP_HELP);
  if (beside.map) besidePoint(map, -1, [0, 0]);
}

function besideOpen(app) {
  const { map } = mapView;
  const { data } = app;
  beside.map = null;
  beside.partner = map;
  beside.key = { key: document.getElementById("map-key-both") };
  const { lat, lon } = data.cells;
  const host = document.querySelector("#map-a > :last-child");
  makeMap(host, { ...data.map, sensors: mapSensors(data), lat, lon }).then((made) => {
    if (beside.partner !== map) return;
    beside.map = made;
    made.listeners.cell = map.listeners.cell;
    made.listeners.tell = (cell) => mapWords(app, cell, "a");
    made.listeners.say = map.listeners.say;
    for (const [one, other] of [[map, made], [made, map]]) besideFollow(one, other);
    besideSame(map, made);
    mapShow(app);
  });
}

// Where one is zoomed, moved or pointed at, the other is.
function besideFollow(one, other) {
  one.listeners.point = (cell, at, isStep) => {
    if (!beside.isShown) return;
    if (isStep) mapMark(other, cell);
    besidePoint(one, -1, at, false);
    besidePoint(other, cell, at);
  };
  for (const name of ["x_range", "y_range"]) one.model[name].change.connect(() => besideSame(one, other));
}

function besideSame(one, other) {
  for (const name of ["x_range", "y_range"]) {
    const { start, end } = one.model[name];
    const range = other.model[name];
    if (range.start !== start || range.end !== end) range.setv({ start, end });
  }
  mapPan(other);
}

// A ring where the pointer is on the other map, and what this one says there.
function besidePoint(map, cell, [x, y], isTold = true) {
  const spot = (map.spot ??= map.box.appendChild(element("div", { class: "map-spot" })));
  spot.hidden = cell < 0;
  spot.style.transform = `translate(${x}px, ${y}px)`;
  if (isTold) mapTip(map, cell >= 0 ? mapTell(map, cell) : "", [x, y], mapScreen(map));
}
