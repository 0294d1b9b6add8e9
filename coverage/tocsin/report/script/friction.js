// What shocks cost B: every set of agreements that they may suspend together, with its chance.
//
// The sets and their chances come from Python (exact, common causes included); what each set costs is
// worked out here, a moment later, so that no switch waits for it.

function suspendedFrom(rules, suspended) {
  return suspended.reduce((left, agreement) => (left.on[agreement] ? switched(left, agreement, false) : left), rules);
}

// Mean warning of each nation without any shock, expected over all sets, and set by set.
function frictionOf(app) {
  const { data, store } = app;
  const state = store.get();
  const nations = nationsAsked(data, state);
  const mean = (rules, nation) => meanFor(data, outcome(data, rules), state, nation);
  const rows = data.header.suspensions.map(({ agreements, probability }) => {
    const rules = suspendedFrom(state.b, agreements);
    const values = nations.map((nation) => mean(rules, nation));
    // What B has not cannot be suspended.
    return { titles: agreements.filter((each) => state.b.on[each]).map((each) => data.header.agreements[each].title), probability, values };
  });
  const whole = nations.map((nation) => mean(state.b, nation));
  const expected = nations.map((_, at) => rows.reduce((sum, row) => sum + row.probability * row.values[at], 0));
  return { nations, rows: together(rows), whole, expected };
}

// Sets that suspend the same of B are one.
function together(rows) {
  const merged = new Map();
  for (const row of rows) {
    const key = row.titles.join("\n");
    const known = merged.get(key);
    if (known) known.probability += row.probability;
    else merged.set(key, { ...row });
  }
  return [...merged.values()].sort((one, other) => other.probability - one.probability);
}

views.push({
  name: "friction",
  seen: "friction",
  init({ data }) {
    this.root = document.getElementById("friction");
    this.root.hidden = !data.header.suspensions.length;
  },
  update(app, changed) {
    if (this.root.hidden || ![...changed].some((each) => ["b", "launch", "arc", "nation", "weight"].includes(each))) return;
    // The finding and the map first; and of switches pressed in a row only the last.
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.draw(app), 150);
  },
  draw(app) {
    const { data, store } = app;
    const state = store.get();
    const { nations, rows, whole, expected } = frictionOf(app);
    const names = nations.map((nation) => data.header.nations[nation].name);
    const lost = nations.map((_, at) => expected[at] - whole[at]);
    const few = nations.length <= MANY_NATIONS ? nations.map((_, at) => at)
      : [...nations.keys()].sort((one, other) => lost[one] - lost[other]).slice(0, MANY_NATIONS);
    const said = few.map((at) => `${names[at]} ${signed(lost[at])} (${minutes(whole[at])} undisturbed)`);
    const table = element("table", {},
      element("caption", {}, `Mean warning under B by what shocks suspend. ${basisWords(data, state)}. One case: cards at their values; chances are the scenario's, and design choices. Notional.`),
      element("thead", {}, element("tr", {}, ["suspended", "chance", ...names].map((head, at) => element("th", { scope: "col", class: at ? "number" : null }, head)))),
      element("tbody", {}, rows.map((row) => element("tr", {},
        element("th", { scope: "row" }, row.titles.length ? listed(row.titles) : "nothing of B"),
        numberCell(percent(row.probability)), row.values.map((value) => numberCell(minutes(value)))))));
    this.root.replaceChildren(
      element("h2", { id: "friction-title" }, "What shocks cost"),
      element("p", {}, `Expected over the scenario's shocks, mean warning under B changes by: ${said.join("; ")}. Launched from ${data.header.launchChoices[state.launch].title}; one case.`),
      element("details", {}, element("summary", {}, "Every set of suspended agreements as a table"),
        element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table: what shocks suspend" }, table)));
  },
});
