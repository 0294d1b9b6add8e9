// The same numbers as a table: by nation and arc, under A and B.
function numberCell(words) {
  return element("td", { class: "number" }, words);
}

function measureRow(app, label, asked) {
  const { data } = app;
  const before = measures(data, app.outcomeA(), asked);
  const after = measures(data, app.outcomeB(), asked);
  const mean = (each) => (app.store.get().weight === "people" ? each.mean_warning_pop_s : each.mean_warning_s);
  return element("tr", {},
    element("th", { scope: "row" }, label),
    numberCell(minutes(mean(before))), numberCell(minutes(mean(after))), numberCell(signed(mean(after) - mean(before))),
    numberCell(percent(after.warned_share)), numberCell(percent(after.late_share)), numberCell(percent(after.never_share)),
    numberCell(percent(after.warned_pop_share)),
    numberCell(minutes(after.warning_median_s)), numberCell(minutes(after.warning_p10_s)),
    numberCell(minutes(before.mean_response_s)), numberCell(minutes(after.mean_response_s)));
}

views.push({
  name: "table",
  init(app) {
    this.root = document.getElementById("panel-table");
    this.stale = true;
    // Paper has no tabs: the table is printed below the map.
    window.matchMedia("print").addEventListener("change", (event) => event.matches && this.draw(app));
    window.addEventListener("beforeprint", () => this.draw(app));
  },
  update(app, changed) {
    if ([...changed].some((each) => ["a", "b", "launch", "arc", "nation", "weight"].includes(each))) this.stale = true;
    // Medians of all cases take longer than a map: only who looks at them waits for them.
    if (app.store.get().tab === "table") this.draw(app);
  },
  draw(app) {
    if (!this.stale) return;
    this.stale = false;
    const { data, store } = app;
    const state = store.get();
    const heads = ["arc", "mean, A", "mean, B", "B \u2212 A", "warned, B", "late, B", "never, B", "people warned, B",
      "median of the warned, B", "worst tenth, B", "mean response, A", "mean response, B"];
    const bodies = nationsAsked(data, state).map((nation) => {
      const arcs = state.arc < 0 ? [-1, ...data.header.arcs.keys()] : [state.arc];
      return element("tbody", {},
        element("tr", { class: "group" }, element("th", { scope: "rowgroup", colspan: heads.length }, element("span", {}, data.header.nations[nation].name))),
        arcs.map((arc) => measureRow(app, arc < 0 ? "all arcs" : data.header.arcs[arc].title, { launch: state.launch, arc, nation })));
    });
    const caption = `A: ${rulesTitle(data, state.a)}. B: ${rulesTitle(data, state.b)}. Launched from ${data.header.launchChoices[state.launch].title}. ` +
      `Minutes:seconds; means over ${state.weight === "people" ? "people, of response over cells" : "cells"}, late and never as 0. One case: cards at their values. Notional.`;
    this.root.replaceChildren(element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The numbers under A and B" },
      element("table", {}, element("caption", {}, caption),
        element("thead", {}, element("tr", {}, heads.map((head) => element("th", { scope: "col", class: head === "arc" ? null : "number" }, head)))),
        ...bodies)));
  },
});
