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

const WORTH = {
  warning: { title: "Warning", measure: "Mean warning", kinds: ["sharing"], of: meanFor },
  response: {
    title: "Response",
    measure: "Mean response",
    kinds: ["sharing", "defence"],
    of: (data, found, { launch, arc }, nation) => measures(data, found, { launch, arc, nation }).mean_response_s,
  },
};

const mattersView = {
  name: "matters",
  init() {
    const home = (this.home = document.getElementById("matters"));
    this.head = element("div", {});
    home.append(this.head);
    this.parts = Object.entries(WORTH).map(([key, about]) => {
      const [words, chart, beside] = [element("div", {}), element("div", { class: "chart" }), element("div", {})];
      home.append(words, chart, beside);
      const part = { key, about, words, beside, bars: [] };
      part.draw = atWidth(
        chart,
        (width) =>
          part.bars.length > 0 &&
          barsPicture(part.bars, Math.min(width, 900), {
            title: `${about.measure} that each agreement adds`,
            describe: part.said,
          }),
      );
      return part;
    });
    this.known = new Map();
  },
  update(app, changed) {
    if (!["b", "launch", "arc", "nation", "weight"].some((key) => changed.has(key))) return;
    this.work?.stop();
    const { data } = app;
    const state = app.store.get();
    const force = inForce(data, state.b);
    const asked = data.header.switches.filter((at) => force[at]);
    const fixed = data.header.fixed.filter((at) => force[at]).length;
    refill(
      this.head,
      element(
        "p",
        { class: "meta" },
        `What mean warning each agreement in force under B adds: B against B without it. ${chartBasis(data, state)}`,
      ),
      fixed
        ? element(
            "p",
            { class: "meta" },
            `${counted(fixed, "agreement")} in force cannot be switched here; tocsin rank has all of them.`,
          )
        : "",
    );
    const run = this.runOf(data, state);
    const pieces = asked.filter((at) => !run.done.has(at)).map((at) => () => this.weigh(data, state, run, at));
    const show = () => this.show(data, run, asked);
    show();
    this.work = inPieces(this.home, pieces, (at, count) => at === count && show());
  },
  // What was worked out for the same rules and question.
  runOf(data, state) {
    const key = `${data.header.about.fingerprint} ${ruleWords(data, state.b)} ${state.launch} ${state.arc} ${state.nation} ${state.weight}`;
    if (this.known.size > 40) this.known.clear();
    if (!this.known.has(key)) this.known.set(key, { done: new Set(), warning: new Map(), response: new Map() });
    return this.known.get(key);
  },
  weigh(data, state, run, agreement) {
    const { nations, responders, agreements } = data.header;
    const asked = threatened(data, state).filter((nation) => state.nation < 0 || nation === state.nation);
    const [whole, without] = [outcome(data, state.b), outcome(data, switched(state.b, agreement, false))];
    for (const [key, { kinds, of }] of Object.entries(WORTH)) {
      // A duty to act tells nobody anything; where nobody could act there is no response.
      if (!kinds.includes(agreements[agreement].kind) || (key === "response" && !responders.length)) continue;
      run[key].set(
        agreement,
        asked.map((nation) => ({
          name: nations[nation].name,
          color: colorOf(nations, nation),
          seconds: of(data, whole, state, nation) - of(data, without, state, nation),
        })),
      );
    }
    run.done.add(agreement);
  },
  show(data, run, asked) {
    const waiting = asked.some((at) => !run.done.has(at));
    for (const part of this.parts) {
      const worth = new Map(asked.filter((at) => run[part.key].has(at)).map((at) => [at, run[part.key].get(at)]));
      const { bars, nothing } = worthBars(data, worth);
      part.bars = waiting ? part.bars : bars;
      part.said = bars
        .map((bar) => `${bar.title}: ${bar.values.map((value) => `${value.name} ${signed(value.seconds)}`).join(", ")}`)
        .join("; ");
      part.draw();
      if (waiting) continue;
      const isThere = worth.size > 0;
      refill(part.words, isThere && element("h4", {}, part.about.title));
      refill(part.beside, isThere && [nothingWords(nothing, bars), worthTable(data, worth, part.about.measure)]);
    }
  },
};

// Two agreements that do the same cover for one another: each by itself is worth nothing.
function nothingWords(titles, bars) {
  if (!titles.length) return null;
  const more = titles.length > MOST_TITLES ? [`${titles.length - MOST_TITLES + 1} more, in the table`] : [];
  const named = more.length ? titles.slice(0, MOST_TITLES - 1) : titles;
  const tail = titles.length > 1 || bars.length ? " Where two do the same, each alone is worth nothing." : "";
  return element("p", {}, `Worth nothing by itself here: ${[...named, ...more].join("; ")}.${tail}`);
}

views.push(mattersView);
