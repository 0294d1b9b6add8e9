// "How this number came about": parts, rules, cards with their ranges, and the command that prints it.
const ORIGIN_TITLE = "How this number came about";
const ORIGIN_NATIONS = 8;

// A `details` whose content is made when it is opened, and made anew when the state changes.
function originDetails(title, fill) {
  const body = element("div", { class: "origin-body" });
  const box = element("details", { class: "origin", ontoggle: () => box.open && box.show() },
    element("summary", {}, title), body);
  let stale = true;
  box.show = () => {
    if (stale) body.replaceChildren(...fill().filter(Boolean));
    stale = false;
  };
  box.renew = () => {
    stale = true;
    if (box.open) box.show();
  };
  return box;
}

function originTable(caption, heads, rows) {
  const kind = (at) => (at ? "number" : null);
  const scroll = { class: "scroll", tabindex: 0, role: "region", "aria-label": caption };
  return element("div", scroll, element("table", {}, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, heads.map((head, at) =>
      element("th", { scope: "col", class: kind(at) }, head)))),
    element("tbody", {}, rows.map(([name, ...others]) => element("tr", {}, element("th", { scope: "row" }, name),
      others.map((each, at) => element("td", { class: kind(at + 1) }, each)))))));
}

// --- the parts of a mean

// Rows of a nation's mean, by arc or by launch point: A, B, change, cases, weight.
function partsOfMean(app, asked, nation, keyOfBlock) {
  const { data, store } = app;
  const isPeople = store.get().weight === "people";
  const sums = new Map();
  let all = 0;
  for (const { group, blocks } of chosenBlocks(data, { ...asked, nation })) {
    const [before, after] = [app.outcomeA(), app.outcomeB()].map((found) => found.part(group).sums);
    const width = group.cells.length;
    const weight = isPeople ? group.people.reduce((sum, each) => sum + each, 0) : width;
    for (const block of blocks) {
      const key = keyOfBlock(group, block);
      const sum = sums.get(key) || { cases: 0, weight: 0, before: 0, after: 0 };
      const at = SUMS * block + (isPeople ? PEOPLE_EFFECTIVE : EFFECTIVE);
      const [left, right] = [sum.before + before[at], sum.after + after[at]];
      sums.set(key, { cases: sum.cases + width, weight: sum.weight + weight, before: left, after: right });
      all += weight;
    }
  }
  return [...sums].map(([key, sum]) => [key, minutes(sum.before / sum.weight), minutes(sum.after / sum.weight),
    signed((sum.after - sum.before) / sum.weight), sum.cases.toLocaleString("en"), percent(sum.weight / all)]);
}

function meanParts(app, asked) {
  const { data, store } = app;
  const { arcs, points, nations } = data.header;
  const count = arcs.length;
  const arcOf = (_, block) => arcs[block % count].title;
  const pointOf = (group, block) => {
    const { area, point } = points[group.points[Math.floor(block / count)]];
    return `${area}, launch point ${point + 1}`;
  };
  const heads = (part) => [part, "mean, A", "mean, B", "B \u2212 A", "cases", "weight"];
  return nationsAsked(data, store.get()).slice(0, ORIGIN_NATIONS).flatMap((nation) => {
    const [byArc, byPoint] = [arcOf, pointOf].map((key) => partsOfMean(app, asked, nation, key));
    const name = nations[nation].name;
    return [
      originTable(`${name}: the mean by arc`, heads("arc"), byArc),
      byPoint.length > 1 ? originTable(`${name}: the same mean by launch point`, heads("launch point"), byPoint) : null,
    ];
  });
}

// --- the rules

function titlesOf(data, force) {
  return data.header.agreements.filter((_, at) => force[at]).map((each) => each.title);
}

function rulesWords(data, { a, b }) {
  const [before, after] = [a, b].map((rules) => inForce(data, rules));
  const only = (one, other) => titlesOf(data, one.map((held, at) => held && !other[at]));
  const both = titlesOf(data, before.map((held, at) => held && after[at]));
  const sides = [["Only under A", only(before, after)], ["Only under B", only(after, before)], ["Under A and B", both]];
  return element("dl", { class: "origin-rules" },
    element("div", {}, element("dt", {}, "A"), element("dd", {}, rulesTitle(data, a))),
    element("div", {}, element("dt", {}, "B"), element("dd", {}, rulesTitle(data, b))),
    sides.filter(([, titles]) => titles.length).map(([words, titles]) =>
      element("div", {}, element("dt", {}, words), element("dd", {}, `${titles.join("; ")}.`))));
}

const CONFIRMS = { accept: "a partner's word is enough", own: "waits for a sensor of its own" };

function decisionWords(data, rules, nations) {
  const { bases } = data.header;
  const lines = nations.slice(0, ORIGIN_NATIONS).map((nation) => {
    const { rule, k, assess_s, disseminate_s, needs } = bases[rules.base].decisions[nation];
    const confirms = CONFIRMS[rule] || `waits for ${k} sensors`;
    return `${data.header.nations[nation].name}: acts on ${TIERS[needs]} or better, ${confirms}; takes ${minutes(assess_s)} to assess and ` +
      `${minutes(disseminate_s)} to tell the public.`;
  });
  return element("ul", {}, lines.map((line) => element("li", {}, line)));
}

// --- the cards

// Sensors whose item comes first in some case of the mean: of the rows that decide, the makers.
function decidingSensors(data, found, asked) {
  const sensors = new Set();
  for (const { group, blocks } of chosenBlocks(data, asked)) {
    const { effect, know } = found.part(group);
    const width = group.cells.length;
    group.rows.forEach((row, at) => {
      if (effect.delay[at] === Infinity) return;
      for (const block of blocks) {
        for (let i = block * width; i < (block + 1) * width; i += 1) {
          if (row[i] !== group.never && row[i] + 10 * effect.delay[at] === know[i]) sensors.add(group.first[at][i]);
        }
      }
    });
  }
  return sensors;
}

const CARD_HEADS = ["number", "confidence", "low", "value", "high", "unit", "source"];

// Addresses in a source can be followed; nothing else in it is more than text.
function sourceWords(source) {
  return element("span", {}, source.split(/(https?:\/\/[^\s,]+)/).map((part, at) =>
    (at % 2 ? element("a", { href: part, rel: "noreferrer" }, part) : part)));
}

function cardRow(card) {
  const number = (value) => element("td", { class: "number" }, Number(value.toPrecision(6)).toString());
  return element("tr", {}, element("th", { scope: "row", title: card.key }, card.words), element("td", {}, card.confidence || ""),
    number(card.low), number(card.value), number(card.high), element("td", { class: "number" }, card.unit === "1" ? "" : card.unit),
    element("td", { class: "source" }, sourceWords(card.source)));
}

// A body of rows for each class of sensor or arc, under its title.
function cardTable(caption, cards) {
  const titles = [...new Set(cards.map((card) => card.title))];
  const group = (title) => element("tr", { class: "group" },
    element("th", { scope: "rowgroup", colspan: CARD_HEADS.length }, element("span", {}, title)));
  const heads = CARD_HEADS.map((head, at) => element("th", { scope: "col", class: at > 1 && at < 6 ? "number" : null }, head));
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, heads)),
      titles.map((title) => element("tbody", {}, group(title), cards.filter((card) => card.title === title).map(cardRow)))));
}

// Cards that enter, those of the sensors and arcs concerned first; the others folded.
function cardTables(data, sensors, arcs) {
  const { header } = data;
  const classes = {
    sensors: new Set([...sensors].map((sensor) => header.sensors[sensor]?.class)),
    arcs: new Set(arcs.map((arc) => header.arcs[arc].class)),
    delays: new Set([""]),
  };
  const isFirst = (card) => classes[card.group].has(card.class);
  const others = header.cards.filter((card) => !isFirst(card));
  return [
    cardTable("Cards of what is first to tell, of these arcs, and of delays", header.cards.filter(isFirst)),
    others.length ? element("details", {}, element("summary", {}, counted(others.length, "other card number")),
      cardTable("Cards of the other sensors and arcs", others)) : null,
  ];
}

// --- the three places

function sensorWords(data, sensors) {
  const named = [...sensors].map((sensor) => data.header.sensors[sensor])
    .filter(Boolean).map((each) => `\u201c${each.id}\u201d of ${data.header.nations[each.owner].name}`);
  return named.length ? `First to tell, in one case or another: ${listed(named)}.` : "Nobody tells in any of these cases.";
}

function originOfMean(app) {
  const { data, store } = app;
  const state = store.get();
  const asked = { launch: state.launch, arc: state.arc };
  const isSame = sameRules(data, state.a, state.b);
  const sensors = decidingSensors(data, app.outcomeB(), { ...asked, nation: state.nation });
  const arcs = state.arc < 0 ? [...data.header.arcs.keys()] : [state.arc];
  const levels = ["the levels", runCommand(data, { ...state, sides: isSame ? [state.b] : [state.a, state.b] })];
  return [
    element("p", {}, "A case is a launch point, an arc and a cell. The mean is over all cases, each with the " +
      `${state.weight === "people" ? "weight of its cell's people" : "same weight"}; late and never count 0. The change is B \u2212 A. Launched from ${data.header.launchChoices[state.launch].title}.`),
    ...meanParts(app, asked),
    element("h3", {}, "Rules in force"),
    rulesWords(data, state),
    decisionWords(data, state.b, nationsAsked(data, state)),
    element("h3", {}, "Numbers that enter"),
    element("p", {}, sensorWords(data, sensors)),
    ...cardTables(data, sensors, arcs),
    element("h3", {}, "The same in a terminal"),
    commandLines(isSame ? [levels] : [["the change", compareCommand(data, state)], levels]),
    state.weight === "people"
      ? element("p", { class: "note" }, "Over people the change is change_pop_s and the levels are mean_warning_pop_s, which --json prints.") : null,
    element("p", { class: "note" }, `${stepsWords(data)} Where nothing else differs, the command agrees to that.`),
  ];
}

const MEASURE_WORDS = [
  ["mean", "warning over all cases, late and never as 0"],
  ["warned, late, never", "shares of cases: notice in time, too late, or not at all before impact"],
  ["people warned", "the same share, each cell with the weight of its people"],
  ["median, worst tenth", "of the warned cases alone: half, or nine in ten, have at least so much"],
  ["mean response", "the most time any responder that may act has left, over all cases"],
];

function originOfTable(app) {
  return [
    element("dl", { class: "origin-rules" }, MEASURE_WORDS.map(([term, words]) =>
      element("div", {}, element("dt", {}, term), element("dd", {}, `${words}.`)))),
    ...originOfMean(app),
  ];
}

function originOfCell(app) {
  const { data, store } = app;
  const state = store.get();
  const cell = cellTold(data, state);
  const told = caseOf(data, state.b, { cell, launch: state.launch, arc: state.arc });
  const rows = told.parts.map(({ name, seconds }) => [name.replaceAll("_", " "), minutes(seconds), seconds.toFixed(1)]);
  const sensors = new Set(told.sensor < 0 ? [] : [told.sensor]);
  return [
    element("p", {}, "Of the cases of this place the one in the middle by what is left, under B. Its parts add up to the flight of " +
      `${minutes(told.impact_s)}.`),
    originTable("Where the time of the flight goes", ["part", "m:ss", "seconds"], rows),
    rulesWords(data, state),
    decisionWords(data, state.b, [told.nation]),
    ...cardTables(data, sensors, [told.arc]),
    element("h3", {}, "The same in a terminal"),
    commandLines([["this case", explainCommand(data, { rules: state.b, cell, point: told.point, arc: told.arc })]]),
  ];
}

views.push({
  name: "origin",
  init(app) {
    const home = (id) => document.getElementById(id);
    this.mean = originDetails(ORIGIN_TITLE, () => originOfMean(app));
    this.table = originDetails("How these numbers came about", () => originOfTable(app));
    this.cell = originDetails(ORIGIN_TITLE, () => originOfCell(app));
    home("origin").append(this.mean);
    home("origin-table").append(this.table);
    home("origin-cell").append(this.cell);
  },
  update({ data, store }, changed) {
    const state = store.get();
    document.getElementById("origin-table").hidden = state.tab !== "table";
    // The panel above tells of the largest place where nobody has pointed.
    const isTold = isThreatened(data, cellTold(data, state), state);
    document.getElementById("origin-cell").hidden = !isTold;
    if (["a", "b", "launch", "arc", "nation", "weight"].some((key) => changed.has(key))) {
      this.mean.renew();
      this.table.renew();
    }
    if (isTold && ["a", "b", "launch", "arc", "cell"].some((key) => changed.has(key))) this.cell.renew();
  },
});
