// The tab "Who tells whom": the sharing graph of B, which follows the switches; its tables beside it.

// Nations that only launch have nobody to tell: they are no part of the picture.
function graphOf(data, state) {
  const { nations, agreements } = data.header;
  const [inA, inB] = [inForce(data, state.a), inForce(data, state.b)];
  const tied = tiedNations(data);
  const ties = tiesOf(data, inB, inA);
  const pacts = pactNodes(data, inB, inA);
  const on = (each) => each.state === "on";
  const now = new Set([
    ...ties.filter(on).flatMap((tie) => [tie.source, tie.target]),
    ...pacts.filter(on).flatMap((pact) => pact.members),
  ]);
  return {
    names: nations.map((nation) => nation.name),
    titles: agreements.map((agreement) => agreement.title),
    nations: tied.map((at) => ({ at, name: nations[at].name, color: colorOf(nations, at), tied: now.has(at) })),
    ties,
    pacts,
    middle: middleNation(data, tied),
    apart: nations.map((_, at) => at).filter((at) => (nations[at].target || tied.includes(at)) && !now.has(at)),
  };
}

function graphKey(graph) {
  const looks = [...graph.ties.map((tie) => ({ ...tie.best, state: tie.state })), ...graph.pacts].filter(
    (each) => each.state === "on",
  );
  const sample = (className) =>
    svg(
      "svg",
      { width: 34, height: 12, class: "picture", "aria-hidden": "true" },
      svg("g", { class: className }, svg("line", { x1: 1, x2: 33, y1: 6, y2: 6, class: "line" })),
    );
  const tiers = TIE_TIERS.filter((tier) => looks.some((each) => each.tier === tier)).map((tier) => [
    `tie tier-${tier}`,
    tier,
  ]);
  const modes = TIE_MODES.filter((mode) => looks.some((each) => each.mode === mode))
    .reverse()
    .map((mode) => [`tie tier-none mode-${mode}`, modeWords(mode)]);
  const off = graph.ties.some((tie) => tie.state === "off") || graph.pacts.some((pact) => pact.state === "off");
  return element(
    "p",
    { class: "chart-key" },
    ...[...tiers, ...modes, ...(off ? [["tie off", "in A, not in B"]] : [])].map(([look, words]) =>
      element("span", {}, sample(look), words),
    ),
    graph.ties.some((tie) => !tie.both) ? element("span", {}, "a line without a head: both ways alike") : "",
  );
}

// Every grant in words: also the duties, which are no line of the picture.
function graphTable(data, state) {
  const { agreements, nations } = data.header;
  const [inA, inB] = [inForce(data, state.a), inForce(data, state.b)];
  const either = inA.map((on, at) => on || inB[at]);
  const yes = (on) => (on ? "yes" : "no");
  const name = (at) => nations[at].name;
  // The agreement of a row with its clauses, and on which side it is in force.
  const of = (at) => {
    const { title, terms } = agreements[at];
    return [title, terms.terms || "", terms["in force"] || "", yes(inA[at]), yes(inB[at])];
  };
  const single = grantsOf(
    data,
    either.map((on, at) => on && !isNode(agreements[at])),
  );
  const ties = [
    ...single.map((each) => [
      name(each.source),
      name(each.target),
      each.tier,
      modeWords(each.mode),
      ...of(each.agreement),
    ]),
    ...pactNodes(data, inB, inA).map((pact) => [
      listed(pact.members.map(name)),
      "one another",
      pact.tier,
      modeWords(pact.mode),
      ...of(pact.agreement),
    ]),
  ];
  const duties = [...either.keys()]
    .filter((at) => either[at])
    .flatMap((at) =>
      (agreements[at].duties || []).map(([actor, other, condition]) => [
        name(actor),
        name(other),
        condition ? "may act" : "must act",
        condition || "",
        ...of(at),
      ]),
    );
  const columns = ["agreement", "clauses", "since", "in A", "in B"];
  const made = (caption, heads, rows) =>
    rows.length
      ? besideTable(caption, [...heads, ...columns], rows, { summary: `${caption}, as a table (${rows.length})` })
      : null;
  return [
    made("Every tie", ["from", "to", "up to", "how"], ties),
    made("Who acts for whom", ["who", "for whom", "duty", "condition"], duties),
  ];
}

const graphView = {
  name: "graph",
  init(app) {
    this.chart = element("div", { class: "chart" });
    this.said = element("p", { class: "told-line meta" });
    this.beside = element("div", {});
    document.getElementById("panel-graph").append(this.chart, this.said, this.beside);
    this.draw = atWidth(this.chart, (width) => this.graph && graphPicture(this.graph, width));
    const tell = (event) => {
      const words = event.target.closest?.("[data-key]")?.getAttribute("aria-label");
      if (words) this.said.textContent = words;
    };
    for (const kind of ["pointerover", "focusin"]) this.chart.addEventListener(kind, tell);
  },
  update(app, changed) {
    const { data, store } = app;
    const state = store.get();
    if (changed.has("a") || changed.has("b")) this.stale = true;
    // Whoever looks at something else does not wait for it.
    if (state.tab !== "graph" || !this.stale) return;
    this.stale = false;
    this.graph = graphOf(data, state);
    this.draw();
    const there = this.graph.ties.length + this.graph.pacts.length;
    this.said.textContent = there ? "Point at a line, or reach it with the tab key, to read what it is." : "";
    const { apart, names } = this.graph;
    const isNobody =
      apart.length && apart.length >= this.graph.nations.length && !this.graph.nations.some((nation) => nation.tied);
    const alone = isNobody
      ? "Under B no nation tells any other."
      : apart.length
        ? `Without any tie under B: ${listed(apart.map((at) => names[at]))}.`
        : "";
    refill(this.beside, graphKey(this.graph), element("p", { class: "meta" }, alone), graphTable(data, state));
  },
};

views.push(graphView);
