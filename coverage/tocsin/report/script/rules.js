// Which rules hold, and how late under them each feed's items come: the rulebook of the page.
//
// `rules` is {base, on}: a policy or a day of `header.bases`, and which agreements are switched on.

function rulesOf(data, base) {
  const on = new Uint8Array(data.header.agreements.length);
  for (const agreement of data.header.bases[base].on) on[agreement] = 1;
  return { base, on };
}

function switched(rules, agreement, on) {
  const changed = rules.on.slice();
  changed[agreement] = on ? 1 : 0;
  return { base: rules.base, on: changed };
}

// Agreements that are on and lack nothing on which they rest.
function inForce(data, rules) {
  return rules.on.map((on, agreement) =>
    on && data.header.agreements[agreement].rests.every((other) => rules.on[other]) ? 1 : 0,
  );
}

// What an agreement lacks; empty where it is in force or switched off.
function lacking(data, rules, agreement) {
  if (!rules.on[agreement]) return [];
  return data.header.agreements[agreement].rests.filter((other) => !rules.on[other]);
}

// Agreements that are switched otherwise than the base has them.
function changedFrom(data, rules) {
  const base = rulesOf(data, rules.base).on;
  return [...rules.on.keys()].filter((agreement) => rules.on[agreement] !== base[agreement]);
}

// Least delay of every row, and the route that has it: the first way whose agreements are in force.
function delaysOf(data, ways, force) {
  const { switches } = data.header;
  const delay = new Float64Array(ways.length).fill(Infinity);
  const route = new Int32Array(ways.length).fill(-1);
  ways.forEach((row, at) => {
    const way = row.find(([needs]) => needs.every((each) => force[switches[each]]));
    if (way) [, delay[at], route[at]] = way;
  });
  return { delay, route };
}

// Nations that may act for the threatened one.
function actorsFor(data, rules, force, threatened) {
  const base = data.header.bases[rules.base];
  const actors = new Set([threatened]);
  data.header.agreements.forEach((agreement, at) => {
    if (!force[at]) return;
    const away = base.absent[at] || [];
    for (const [actor, protectedOne, condition] of agreement.duties) {
      const met = condition === null || base.conditions.includes(condition);
      const here = !away.includes(actor) && !away.includes(protectedOne);
      if (protectedOne === threatened && met && here) actors.add(actor);
    }
  });
  return actors;
}

// All that the rules have to do with one group of cases.
function effectOf(data, rules, group) {
  const force = inForce(data, rules);
  const base = data.header.bases[rules.base];
  const ways = data.header.ways[base.context][group.at];
  const may = actorsFor(data, rules, force, group.nation);
  const actors = new Map();
  for (const [owner, rows] of Object.entries(ways.actors)) {
    if (may.has(Number(owner))) actors.set(Number(owner), delaysOf(data, rows, force).delay);
  }
  return {
    ...delaysOf(data, ways.notice, force),
    decision: base.decisions[group.nation],
    actors,
    may,
  };
}

// Equal where two effects, or parts of them, come to the same outcomes.
function wordsOf(told) {
  return JSON.stringify(told, (_, value) => (value === Infinity ? "never" : value));
}
