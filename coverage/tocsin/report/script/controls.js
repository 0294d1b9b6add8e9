// The rules in force as switches; launch, arc and nation as choices; undo.
const TIERS = ["assessment", "alert", "track"];

function baseTitle(data, base) {
  const { kind, title } = data.header.bases[base];
  return kind === "date" ? `Rules of ${title}` : title;
}

// "Real-time sharing, without GSOMIA, with TISA": the base, and what is switched otherwise.
function rulesTitle(data, rules) {
  const changed = changedFrom(data, rules);
  const titles = (on) => changed.filter((each) => rules.on[each] === on).map((each) => data.header.agreements[each].title);
  const [put, out] = [titles(1), titles(0)];
  const parts = [baseTitle(data, rules.base)];
  if (out.length) parts.push(`without ${listed(out)}`);
  if (put.length) parts.push(`with ${listed(put)}`);
  return parts.join(", ");
}

function sameRules(data, one, other) {
  return ruleWords(data, one) === ruleWords(data, other);
}

const MOST_APART = 4;

function select(label, options, value, change, attributes = {}) {
  const list = element("select", { onchange: (event) => change(Number(event.target.value)), ...attributes });
  for (const option of options) {
    list.append(element("option", { value: option.value, selected: option.value === value }, option.label));
  }
  return element("label", { class: "choice" }, element("span", {}, label), list);
}

function policyChoices(data) {
  return data.header.bases.map((base, value) => ({ value, label: base.title, kind: base.kind })).filter((each) => each.kind === "policy");
}

function datesOf(data) {
  return [...data.header.bases.keys()].filter((base) => data.header.bases[base].kind === "date");
}

// The last day of the history on which the rules of a base's day began; -1 without days.
function dayOf(data, base) {
  const dates = datesOf(data);
  const day = data.header.bases[base].date;
  if (!day) return -1;
  return dates.reduce((found, each, at) => (data.header.bases[each].date <= day ? at : found), 0);
}

function dateSlider(data, store) {
  const dates = datesOf(data);
  if (!dates.length) return null;
  const at = dayOf(data, store.get().b.base);
  const shown = element("output", {}, at < 0 ? "no day" : data.header.bases[dates[at]].title);
  const slider = element("input", {
    type: "range", min: 0, max: dates.length - 1, step: 1, value: Math.max(at, 0), "aria-label": "Day of the rules",
    "aria-valuetext": shown.textContent,
    oninput: (event) => { shown.textContent = data.header.bases[dates[event.target.value]].title; },
    onchange: (event) => store.set({ b: rulesOf(data, dates[event.target.value]) }),
  });
  return element("div", { id: "day" },
    element("label", { class: "choice" }, element("span", {}, "Day"), slider, shown),
    at < 0 ? null : element("small", { class: "day-words" }, dayWords(data, dates, at)));
}

// What began and ended on a day, and what else is dated until the next one.
function dayWords(data, dates, at) {
  const { bases, agreements, events } = data.header;
  const [day, before] = [bases[dates[at]], at ? bases[dates[at - 1]].on : []];
  const titles = (some) => some.map((each) => agreements[each].title);
  const [began, ended] = [day.on.filter((each) => !before.includes(each)), before.filter((each) => !day.on.includes(each))];
  const until = at + 1 < dates.length ? bases[dates[at + 1]].date : "9999";
  const dated = events.filter((event) => event.date >= day.date && event.date < until);
  const parts = [];
  if (began.length && at) parts.push(`began: ${listed(titles(began))}`);
  if (ended.length) parts.push(`ended: ${listed(titles(ended))}`);
  if (dated.length) parts.push(`until the next change: ${dated.map((event) => `${event.title}, ${event.date}`).join("; ")}`);
  return parts.map((part) => part[0].toUpperCase() + part.slice(1)).join(". ");
}

// What stands beside a switch: why it does not count, and in what B differs from A.
function switchNotes(data, { a, b }, agreement) {
  const about = data.header.agreements[agreement];
  const missing = lacking(data, b, agreement).map((each) => data.header.agreements[each].title);
  const notes = [];
  if (missing.length) notes.push(`falls: rests on ${listed(missing)}`);
  if (about.hypothetical) notes.push("hypothetical");
  // Where A has nearly nothing it would stand at every switch.
  const apart = data.header.switches.filter((each) => a.on[each] !== b.on[each]).length;
  if (a.on[agreement] !== b.on[agreement] && (a.on[agreement] || apart <= MOST_APART)) {
    notes.push(b.on[agreement] ? "not in A" : "off; it is in A");
  }
  if (data.header.fixed.includes(agreement)) notes.push("stays as the policy has it");
  return { falls: missing.length > 0, notes };
}

function switchRow(data, store, agreement, { falls, notes }) {
  const about = data.header.agreements[agreement];
  const box = element("input", {
    type: "checkbox", disabled: data.header.fixed.includes(agreement), "data-agreement": about.id,
    onchange: (event) => store.set({ b: switched(store.get().b, agreement, event.target.checked) }),
  });
  box.checked = Boolean(store.get().b.on[agreement]);
  return element("label", { class: falls ? "switch-row falls" : "switch-row", title: about.terms.terms || "" },
    box, element("span", {}, about.title, notes.length ? element("small", {}, notes.join("; ")) : null));
}

// A group of rows that can be folded; it stays, and its rows follow the state.
function foldingGroup(known, heading, open, summary, rows) {
  const group = known.get(heading) || element("details", { open, "data-group": heading }, element("summary", {}), element("div", {}));
  known.set(heading, group);
  group.firstChild.textContent = summary;
  fill(group.lastChild, rows);
  return [heading, heading, () => group];
}

function switchGroup(known, data, store, heading, chosen, open) {
  const state = store.get();
  const rows = data.header.agreements.map((each, at) => at).filter((at) => chosen(data.header.agreements[at]));
  if (!rows.length) return null;
  const on = rows.filter((at) => state.b.on[at]).length;
  return foldingGroup(known, heading, open, `${heading} (${on} of ${rows.length} on)`, rows.map((at) => {
    const said = switchNotes(data, state, at);
    return [at, [state.b.on[at], said], () => switchRow(data, store, at, said)];
  }));
}

// What a shock takes out of the base of B.
function touchedBy(data, { b }, shock) {
  const start = rulesOf(data, b.base);
  return shock.suspends.filter((each) => start.on[each]);
}

// Shocks that a reader has pressed and that still hold: an agreement that is off for another reason is no shock.
function holdingShocks(data, state, pressed) {
  return data.header.shocks.filter((shock) => {
    const touched = touchedBy(data, state, shock);
    return pressed.has(shock.id) && touched.length > 0 && touched.every((each) => !state.b.on[each]);
  });
}

function shockRow(data, store, shock, pressed) {
  const touched = touchedBy(data, store.get(), shock);
  const press = (event) => {
    if (event.target.checked) pressed.add(shock.id);
    else pressed.delete(shock.id);
    const held = new Set(holdingShocks(data, store.get(), pressed).flatMap((other) => other.suspends));
    let rules = store.get().b;
    // What another shock still holds off does not come back with this one.
    for (const each of touched) rules = switched(rules, each, !event.target.checked && !held.has(each));
    store.set({ b: rules });
  };
  const box = element("input", { type: "checkbox", disabled: !touched.length, "data-shock": shock.id, onchange: press });
  box.checked = holdingShocks(data, store.get(), pressed).includes(shock);
  const titles = shock.suspends.map((each) => data.header.agreements[each].title);
  const words = touched.length ? `suspends ${listed(titles)}` : "nothing of this policy";
  return element("label", { class: "switch-row" }, box, element("span", {}, shock.title, element("small", {}, words)));
}

// A place by its name: the cell that stands for it is told.
function placeSearch(data, store) {
  const { places, nations } = data.header;
  if (!places.length) return null;
  const label = (place) => `${place.name} (${nations[place.nation].name})`;
  const input = element("input", {
    list: "places", id: "choose-place", placeholder: "a town", autocomplete: "off",
    onchange: (event) => {
      const asked = event.target.value.trim().toLowerCase();
      const found = places.find((place) => label(place).toLowerCase() === asked)
        || places.find((place) => place.name.toLowerCase().startsWith(asked));
      event.target.setCustomValidity(found || !asked ? "" : "No such place here.");
      event.target.reportValidity();
      if (found && asked) store.peek({ cell: found.cell });
    },
  });
  return element("label", { class: "choice" }, element("span", {}, "Place"), input,
    element("datalist", { id: "places" }, places.map((place) => element("option", { value: label(place) }))));
}

function shareButton(app) {
  const box = element("input", { readonly: true, hidden: true, "aria-label": "Address of what is shown" });
  const done = element("small", {});
  const share = async () => {
    const address = location.href.split("#")[0] + app.store.address();
    try {
      await navigator.clipboard.writeText(address);
      done.textContent = "Copied.";
      app.say("The address of what is shown is copied.");
    } catch {
      // From disk a browser may refuse: the reader copies by hand.
      box.hidden = false;
      box.value = address;
      box.select();
    }
  };
  return element("span", { class: "choice" }, element("button", { type: "button", id: "share", onclick: share }, "Share this view"), done, box);
}

views.push({
  name: "controls",
  init({ data, store }) {
    this.root = document.getElementById("rules");
    this.launch = document.getElementById("launch");
    this.groups = new Map();
    this.pressed = new Set();
    document.addEventListener("keydown", (event) => {
      // Fields of text have an undo of their own; switches, sliders and lists have none.
      const writes = /^(INPUT|TEXTAREA)$/.test(event.target.tagName) && !["checkbox", "radio", "range"].includes(event.target.type);
      if ((event.ctrlKey || event.metaKey) && event.key === "z" && !writes) {
        event.preventDefault();
        store.undo();
      }
    });
  },
  update(app, changed) {
    const { data, store } = app;
    if (![...changed].some((each) => ["a", "b", "launch", "arc", "nation", "weight"].includes(each))) return;
    const state = store.get();
    const { header } = data;
    // Another scenario has switches of its own.
    if (this.data !== data) {
      this.data = data;
      this.groups.clear();
      for (const root of [this.root, this.launch]) delete root.kept;
    }
    const focus = focusKey(this.root);
    // On a phone a long list would stand between the finding and the map.
    const wide = window.matchMedia("(min-width: 60rem)").matches;
    const nations = header.nations.map((nation, value) => ({ value, label: nation.name, target: nation.target })).filter((each) => each.target);
    const arcs = header.arcs.map((arc, value) => ({ value, label: arc.title }));
    const all = { value: -1, label: "all" };
    const top = focusKey(this.launch);
    fill(this.launch, [
      ["launch", state.launch, () => select("Launched from", header.launchChoices.map((each, value) => ({ value, label: each.title })),
        state.launch, (launch) => store.set({ launch }), { id: "choose-launch" })],
      ["arc", state.arc, () => select("Arc", [all, ...arcs], state.arc, (arc) => store.set({ arc }), { id: "choose-arc" })],
      ["nation", state.nation, () => select("Nation", [all, ...nations], state.nation, (nation) => store.set({ nation }), { id: "choose-nation" })],
      ...(hasPeople(data) ? [["weight", state.weight, () => select("Mean over", WEIGHTS.map((label, value) => ({ value, label })),
        WEIGHTS.indexOf(state.weight), (at) => store.set({ weight: WEIGHTS[at] }), { id: "choose-weight" })]] : []),
      ...(header.places.length ? [["place", "", () => placeSearch(data, store)]] : []),
      ["share", "", () => shareButton(app)],
      ["tour", "", tourButton],
    ]);
    refocus(this.launch, top);
    const choices = policyChoices(data);
    const asPolicy = ({ base }) => (header.bases[base].kind === "policy" ? base : -1);
    const baseB = asPolicy(state.b);
    const baseA = changedFrom(data, state.a).length ? -1 : asPolicy(state.a);
    const other = (label) => (label ? [{ value: -1, label }] : []);
    const titleB = baseB < 0 ? baseTitle(data, state.b.base) : "";
    const titleA = baseA < 0 ? rulesTitle(data, state.a) : "";
    const { about } = header.bases[state.b.base];
    const holding = holdingShocks(data, state, this.pressed);
    for (const shock of header.shocks) if (!holding.includes(shock)) this.pressed.delete(shock.id);
    const group = (heading, chosen, open) => switchGroup(this.groups, data, store, heading, chosen, open);
    fill(this.root, [
      ["title", "", () => element("h2", {}, "Rules in force")],
      ["b", [baseB, titleB], () => select("B, now", [...other(titleB), ...choices], baseB,
        (base) => base >= 0 && store.set({ b: rulesOf(data, base) }), { id: "choose-b" })],
      ...(datesOf(data).length ? [["day", state.b.base, () => dateSlider(data, store)]] : []),
      ["a", [baseA, titleA], () => select("A, before", [...other(titleA), ...choices], baseA,
        (base) => base >= 0 && store.set({ a: rulesOf(data, base) }), { id: "choose-a" })],
      ["buttons", store.canUndo(), () => element("p", { class: "buttons" },
        element("button", { type: "button", id: "undo", disabled: !store.canUndo(), onclick: () => store.undo() }, "Undo"),
        element("button", { type: "button", id: "reset", onclick: () => store.reset() }, "Reset"),
        element("button", { type: "button", id: "keep", onclick: () => store.set({ a: store.get().b }) }, "Take B as A"))],
      ...(about ? [["note", about, () => element("p", { class: "note" }, about)]] : []),
      ...[
        group("Sharing", (each) => each.kind === "sharing" && !each.exercise, wide),
        group("Duties", (each) => each.kind === "defence", wide),
        group("Exercises", (each) => each.exercise, false),
        header.shocks.length ? foldingGroup(this.groups, "Shocks", wide, "Shocks", header.shocks.map((shock) =>
          [shock.id, [state.b.base, holding.includes(shock)], () => shockRow(data, store, shock, this.pressed)])) : null,
      ].filter(Boolean),
    ]);
    refocus(this.root, focus);
  },
});

// What has the focus, so that it stays when the panel is drawn anew.
function focusKey(root) {
  const at = document.activeElement;
  if (!root.contains(at)) return null;
  return at.id ? `#${CSS.escape(at.id)}` : at.dataset.agreement ? `[data-agreement="${CSS.escape(at.dataset.agreement)}"]`
    : at.dataset.shock ? `[data-shock="${CSS.escape(at.dataset.shock)}"]` : at.tagName === "SUMMARY" ? `details[data-group="${CSS.escape(at.parentElement.dataset.group)}"] > summary`
    : at.type === "range" ? "#day input" : null;
}

function refocus(root, key) {
  const at = key && root.querySelector(key);
  // After the last step there is nothing left to undo; the button beside it takes over.
  if (at) (at.disabled ? root.querySelector("#reset") : at)?.focus();
}
