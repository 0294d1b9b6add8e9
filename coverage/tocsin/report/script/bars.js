// "What matters": what each agreement in force is worth by itself, taken out of B.

const BAR = { row: 24, gap: 6, head: 22 };

// bars: [{title, key, values: [{name, color, seconds}]}], the largest first. All on one scale.
function barsPicture(bars, width, { title, describe }) {
  const most = Math.max(1, ...bars.flatMap((bar) => bar.values.map((value) => Math.abs(value.seconds))));
  const name = Math.min(
    0.32 * width,
    10 + Math.max(...bars.flatMap((bar) => bar.values.map((value) => textWidth(value.name, 13)))),
  );
  const room = textWidth("+00:00", 13, 700) + 10;
  const x = (seconds) => name + (Math.abs(seconds) / most) * (width - name - room);
  let y = 0;
  const groups = bars.map((bar) => {
    const top = y;
    y += BAR.head + bar.values.length * BAR.row + BAR.gap;
    return svg(
      "g",
      {},
      barTitle(bar, top + 15, width),
      bar.values.map((value, at) => barRow(value, { x, name, y: top + BAR.head + at * BAR.row })),
    );
  });
  return picture({ width, height: Math.max(y, 1), title, description: describe, className: "bars" }, groups);
}

function barTitle({ title, note }, y, width) {
  const words = cutTo(title, width, 14, 700);
  const from = textWidth(words, 14, 700) + 8;
  const isRoom = note && width - from > 120;
  return svg(
    "g",
    {},
    svg("title", {}, note ? `${title}, ${note}` : title),
    svgText(0, y, words, { className: "strong" }),
    isRoom && svgText(from, y, cutTo(note, width - from, 12.5), { className: "faint" }),
  );
}

function barRow(value, { x, name, y }) {
  const end = x(value.seconds);
  return svg(
    "g",
    {},
    svgText(name - 8, y + 15, cutTo(value.name, name - 10, 13), { anchor: "end" }),
    svg("rect", { x: name, y: y + 3, width: Math.max(end - name, 1), height: BAR.row - 8, fill: value.color }),
    svgText(end + 6, y + 15, signed(value.seconds), { className: "strong small-strong" }),
  );
}

// --- the view

// A nation's share of a bar that is too small to be written.
const LEAST_WORTH_S = 1;
const MOST_NATIONS = 4;
// A longer sentence is read by nobody.
const MOST_TITLES = 6;

// Bars of the agreements that are worth anything, the largest first, and the titles of the others.
// `worth`: agreement → [{name, color, seconds}].
function worthBars(data, worth) {
  const bars = [...worth].map(([agreement, values]) => {
    const seen = values
      .filter((value) => value.seconds >= LEAST_WORTH_S)
      .sort((one, other) => other.seconds - one.seconds);
    const more = seen.length - MOST_NATIONS;
    return { ...titleOf(data, worth, agreement, more), values: seen.slice(0, MOST_NATIONS), all: values };
  });
  const most = (bar) => (bar.values.length ? bar.values[0].seconds : 0);
  return {
    bars: bars
      .filter((bar) => bar.values.length)
      .sort((one, other) => most(other) - most(one) || one.carried - other.carried),
    nothing: bars.filter((bar) => !bar.values.length).map((bar) => bar.title),
  };
}

// What rests on an agreement falls with it, and counts in its worth.
function titleOf(data, worth, agreement, more) {
  const { agreements } = data.header;
  const carried = [...worth.keys()]
    .filter((at) => agreements[at].rests.includes(agreement))
    .map((at) => agreements[at].title);
  const { title } = agreements[agreement];
  const notes = [
    more > 0 && `and ${counted(more, "nation")} more`,
    carried.length && `with what rests on it: ${listed(carried)}`,
  ];
  return { title, carried: carried.length, note: notes.filter(Boolean).join("; ") };
}

function worthTable(data, worth, measure) {
  const first = [...worth.values()][0] || [];
  const rows = [...worth].map(([agreement, values]) => [
    data.header.agreements[agreement].title,
    ...values.map((value) => signed(value.seconds)),
  ]);
  return besideTable(
    `${measure} that each agreement adds under B`,
    ["agreement", ...first.map((value) => value.name)],
    rows,
    { numbers: first.map((_, at) => at + 1), summary: `What each adds to ${measure.toLowerCase()}, as a table` },
  );
}

const WORTH = [
  { key: "warning", title: "Warning", measure: "Mean warning", kinds: ["sharing"], of: meanFor },
  {
    key: "response",
    title: "Response",
    measure: "Mean response",
    kinds: ["sharing", "defence"],
    of: (data, found, { launch, arc }, nation) => meanResponse(data, found, { launch, arc, nation }),
  },
];

// What is asked of which agreements: a duty to act tells nobody anything, and where nobody could act
// there is no response.
function worthAsked(data, state) {
  const { switches, agreements, responders } = data.header;
  const force = inForce(data, state.b);
  return WORTH.filter(({ key }) => key === "warning" || responders.length).map((about) => ({
    about,
    agreements: switches.filter((at) => force[at] && about.kinds.includes(agreements[at].kind)),
  }));
}

// What an agreement adds to a measure, nation by nation. `whole` keeps what does not depend on it.
function worthOf(data, state, about, agreement, whole) {
  const { nations } = data.header;
  const asked = threatened(data, state).filter((nation) => state.nation < 0 || nation === state.nation);
  const means = (rules) => asked.map((nation) => about.of(data, outcome(data, rules), state, nation));
  whole[about.key] ||= means(state.b);
  const without = means(switched(state.b, agreement, false));
  return asked.map((nation, at) => ({
    name: nations[nation].name,
    color: colorOf(nations, nation),
    seconds: whole[about.key][at] - without[at],
  }));
}

const mattersView = {
  name: "matters",
  seen: "matters",
  init() {
    this.home = document.getElementById("matters");
    this.head = element("div", {});
    this.home.append(element("h2", {}, "What matters"), this.head);
    this.parts = WORTH.map((about) => this.part(about));
    this.known = new Map();
  },
  part(about) {
    const [words, chart, beside] = [element("div", {}), element("div", { class: "chart" }), element("div", {})];
    this.home.append(words, chart, beside);
    const part = { about, words, beside, bars: [] };
    const title = `${about.measure} that each agreement adds`;
    part.draw = atWidth(chart, (width) =>
      part.bars.length ? barsPicture(part.bars, Math.min(width, 900), { title, describe: part.said }) : null,
    );
    return part;
  },
  update(app, changed) {
    if (!["b", "launch", "arc", "nation", "weight"].some((key) => changed.has(key))) return;
    this.work?.stop();
    const { data } = app;
    const state = app.store.get();
    const run = this.runOf(data, state);
    const asked = worthAsked(data, state);
    const pieces = asked.flatMap(({ about, agreements }) =>
      agreements
        .filter((at) => !run[about.key].has(at))
        .map((at) => () => run[about.key].set(at, worthOf(data, state, about, at, run.whole))),
    );
    const show = () => this.show(data, state, run, asked);
    this.work = inPieces(this.home, pieces, (at, count) => at === count && show());
    if (!pieces.length) show();
  },
  // What was worked out for the same rules and question.
  runOf(data, state) {
    const asked = [state.launch, state.arc, state.nation, state.weight].join(" ");
    const key = `${data.header.about.fingerprint} ${ruleWords(data, state.b)} ${asked}`;
    if (this.known.size > 40) this.known.clear();
    if (!this.known.has(key)) this.known.set(key, { whole: {}, warning: new Map(), response: new Map() });
    return this.known.get(key);
  },
  show(data, state, run, asked) {
    refill(this.head, worthHead(data, state));
    for (const part of this.parts) {
      const mine = asked.find(({ about }) => about === part.about)?.agreements || [];
      const worth = new Map(mine.map((at) => [at, run[part.about.key].get(at)]));
      const { bars, nothing } = worthBars(data, worth);
      const values = (bar) => bar.values.map((value) => `${value.name} ${signed(value.seconds)}`).join(", ");
      part.bars = bars;
      part.said = bars.map((bar) => `${bar.title}: ${values(bar)}`).join("; ");
      part.draw();
      refill(part.words, worth.size > 0 && element("h3", {}, part.about.title));
      refill(part.beside, worth.size > 0 && [emptyWords(worth), nothingWords(nothing, bars), worthTable(data, worth, part.about.measure)]);
    }
  },
};

function worthHead(data, state) {
  const force = inForce(data, state.b);
  const fixed = data.header.fixed.filter((at) => force[at]).length;
  const says = force.some(Boolean)
    ? "What each agreement in force under B adds: B against B without it."
    : "No agreement is in force under B: there is nothing to take out.";
  const more = fixed ? ` ${counted(fixed, "agreement")} in force cannot be switched here: tocsin rank has all.` : "";
  return element("p", { class: "meta" }, `${says} ${chartBasis(data, state)}${more}`);
}

// Nations that have no bar: a reader would look for theirs in vain.
function emptyWords(worth) {
  const most = new Map();
  for (const { name, seconds } of [...worth.values()].flat()) most.set(name, Math.max(most.get(name) ?? 0, seconds));
  const names = [...most.keys()].filter((name) => most.get(name) < LEAST_WORTH_S);
  if (!names.length || names.length === most.size) return null;
  const whom = names.length > MOST_NATIONS ? counted(names.length, "nation") : listed(names);
  return element("p", {}, `For ${whom} none of them adds anything by itself.`);
}

// Two agreements that do the same cover for one another: each by itself is worth nothing.
function nothingWords(titles, bars) {
  if (!titles.length) return null;
  const more = titles.length > MOST_TITLES ? [`${titles.length - MOST_TITLES + 1} more, in the table`] : [];
  const named = more.length ? titles.slice(0, MOST_TITLES - 1) : titles;
  const tail = titles.length > 1 || bars.length ? " Where two do the same, each alone is worth nothing." : "";
  return element("p", {}, `Worth nothing by itself here: ${[...named, ...more].join("; ")}.${tail}`);
}

views.push(mattersView);
