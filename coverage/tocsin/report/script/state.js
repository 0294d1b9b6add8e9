// The page's state: what is chosen, undo, and the address that holds it.
//
// In the address everything stands by its id, so that a link survives a scenario that grows.

function ruleWords(data, rules) {
  const base = data.header.bases[rules.base];
  const names = (on) =>
    changedFrom(data, rules)
      .filter((agreement) => rules.on[agreement] === on)
      .map((agreement) => data.header.agreements[agreement].id);
  return [`${base.kind}:${base.id}`, ...names(1).map((id) => `+${id}`), ...names(0).map((id) => `-${id}`)].join(",");
}

function rulesFrom(data, words, otherwise) {
  const [start, ...changes] = (words || "").split(",");
  const base = data.header.bases.findIndex((each) => `${each.kind}:${each.id}` === start);
  const rules = rulesOf(data, base < 0 ? otherwise : base);
  for (const change of changes) {
    const agreement = data.header.agreements.findIndex((each) => each.id === change.slice(1));
    // A plus that somebody types in an address is read as a space.
    if (data.header.switches.includes(agreement)) rules.on[agreement] = change[0] === "-" ? 0 : 1;
  }
  return rules;
}

const WEIGHTS = ["cells", "people"];
const TABS = ["map", "change", "beside", "table", "graph", "time"];

function initialState(data) {
  const { start } = data.header;
  return {
    a: rulesOf(data, start.a),
    b: rulesOf(data, start.b),
    launch: start.launch,
    arc: -1,
    nation: -1,
    cell: -1,
    weight: "cells",
    tab: "map",
    guess: null,
  };
}

function stateFrom(data, address) {
  const given = new URLSearchParams(address.replace(/^#/, ""));
  const start = initialState(data);
  const position = (list, id) => list.findIndex((each) => each.id === id);
  const launch = position(data.header.launchChoices, given.get("launch"));
  const cell = given.has("cell") ? cellWithId(data, given.get("cell")) : -1;
  return {
    ...start,
    a: rulesFrom(data, given.get("a"), data.header.start.a),
    b: rulesFrom(data, given.get("b"), data.header.start.b),
    launch: launch < 0 ? start.launch : launch,
    arc: position(data.header.arcs, given.get("arc")),
    nation: position(data.header.nations, given.get("nation")),
    cell,
    weight: given.get("weight") === "people" && hasPeople(data) ? "people" : "cells",
    tab: TABS.includes(given.get("tab")) ? given.get("tab") : start.tab,
    // "#guess" alone is the first question.
    guess: given.has("guess") ? given.get("guess") || "first" : null,
  };
}

function cellWithId(data, id) {
  for (let cell = 0; cell < data.cells.count; cell += 1) if (data.cells.id(cell) === id) return cell;
  return -1;
}

function addressOf(data, state) {
  const { header } = data;
  const said = new URLSearchParams();
  said.set("a", ruleWords(data, state.a));
  said.set("b", ruleWords(data, state.b));
  said.set("launch", header.launchChoices[state.launch].id);
  if (state.arc >= 0) said.set("arc", header.arcs[state.arc].id);
  if (state.nation >= 0) said.set("nation", header.nations[state.nation].id);
  if (state.cell >= 0) said.set("cell", data.cells.id(state.cell));
  if (state.weight !== "cells") said.set("weight", state.weight);
  if (state.tab !== "map") said.set("tab", state.tab);
  if (state.guess) said.set("guess", state.guess);
  return `#${said}`;
}

const MOST_UNDO = 200;
const ADDRESS_MS = 150;

// `set` is one step that can be undone; `peek` changes what is looked at only (a cell, a tab).
function makeStore(data) {
  let state = stateFrom(data, location.hash);
  const past = [];
  const listeners = [];
  const equal = (one, other) =>
    one === other || (one && other && one.on && ruleWords(data, one) === ruleWords(data, other));

  const changedIn = (next) => new Set(Object.keys(next).filter((key) => !equal(next[key], state[key])));

  // A browser takes as long to write the address as the page to draw a chart, and refuses to when asked
  // too often: it is written once the reader pauses.
  let writing = 0;
  function writeAddress() {
    clearTimeout(writing);
    writing = setTimeout(writeNow, ADDRESS_MS);
  }
  function writeNow() {
    clearTimeout(writing);
    // Some file viewers have no history; the page works without.
    try { history.replaceState(null, "", addressOf(data, state)); } catch { /* stays as it is */ }
  }
  window.addEventListener("pagehide", writeNow);

  function become(next) {
    const changed = changedIn(next);
    state = next;
    if (!changed.size) return;
    writeAddress();
    for (const listener of listeners) listener(state, changed);
  }

  return {
    get: () => state,
    set(patch) {
      const next = { ...state, ...patch };
      if (!changedIn(next).size) return;
      past.push(state);
      if (past.length > MOST_UNDO) past.shift();
      become(next);
    },
    peek: (patch) => become({ ...state, ...patch }),
    // Tab and cell stay: a step back is seen where the reader looks.
    undo: () => past.length && become({ ...past.pop(), tab: state.tab, cell: state.cell }),
    reset() { this.set(initialState(data)); },
    canUndo: () => past.length > 0,
    on: (listener) => listeners.push(listener),
    follow: () => become(stateFrom(data, location.hash)),
    address: () => addressOf(data, state),
    // Other data of the same page: what is chosen stays, by its id; steps of the old are no more.
    reopen(next) {
      const address = addressOf(data, state);
      data = next;
      state = stateFrom(next, address);
      past.length = 0;
    },
  };
}
