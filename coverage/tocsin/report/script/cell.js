// The panel of the case under the finger: bars of A and B, the route, what was refused, who may act.

function placeWords(data, cell) {
  // Where no place is known, that of a cell bears the cell's code: fifteen digits, which no reader knows.
  const place = data.header.places.find((each) => each.cell === cell && !/^8[0-9a-f]{14}$/.test(each.name));
  const nation = data.header.nations[data.cells.nation[cell]].name;
  const side = (value, [up, down]) => `${Math.abs(value).toFixed(1)}° ${value < 0 ? down : up}`;
  return place
    ? `${place.name}, ${nation}`
    : `${side(data.cells.lat[cell], "NS")} ${side(data.cells.lon[cell], "EW")}, ${nation}`;
}

// "medium arc from west-area, launch point 2 of 5; of the 25 cases of this place the middle one".
function caseWords(data, told, { launch, arc }) {
  const { points, arcs } = data.header;
  const { area, point } = points[told.point];
  const of = points.filter((each) => each.area === area).length;
  const from = of > 1 ? `${area}, launch point ${point + 1} of ${of}` : area;
  const cases = casesOfCell(data, { cell: told.cell, launch, arc }).blocks.length;
  const which = cases > 1 ? ` Of ${cases} cases of this place it is the middle one.` : "";
  return `${arcs[told.arc].title} arc from ${from}.${which} One case: cards at their values.`;
}

// Who holds it when: the sensor that makes it, then each nation that is told.
function holdersOf(data, told) {
  if (told.sensor < 0) return [];
  const { nations, sensors, agreements } = data.header;
  const sensor = sensors[told.sensor];
  const maker = told.route?.anonymous
    ? "A sensor that may not be named"
    : `“${sensor.id}” of ${nations[sensor.owner].name}`;
  const first = { name: maker, at_s: told.made_s, by: `makes the ${told.tier ? "track" : "alert"}` };
  const hops = told.hops.map((hop) => ({
    name: nations[hop.target].name,
    at_s: hop.at_s,
    by: `${costWords(hop)}, ${agreements[hop.agreement]?.title || "everything to everyone"}`,
  }));
  return [first, ...hops];
}

function costWords(hop) {
  const costs = [
    [
      hop.mode_s,
      { auto: "at once", release: "by release", request: "on request", exercise: "in an exercise" }[hop.mode] ||
        hop.mode,
    ],
    [hop.consent_s, "consent"],
    [hop.sanitise_s, "origin taken out"],
  ];
  return costs
    .filter(([seconds], at) => !at || seconds)
    .map(([seconds, word]) => `${word} +${shortClock(seconds)}`)
    .join(", ");
}

// "told by “front” of Republic of Korea, through Republic of Korea › United States › Japan."
function routeWords(data, told) {
  if (told.sensor < 0) return "nobody who may tell this nation makes a notice before impact.";
  const [maker, ...others] = holdersOf(data, told).map((each) => each.name);
  if (!others.length) return `told by ${maker}: its own sensor, nobody needs to pass it on.`;
  const start = told.route.anonymous ? "its owner" : data.header.nations[data.header.sensors[told.sensor].owner].name;
  return `told by ${maker}, through ${[start, ...others].join(" › ")}.`;
}

function actWords(data, told) {
  const { nations } = data.header;
  const here = told.responders.filter((each) => each.covers);
  if (!here.length)
    return [data.header.responders.length ? "No responder covers this place." : "The scenario has no responders."];
  return here.map((each) => {
    const who = `“${each.id}” of ${nations[each.owner].name} covers this place`;
    if (!each.may_act) return `${who}, but may not act for ${nations[told.nation].name} under these rules.`;
    if (each.track_s >= told.impact_s) return `${who} and may act, but holds no track before impact.`;
    if (each.left_s <= 0) return `${who} and may act, but would be ready ${minutes(-each.left_s)} after impact.`;
    return `${who} and may act: a track at ${minutes(each.track_s)}, ready ${minutes(each.left_s)} before impact.`;
  });
}

// --- the view

// What is told of where nobody has pointed: the largest place.
function cellTold(data, { cell }) {
  if (cell >= 0) return cell;
  const people = (place) => data.cells.people[place.cell];
  const largest = data.header.places.reduce(
    (best, place) => (people(place) > people(best) ? place : best),
    data.header.places[0],
  );
  return largest ? largest.cell : 0;
}

function isThreatened(data, cell, { launch, arc }) {
  return chosenBlocks(data, { launch, arc, nation: data.cells.nation[cell] }).length > 0;
}

// The same case under both sides: the middle one of B.
function bothCases(data, state) {
  const asked = { cell: cellTold(data, state), launch: state.launch, arc: state.arc };
  const told = caseOf(data, state.b, asked);
  return { told, before: caseOf(data, state.a, { ...asked, block: told.block }) };
}

const cellView = {
  name: "cell",
  seen: "cell",
  init(app) {
    const home = document.getElementById("cell");
    this.words = element("div", {});
    this.bars = element("div", { class: "chart" });
    this.beside = element("div", {});
    this.route = element("div", { class: "chart" });
    this.refused = element("div", {});
    this.more = element("div", {});
    home.append(this.words, this.bars, this.beside, this.route, this.refused, this.more);
    this.drawBars = atWidth(this.bars, (width) => this.rows && waterfallPicture(this.rows, width));
    this.drawRoute = atWidth(
      this.route,
      (width) => this.holders?.length && routePicture(this.holders, this.told.impact_s, width),
    );
  },
  update(app, changed) {
    if (!["cell", "a", "b", "launch", "arc"].some((key) => changed.has(key))) return;
    const { data } = app;
    const state = app.store.get();
    if (!isThreatened(data, cellTold(data, state), state)) return this.empty(data, state);
    const { told, before } = bothCases(data, state);
    this.told = told;
    this.rows = [
      { ...before, name: `A: ${rulesTitle(data, state.a)}` },
      { ...told, name: `B: ${rulesTitle(data, state.b)}` },
    ];
    this.holders = told.hops.length ? holdersOf(data, told) : [];
    const first = state.cell < 0 ? " (the largest place; point at another)" : "";
    refill(
      this.words,
      element("h3", { class: "case-place" }, placeWords(data, told.cell), element("small", {}, first)),
      element("p", { class: "meta" }, caseWords(data, told, state)),
      sameRules(data, state.a, state.b) ? "" : element("p", { class: "case-change" }, caseChange(before, told)),
    );
    this.drawBars();
    refill(this.beside, partsKey(this.rows), partsTable(this.rows), routeLines(data, told, before));
    this.drawRoute();
    // A search for ways that were refused takes longer than a switch may: it follows.
    this.search?.stop();
    this.search = inPieces(this.refused, [() => refill(this.refused, refusalList(data, told))]);
    refill(
      this.more,
      element("h4", {}, "Who may act"),
      element(
        "ul",
        {},
        actWords(data, told).map((line) => element("li", {}, line)),
      ),
      element(
        "p",
        { class: "command" },
        "The same in a terminal: ",
        element("code", {}, explainCommand(data, { rules: state.b, ...told })),
      ),
    );
  },
  empty(data, state) {
    this.search?.stop();
    this.rows = this.holders = null;
    for (const home of [this.bars, this.beside, this.route, this.refused, this.more]) home.replaceChildren();
    const nation = data.header.nations[data.cells.nation[cellTold(data, state)]].name;
    refill(this.words, element("p", {}, `No arc of this launch goes to ${nation}.`));
  },
};

function routeLines(data, told, before) {
  const [now, then] = [routeWords(data, told), routeWords(data, before)];
  const said = now === then ? [`Under A and B alike: ${now}`] : [`Under B: ${now}`, `Under A: ${then}`];
  return said.map((line) => element("p", { class: "route-words" }, line));
}

// The nearest to being admitted; the others are folded.
const REFUSED_SHOWN = 3;

function refusalList(data, told) {
  const lines = refusalLines(data, told.refused);
  if (!lines.length) return null;
  const list = (some) => element("ul", { class: "refused" }, some.map((line) => element("li", {}, line)));
  const others = lines.slice(REFUSED_SHOWN);
  return [
    element("h4", {}, "What was refused under B"),
    list(lines.slice(0, REFUSED_SHOWN)),
    others.length ? element("details", {}, element("summary", {}, "Other ways that were refused"), list(others)) : null,
  ];
}

views.push(cellView);
