// The panel that changes the scenario: each value is checked by the server, and the page follows.
const NUMBERS_OF_SENSORS = { lat: "latitude", lon: "longitude", facing_deg: "facing" };
const MODES = ["auto", "release", "request", "exercise"];
const MOST_BYTES = 1_000_000;

const edit = { state: null, busy: false };

function numberInput(label, value, change, bounds = {}) {
  const box = element("input", {
    type: "number", step: "any", value, "aria-label": label, ...bounds,
    onchange: () => (box.checkValidity() && box.value !== "" ? change(Number(box.value)) : box.reportValidity()),
  });
  return element("label", { class: "edit-value" }, element("span", {}, label.split(": ").pop()), box);
}

// A choice of words; said: what a reader calls each.
function wordInput(label, words, value, change, said = (word) => word) {
  const list = element("select", { "aria-label": label, onchange: () => change(list.value) });
  for (const word of words) list.append(element("option", { value: word, selected: word === value }, said(word)));
  return element("label", { class: "edit-value" }, element("span", {}, label.split(": ").pop()), list);
}

const button = (text, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, text);

// Where nothing went wrong nothing stands. A problem with a line leads to it in the pasted text.
function showProblems(problems) {
  const list = document.getElementById("edit-problems");
  list.replaceChildren(...problems.map(({ text, line }) => {
    const paste = document.getElementById("edit-text");
    const go = line && paste.value ? button(`Go to line ${line}`, () => goToLine(paste, line)) : null;
    return element("li", {}, text, " ", go);
  }));
  if (problems.length) app.say(`${counted(problems.length, "problem")}. ${problems[0].text}`);
}

function goToLine(paste, line) {
  const start = paste.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const end = paste.value.indexOf("\n", start);
  paste.closest("details").open = true;
  paste.focus();
  paste.setSelectionRange(start, end < 0 ? paste.value.length : end);
}

// Does one thing at a time; what is refused is told, and what was shown stays.
async function attempt(work) {
  if (edit.busy) return;
  edit.busy = true;
  document.getElementById("edit").setAttribute("aria-busy", "true");
  try {
    await work();
    showProblems([]);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    showProblems(error.problems);
    showSensors();
  } finally {
    edit.busy = false;
    document.getElementById("edit").removeAttribute("aria-busy");
    drawEdit();
  }
}

const change = (changes) => attempt(async () => follow(await askJson("POST", "/api/edit", { changes })));

// Another scenario is another page: its words stand in it.
const openOther = (asked) => attempt(async () => {
  await askJson("POST", "/api/open", asked);
  location.hash = "";
  location.reload();
});

async function follow(state) {
  edit.state = state;
  replaceData(await fetchData(app.data.sections));
  app.say("Changed. The page shows the changed scenario.");
}

async function upload(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) {
    showProblems([{ text: `${file.name} is larger than ${MOST_BYTES / 1e6} MB. Use the command line: tocsin check ${file.name}` }]);
    return;
  }
  const text = await file.text();
  document.getElementById("edit-text").value = text;
  openOther({ text });
}

function openingPart(shipped) {
  const choice = element("select", { "aria-label": "Scenario that comes with tocsin" });
  for (const { name, title } of shipped) choice.append(element("option", { value: name, selected: name === edit.state.name }, title));
  const file = element("input", { type: "file", accept: ".yaml,.yml,.json", "aria-label": "Scenario file", onchange: () => upload(file.files[0]) });
  const paste = element("textarea", { id: "edit-text", rows: 12, spellcheck: "false", "aria-label": "Text of a scenario" });
  return [
    element("p", { class: "edit-row" }, choice, button("Open", () => openOther({ name: choice.value }))),
    element("p", { class: "edit-row" }, element("label", {}, "Upload a file (YAML or JSON) ", file)),
    element("details", {}, element("summary", {}, "Paste a text"), paste,
      element("p", {}, button("Check and open", () => openOther({ text: paste.value })))),
  ];
}

// Numbers of an entry that can be typed: its own, and those of a box or an orbit in it.
function numbersIn(path, entry, words = (key) => key.replaceAll("_", " ")) {
  const { lat, lon, ...others } = entry;
  const first = Object.fromEntries(Object.entries({ lat, lon }).filter(([, value]) => value !== undefined));
  return Object.entries({ ...first, ...others }).flatMap(([key, value]) => {
    const at = `${path}.${key}`;
    if (typeof value === "number") return [[at, words(key), value]];
    // A radar may face two ways; a mask of many angles is for an editor of texts.
    if (Array.isArray(value)) return value.length <= 3 && value.every((each) => typeof each === "number") ? value.map((each, n) => [`${at}.${n}`, value.length > 1 ? `${words(key)} ${n + 1}` : words(key), each]) : [];
    return value && typeof value === "object" ? numbersIn(at, value, words) : [];
  });
}

function numberInputs(path, name, entry, words) {
  return numbersIn(path, entry, words).map(([at, said, value]) =>
    numberInput(`${name}: ${said}`, value, (next) => change({ [at]: next })));
}

// One entry: its name with what it is beneath, and beside both what can be changed of it.
function entryRow(path, name, note, content, attributes = {}) {
  return element("div", { class: "edit-entry", "data-entry": path, ...attributes },
    element("div", {}, element("strong", {}, name), note ? element("small", {}, note) : null),
    element("div", {}, content));
}

function sensorRow(name, sensor) {
  const path = `sensors.${name}`;
  return entryRow(path, name, `${classTitle(sensor.class)}, of ${nationTitle(sensor.owner)}`, [
    numberInputs(path, name, sensor, (key) => NUMBERS_OF_SENSORS[key] || key.replaceAll("_", " ")),
    button("Remove", () => change({ [path]: null }), { "aria-label": `Remove sensor ${name}` }),
  ].flat());
}

// What a card calls its class, and the scenario its nations.
const classTitle = (name) => (edit.state.cards.find((row) => row.group === "sensors" && row.class === name) || { title: name }).title;
const nationTitle = (id) => edit.state.scenario.nations[id].name || id;

// A name that the scenario does not have yet.
function freeName(start, taken) {
  for (let number = 1; ; number += 1) if (!(`${start}-${number}` in taken)) return `${start}-${number}`;
}

function addSensor() {
  const { scenario, templates } = edit.state;
  const classes = Object.keys(templates);
  const kind = wordInput("New sensor: class", classes, classes[0], () => {}, classTitle);
  const owner = wordInput("New sensor: owner", Object.keys(scenario.nations), Object.keys(scenario.nations)[0], () => {}, nationTitle);
  const values = { lat: 0, lon: 0, facing_deg: 0 };
  const inputs = Object.entries(NUMBERS_OF_SENSORS).map(([key, words]) =>
    numberInput(`New sensor: ${words}`, 0, (value) => { values[key] = value; }));
  const add = () => {
    const name = freeName("sensor", scenario.sensors || {});
    const [chosen, owned] = [kind, owner].map((each) => each.querySelector("select").value);
    const template = templates[chosen];
    const given = Object.fromEntries(Object.keys(values).filter((key) => key in template).map((key) => [key, values[key]]));
    change({ [`sensors.${name}`]: { ...template, owner: owned, ...given } });
  };
  return element("details", { "data-group": "new-sensor" }, element("summary", {}, "Add a sensor"),
    element("div", { class: "edit-new" }, kind, owner, inputs, button("Add", add)));
}

function agreementRow(name, agreement) {
  const path = `agreements.${name}`;
  const isSharing = agreement.kind === "sharing";
  const put = (key) => (value) => change({ [`${path}.${key}`]: value });
  const dates = agreement.in_force || [null, null];
  const day = (at, words) => element("label", { class: "edit-value" }, element("span", {}, words),
    element("input", { type: "date", value: dates[at], "aria-label": `${name}: ${words}`, onchange: (event) => {
      const next = [...dates];
      next[at] = event.target.value || null;
      change({ [`${path}.in_force`]: next });
    } }));
  return entryRow(path, agreement.title || name, "", [
    isSharing ? wordInput(`${name}: tier`, TIERS, agreement.tier || "alert", put("tier")) : null,
    isSharing ? wordInput(`${name}: mode`, MODES, agreement.mode || "auto", put("mode")) : null,
    day(0, "from"), day(1, "until"),
    button("Remove", () => change({ [path]: null }), { "aria-label": `Remove agreement ${name}` }),
  ]);
}

function addAgreement() {
  const names = Object.keys(edit.state.scenario.nations);
  const [from, to] = ["from", "to"].map((words, at) => wordInput(`New agreement: ${words}`, names, names[Math.min(at, names.length - 1)], () => {}, nationTitle));
  const tier = wordInput("New agreement: tier", TIERS, "alert", () => {});
  const mode = wordInput("New agreement: mode", MODES, "auto", () => {});
  const add = () => {
    const [a, b, t, m] = [from, to, tier, mode].map((each) => each.querySelector("select").value);
    const name = freeName("agreement", edit.state.scenario.agreements || {});
    change({ [`agreements.${name}`]: { kind: "sharing", from: a, to: b, tier: t, mode: m } });
  };
  return element("details", { "data-group": "new-agreement" }, element("summary", {}, "Add an agreement"),
    element("div", { class: "edit-new" }, from, to, tier, mode, button("Add", add)));
}

function entryNumbers(section, name, entry) {
  const path = `${section}.${name}`;
  return entryRow(path, entry.name || name, entry.class, numberInputs(path, name, entry));
}

// Cards that the scenario uses; a number keeps its range, its source and its place in draws.
function cardRows() {
  const { cards, ranges, used } = edit.state;
  const known = new Map(ranges.map((row) => [`${row.group}.${row.class}.${row.key}`, row]));
  const mine = cards.filter((row) => row.group !== "delays" && used[row.group].includes(row.class));
  // Delays come first: what most readers change is how long people take.
  return [...cards.filter((row) => row.group === "delays"), ...mine].map((row, at, shown) => {
    const range = known.get(`${row.group}.${row.class}.${row.key}`) || row;
    const path = ["cards", row.group, row.class, row.key].filter(Boolean).join(".");
    const words = [row.title, row.words].join(": ");
    const put = (value) => change({ [path]: { low: row.low, value, high: row.high, source: row.source, ...(row.confidence ? { confidence: row.confidence } : {}), ...(row.together ? { together: row.together } : {}) } });
    // Its numbers stand under one another: the first one says whose they are.
    return entryRow(path, at && shown[at - 1].title === row.title ? "" : row.title, "", [
      numberInput(words, row.value, put, { min: range.low, max: range.high, disabled: range.low === range.high }),
      element("small", {}, `${row.unit === "1" ? "" : `${row.unit}, `}within ${range.low} to ${range.high}`),
    ], { title: row.source });
  });
}

function editGroup(title, rows, open) {
  return element("details", { "data-group": title, open: open.get(title) || false },
    element("summary", {}, `${title} (${rows.filter((row) => row.dataset.entry).length})`), rows);
}

// Panels that stand open stay open when they are drawn anew, and so does the focus.
function drawEdit() {
  if (!edit.state) return;
  const root = document.getElementById("edit-values");
  const open = new Map([...root.querySelectorAll("details")].map((each) => [each.dataset.group, each.open]));
  const nameOf = (each) => each.getAttribute("aria-label") || each.id;
  const focused = root.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const { scenario } = edit.state;
  const rows = (section, row) => Object.entries(scenario[section] || {}).map(([name, entry]) => row(name, entry));
  root.replaceChildren(
    element("p", { class: "buttons" },
      button(`Undo the last change (${edit.state.undo})`, () => attempt(async () => follow(await askJson("POST", "/api/undo", {}))), { id: "edit-undo", disabled: !edit.state.undo })),
    editGroup("Sensors", [...rows("sensors", sensorRow), addSensor()], open),
    editGroup("Agreements", [...rows("agreements", agreementRow), addAgreement()], open),
    editGroup("Launch areas", rows("launches", (name, entry) => entryNumbers("launches", name, entry)), open),
    editGroup("Arcs", rows("arcs", (name, entry) => entryNumbers("arcs", name, entry)), open),
    editGroup("Nations", rows("nations", (name, entry) => entryNumbers("nations", name, entry)), open),
    editGroup("Delays and cards", cardRows(), open),
  );
  const again = focused && [...root.querySelectorAll("[aria-label], #edit-undo")].find((each) => nameOf(each) === focused);
  // After the last step there is nothing left to take back; what comes next takes over.
  if (again) (again.disabled ? root.querySelector("summary") : again).focus();
}

views.push({
  name: "edit",
  async init() {
    const root = document.getElementById("edit");
    const opening = element("div", {});
    root.replaceChildren(
      element("h2", {}, "Change the scenario"),
      element("p", { class: "note" }, "Changes are checked as tocsin check does, and are yours alone. Nothing is kept on the server: take the scenario home below."),
      opening,
      element("div", { role: "alert" }, element("ul", { id: "edit-problems" })),
      element("div", { id: "edit-values" }),
      element("div", { id: "edit-verdict" }),
      element("div", { id: "edit-files" }),
    );
    await attempt(async () => {
      const [state, { scenarios }] = await Promise.all([askJson("GET", "/api/scenario"), askJson("GET", "/api/shipped")]);
      edit.state = state;
      opening.replaceChildren(...openingPart(scenarios));
    });
    drawVerdict();
    drawFiles();
  },
  update(_, changed) {
    if (["a", "b", "launch"].some((each) => changed.has(each))) {
      drawVerdict();
      drawFiles();
    }
  },
});
