// The finding: one sentence, written anew at each change, and the line that says what it holds for.
const MANY_NATIONS = 4;

function targetNations(data) {
  return [...new Set(data.groups.map((group) => group.nation))].sort((one, other) => one - other);
}

function nationsAsked(data, state) {
  return state.nation < 0 ? targetNations(data) : [state.nation];
}

// Mean warning of a nation under A and B, as the state asks.
function gainsOf(app) {
  const { data, store } = app;
  const state = store.get();
  return nationsAsked(data, state).map((nation) => {
    const [before_s, after_s] = [app.outcomeA(), app.outcomeB()].map((found) => meanFor(data, found, state, nation));
    return { nation, name: data.header.nations[nation].name, before_s, after_s, gain_s: after_s - before_s };
  });
}

const isNothing = (gain_s) => signed(gain_s) === "0:00";

function changeWords({ name, gain_s }) {
  if (isNothing(gain_s)) return `${name} nothing`;
  return gain_s > 0 ? `${name} ${minutes(gain_s)} more` : `${name} ${minutes(-gain_s)} less`;
}

function changeSentence(data, state, gains) {
  const title = rulesTitle(data, state.b);
  const verb = data.header.bases[state.b.base].kind === "date" ? (word) => word : (word) => `${word}s`;
  if (sameRules(data, state.a, state.b)) {
    if (gains.length > MANY_NATIONS) return `${title}: ${counted(gains.length, "nation")}, ${rangeWords(gains)} of mean warning.`;
    return `${title} ${verb("leave")} ${listed(gains.map(({ name, after_s }) => `${name} ${minutes(after_s)}`))}.`;
  }
  if (gains.every(({ gain_s }) => isNothing(gain_s))) {
    return `${title} ${verb("change")} nothing for ${gains.length > MANY_NATIONS ? "any nation" : listed(gains.map(({ name }) => name))}.`;
  }
  if (gains.length <= MANY_NATIONS) return `${title} ${verb("give")} ${listed(gains.map(changeWords))}.`;
  const moved = gains.filter(({ gain_s }) => !isNothing(gain_s)).sort((one, other) => Math.abs(other.gain_s) - Math.abs(one.gain_s));
  return `${title} ${verb("change")} ${counted(moved.length, "nation")} of ${gains.length}, most ${changeWords(moved[0])}.`;
}

function rangeWords(gains) {
  const values = gains.map(({ after_s }) => after_s);
  return `${minutes(Math.min(...values))} to ${minutes(Math.max(...values))}`;
}

// For whom, from where, over what: what must stand beside every number of the page.
function basisWords(data, state) {
  const { header } = data;
  const arcs = state.arc < 0 && header.arcs.length > 1 ? `mean of ${counted(header.arcs.length, "arc")}` : header.arcs[Math.max(state.arc, 0)].title;
  return `Mean warning over ${state.weight} (late and never count 0), ${arcs}, launched from ${header.launchChoices[state.launch].title}`;
}

// Bands are drawn for pairs of policies as they are, all arcs together, over cells.
function bandOf(data, state) {
  const asIs = (rules) => changedFrom(data, rules).length === 0 && data.header.bases[rules.base].kind === "policy";
  if (!asIs(state.a) || !asIs(state.b) || state.arc >= 0 || state.weight !== "cells") return [];
  const [a, b] = [state.a, state.b].map((rules) => data.header.bases[rules.base].id);
  const launch = data.header.launchChoices[state.launch].id;
  return data.header.verdicts.filter((each) => each.a === a && each.b === b && each.launch === launch);
}

views.push({
  name: "finding",
  init({ store }) {
    this.title = document.getElementById("finding-title");
    this.more = document.getElementById("finding-more");
    this.before = null;
  },
  update(app, changed) {
    if (![...changed].some((each) => ["a", "b", "launch", "arc", "nation", "weight"].includes(each))) return;
    const { data, store } = app;
    const state = store.get();
    const gains = gainsOf(app);
    this.title.textContent = changeSentence(data, state, gains);
    const bands = bandOf(data, state);
    const numbers = gains.length > MANY_NATIONS ? "" : ` ${gains.map(({ name, before_s, after_s }) => `${name} ${minutes(before_s)} \u2192 ${minutes(after_s)}`).join("; ")}.`;
    const isSame = sameRules(data, state.a, state.b);
    this.more.replaceChildren(...[
      element("p", {}, `${basisWords(data, state)}${isSame ? "" : `, against ${rulesTitle(data, state.a)}`}.${isSame ? "" : numbers}`),
      this.stepWords(app, changed),
      bands.length ? element("ul", { class: "bands" }, bands.map((each) => element("li", {}, each.words)))
        : element("p", { class: "one-case" }, `One case: cards at their values${isSame ? "" : `. No band ${state.weight === "people" ? "over people " : ""}was drawn for this pair`}. ${stepsWords(data)}`),
    ].filter(Boolean));
    this.before = state.b;
    app.say(this.title.textContent);
  },
  // One change, one sentence: what the last switch did.
  stepWords(app, changed) {
    const { data, store } = app;
    const state = store.get();
    if (!this.before || !changed.has("b") || changed.has("a")) return null;
    if (sameRules(data, this.before, state.a)) return null;
    const gains = gainsOf({ ...app, outcomeA: () => outcome(data, this.before) });
    const words = gains.every(({ gain_s }) => isNothing(gain_s))
      ? this.idleWords(data, state) : listed(gains.filter(({ gain_s }) => !isNothing(gain_s)).slice(0, MANY_NATIONS).map(({ name, gain_s }) => `${name} ${signed(gain_s)}`));
    return element("p", { class: "step" }, `Last change: ${words}${words.endsWith(".") ? "" : "."}`);
  },
  // Nothing changes, and where one switch was pressed, why.
  idleWords(data, state) {
    const pressed = [...state.b.on.keys()].filter((each) => state.b.on[each] !== this.before.on[each]);
    if (pressed.length !== 1 || this.before.base !== state.b.base) return "nothing changes";
    const { nation } = data.header.launchChoices[state.launch];
    const view = { launch_nation: nation, nation: state.nation < 0 ? undefined : state.nation };
    return `nothing changes. ${effectOfSwitch(data, state.b, pressed[0], view)}`;
  },
});

function stepsWords(data) {
  return `Times in steps of ${data.header.quantum_s} s.`;
}
