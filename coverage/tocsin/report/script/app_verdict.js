// A verdict on A and B as they are switched: asked for, followed, called off. And files to take home.
const OFTEN_MS = 250;
const DRAWS = [32, 64, 128, 256, 512];
const FILES = [
  ["scenario.yaml", "Scenario, comments kept"], ["report.html", "This page, offline"], ["table.csv", "Table (CSV)"],
  ["cells.geojson", "Cells (GeoJSON)"], ["cells.gpkg", "Cells (GeoPackage)"], ["map.png", "Map (PNG)"], ["map.svg", "Map (SVG)"],
];

const verdict = { job: null, draws: 256, why: true };

// A side of a comparison as the server takes it: a policy or a day, and what is switched otherwise.
function sideOf(data, rules) {
  const base = data.header.bases[rules.base];
  const names = (on) => changedFrom(data, rules).filter((each) => rules.on[each] === on).map((each) => data.header.agreements[each].id);
  return { [base.kind === "policy" ? "policy" : "as_of"]: base.kind === "policy" ? base.id : base.date, with: names(1), without: names(0) };
}

function drawVerdict() {
  const root = document.getElementById("edit-verdict");
  if (!root || !app.store) return;
  const { a, b } = app.store.get();
  const titles = [a, b].map((rules) => rulesTitle(app.data, rules));
  const draws = element("select", { "aria-label": "Draws", onchange: () => { verdict.draws = Number(draws.value); } });
  for (const each of DRAWS) draws.append(element("option", { value: each, selected: each === verdict.draws }, each));
  const why = element("input", { type: "checkbox", id: "verdict-why", checked: verdict.why, onchange: () => { verdict.why = why.checked; } });
  const { job } = verdict;
  const isOn = job && ["waiting", "running"].includes(job.state);
  root.replaceChildren(
    element("h3", {}, "Does it hold?"),
    element("p", {}, `${titles[1]} against ${titles[0]}, over the ranges of all that is not known.`),
    element("p", { class: "edit-row" }, element("label", {}, "Draws ", draws), element("label", {}, why, " and what flips it"), button("Draw", beginVerdict, { id: "verdict-begin", disabled: isOn || sameRules(app.data, a, b) })),
    ...(job ? toldOf(job, isOn) : []),
  );
}

function toldOf(job, isOn) {
  if (isOn) {
    return [element("p", { class: "edit-row" },
      element("progress", { max: job.of, value: job.done, "aria-label": "Draws done" }),
      element("span", {}, job.state === "waiting" ? "waits for others" : job.done < job.of ? `${job.done} of ${job.of}` : `${job.done} of ${job.of}; looks for what flips it`),
      button("Cancel", cancelVerdict, { id: "verdict-cancel" }))];
  }
  if (job.state === "done") {
    const { said, basis, notional, sentences } = job.verdict;
    const paragraph = (each) => element("p", { class: "verdict-said" }, each);
    const all = element("details", { id: "verdict-all" }, element("summary", {}, "Arc by arc, as tocsin verdict says it"), sentences.map(paragraph));
    return [...[...said, `${basis} ${notional}`].map(paragraph), all, ...flipsOf(job.verdict)];
  }
  return [element("p", {}, job.state === "stopped" ? "Called off." : job.problems.join(" "))];
}

// What the gain depends on, strongest first, and for which values it is unlike most draws.
function flipsOf({ drivers, flips }) {
  const rows = drivers.filter((each) => each.flipped_share > 0 || each.change_s >= 1).map((each) => element("li", {},
    `${nationTitle(each.nation)}: ${each.words} (${each.range}) turns ${each.flipped_share > 0 ? percent(each.flipped_share) : "none"} of the draws; ${minutes(each.change_s)} of change on average.`));
  return [
    rows.length ? element("h4", {}, "What it depends on, re-run at low and high") : null,
    rows.length ? element("ul", { class: "verdict-drivers" }, rows) : null,
    flips.length ? element("h4", {}, "What flips it") : null,
    ...flips.map((each) => element("p", { class: "verdict-flips" }, each)),
  ].filter(Boolean);
}

async function beginVerdict() {
  const { a, b, launch } = app.store.get();
  await attempt(async () => {
    const asked = { a: sideOf(app.data, a), b: sideOf(app.data, b), draws: verdict.draws, why: verdict.why, launch: app.data.header.launchChoices[launch].id };
    verdict.job = await askJson("POST", "/api/verdict", asked);
  });
  followVerdict(verdict.job);
}

async function followVerdict(job) {
  drawVerdict();
  while (verdict.job === job && ["waiting", "running"].includes(job.state)) {
    await new Promise((done) => setTimeout(done, OFTEN_MS));
    if (verdict.job !== job) return;
    const told = await askJson("GET", `/api/verdict/${job.job}`).catch(() => ({ ...job, state: "stopped" }));
    Object.assign(job, told);
    drawVerdict();
  }
  if (job && job.state === "done") app.say(job.verdict.said[0]);
}

async function cancelVerdict() {
  Object.assign(verdict.job, await askJson("DELETE", `/api/verdict/${verdict.job.job}`));
  drawVerdict();
}

function drawFiles() {
  const root = document.getElementById("edit-files");
  if (!root || !app.store) return;
  const { b, launch } = app.store.get();
  const side = sideOf(app.data, b);
  const asked = new URLSearchParams({ launch: app.data.header.launchChoices[launch].id });
  for (const key of ["policy", "as_of"]) if (side[key]) asked.set(key, side[key]);
  for (const key of ["with", "without"]) for (const name of side[key]) asked.append(key, name);
  root.replaceChildren(
    element("h3", {}, "Take it home"),
    element("p", {}, `Table, cells and map: ${rulesTitle(app.data, b)}.`),
    element("ul", { class: "edit-files" }, FILES.map(([name, words]) => element("li", {}, element("a", { href: `/api/download/${name}?${asked}`, download: name }, words)))),
  );
}
