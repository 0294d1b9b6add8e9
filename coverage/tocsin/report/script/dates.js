// The tab "Over time": the means of every date are worked out once, while the page has nothing else to do.

// The dates of the scenario with what begins or ends on each, and the nations whose means are drawn.
function timeChart(data, state) {
  const { bases, agreements, nations, events } = data.header;
  const days = bases.map((base, at) => ({ base, at })).filter(({ base }) => base.kind === "date");
  const dates = days.map(({ base, at }, rank) => ({
    at,
    date: base.id,
    day: dayNumber(base.id),
    title: rank ? beginsAndEnds(agreements, days[rank - 1].base, base) : "The day before the first date",
  }));
  const dated = (rules) => {
    const { id, kind, date } = bases[rules.base];
    const day = kind === "date" ? id : date;
    return day ? { day: dayNumber(day) } : null;
  };
  return {
    dates,
    label: "Mean warning by nation",
    current: dated(state.b),
    baseline: dated(state.a),
    by: threatened(data, state),
    series: threatened(data, state).map((at) => ({ name: nations[at].name, color: colorOf(nations, at), at })),
    events: events.map((event) => ({ ...event, day: dayNumber(event.date) })),
    // Policies and events may be of later days than the last that changed anything.
    latest: Math.max(...[...events, ...bases].filter((each) => each.date).map((each) => dayNumber(each.date))),
  };
}

function beginsAndEnds(agreements, before, after) {
  const titles = (some, others) => some.on.filter((at) => !others.on.includes(at)).map((at) => agreements[at].title);
  const [begun, ended] = [titles(after, before), titles(before, after)];
  return (
    [begun.length && `${listed(begun)} begins`, ended.length && `${listed(ended)} ends`].filter(Boolean).join("; ") ||
    "Who is a party changes"
  );
}

function timeTable(chart) {
  const change = (at, series) => {
    const [before, now] = [chart.dates[at - 1]?.values, chart.dates[at].values];
    return before && now && Math.abs(now[series] - before[series]) >= SEEN_S
      ? ` (${signed(now[series] - before[series])})`
      : "";
  };
  const rows = chart.dates.map((date, at) => [
    date.date,
    date.title,
    ...chart.series.map((_, series) => (date.values ? minutes(date.values[series]) + change(at, series) : "…")),
  ]);
  return besideTable(
    "Mean warning at each date; in brackets what changed",
    ["from", "what", ...chart.series.map((series) => series.name)],
    rows,
    { numbers: chart.series.map((_, at) => at + 2), summary: `Every date as a table (${rows.length})` },
  );
}

const timeView = {
  name: "time",
  init(app) {
    this.head = element("div", {});
    this.box = element("div", { class: "chart" });
    this.beside = element("div", {});
    this.home = document.getElementById("panel-time");
    this.home.append(this.head, this.box, this.beside);
    this.known = new Map();
    const choose = (rank) => app.store.set({ b: rulesOf(app.data, this.chart.dates[rank].at) });
    this.draw = atWidth(this.box, (width) => this.chart?.dates.length && overtimePicture(this.chart, width, choose));
  },
  update(app, changed) {
    if (!["a", "b", "launch", "arc", "weight", "tab"].some((key) => changed.has(key))) return;
    const state = app.store.get();
    // It costs something: only for whoever looks at it.
    if (state.tab !== "time") return this.work?.stop();
    this.chart = timeChart(app.data, state);
    if (!this.chart.dates.length) {
      refill(this.head, element("p", {}, "The scenario has no dated agreements: nothing changes over time."));
      return null;
    }
    refill(
      this.head,
      element(
        "p",
        { class: "meta" },
        `${this.chart.label}. ${chartBasis(app.data, state)} Each date with what was in force on it. Choose a date: the switches follow.`,
      ),
    );
    return this.compute(app.data, state);
  },
  compute(data, state) {
    this.work?.stop();
    const { chart } = this;
    const ask = `${data.header.about.fingerprint} ${state.launch} ${state.arc} ${state.weight}`;
    if (!this.known.has(ask)) this.known.set(ask, []);
    const known = this.known.get(ask);
    chart.dates.forEach((date, rank) => (date.values = known[rank]));
    const missing = chart.dates.map((_, rank) => rank).filter((rank) => !known[rank]);
    this.show();
    this.work = inPieces(
      this.home,
      missing.map((rank) => () => {
        const found = outcome(data, rulesOf(data, chart.dates[rank].at));
        chart.dates[rank].values = known[rank] = chart.by.map((nation) => meanFor(data, found, state, nation));
      }),
      (at, count) => (at === count || at % 4 === 0) && this.show(),
    );
  },
  show() {
    this.draw();
    refill(this.beside, timeTable(this.chart));
  },
};

views.push(timeView);
