// The search for refused routes: that of sharing/refused.py, over the grants and words that
// report/data/refused.py wrote down. Tests hold the two equal; reasons stand there.

// What the header says, laid out once for the search; masks of nations are whole numbers (BigInt).
const refusedTables = new WeakMap();

function refusedTablesOf(data) {
  const told = data.header.refused;
  if (!refusedTables.has(told)) {
    const terms = told.terms.map(
      ([agreement, tier, delay, relays, onward, consent, downgrade, anonymous, relaying, text]) => ({
        agreement, tier, delay, relays: relays === 1, onward: BigInt(onward), consent, downgrade,
        anonymous: anonymous === 1, relaying: partsOfSize(relaying, 2), onwardText: text,
      }),
    );
    const rows = told.rows.map((row) => {
      const byGrant = new Map();
      for (const [grant, clause, text] of partsOfSize(row, 3)) {
        if (!byGrant.has(grant)) byGrant.set(grant, []);
        byGrant.get(grant).push([clause, text]);
      }
      return byGrant;
    });
    refusedTables.set(told, {
      rows,
      // Ends that are parties on days of their own bring words for that.
      grants: told.grants.map(([source, target, term, dated]) =>
        ({ source, target, bit: 1n << BigInt(target), dated, ...terms[term] })),
      outs: told.outs.map((out) => partsOfSize(out, 2)),
      everyone: (1n << BigInt(data.header.nations.length)) - 1n,
      feeds: told.feeds.map(([owner, notTo]) => ({ owner, notTo: BigInt(notTo) })),
    });
  }
  return refusedTables.get(told);
}

function partsOfSize(flat, size) {
  return Array.from({ length: flat.length / size }, (_, i) => flat.slice(i * size, (i + 1) * size));
}

// What the uses of grants are judged by. Agreements that a shock took out stand in
// rules.suspended; others that are off are left out, or not in force on the day.
function refusedQuestion(data, rules, group) {
  const told = data.header.refused;
  const { nation } = data.header.groups[group];
  const required = told.needs[nation];
  const base = told.bases[rules.base];
  const tables = refusedTablesOf(data);
  const on = base.out.map((_, a) => Boolean(rules.on[a]));
  const suspended = on.map((held, a) => !held && Boolean(rules.suspended && rules.suspended[a]));
  const lacks = told.rests.map((rests) => rests.filter((below) => !on[below]));
  return {
    told, base, tables, nation, required, lacks,
    inForce: on.map((held, a) => held && !lacks[a].length),
    stated: tables.rows[told.stated[base.exercise][required]],
    asked: tables.rows[told.asked[group]],
    // Of each agreement, by its switch and those of what it rests on.
    switched: on.map((held, a) => [
      ...(lacks[a].length ? [told.needed.requires] : []),
      ...(suspended[a] ? [told.needed.suspended] : held ? [] : tables.outs[base.out[a]]),
    ]),
  };
}

// A clause of an agreement (its mesh comes after the last; -1: a bar of the sensor's owner).
function refusalId(question, clause, agreement) {
  return clause * (question.lacks.length + 2) + agreement + 1;
}

// The same with its words, and the grant and the nation that fill what they leave open.
function refusalOf(question, [clause, text], agreement, grant, target) {
  const [key, hard] = question.told.clauses[clause];
  return { id: refusalId(question, clause, agreement), key, hard, text, agreement, grant, target };
}

// Whether an end of a grant is no party on the day of the base.
function isAway({ base }, { agreement, source, target }) {
  const away = base.away[agreement];
  return Boolean(away) && (away.includes(source) || away.includes(target));
}

// Clause and words of all that refuses every use of a grant, the easiest to change first.
function wordsOfGrant(question, position) {
  const grant = question.tables.grants[position];
  return [
    ...(question.switched[grant.agreement] || []),
    ...(isAway(question, grant) ? [[question.told.needed.joined[0], grant.dated]] : []),
    ...(question.stated.get(position) || []),
    ...(question.asked.get(position) || []),
  ].sort((one, other) => one[0] - other[0]);
}

// Grants of all agreements in file order; of those in force what is open stands first.
function knownGrants(question) {
  const { base, inForce, tables, told } = question;
  const known = inForce.map((held, a) => {
    if (held && a in base.without) return told.expansions[base.without[a]];
    const plain = told.expansions[told.plain[a]];
    if (!held || !base.away[a]) return plain;
    const shut = (position) => isAway(question, tables.grants[position]);
    return [...plain.filter((position) => !shut(position)), ...plain.filter(shut)];
  });
  return [...known, told.expansions[base.mesh]].flat();
}

// The question and the ways of a group; kept until the rules or the group change, for a reader
// moves over many cells of one nation.
function waysUnder(data, rules, group) {
  const tables = refusedTablesOf(data);
  const key = [rules.base, [...rules.on].join(""), [...(rules.suspended || [])].join(""), group].join();
  if (!tables.last || tables.last.key !== key) {
    const question = refusedQuestion(data, rules, group);
    tables.last = { key, question, ways: refusedWays(question) };
  }
  return tables.last;
}

// Known grants by source, without those that another one of the same pair makes superfluous.
function refusedWays(question) {
  const { tables, told } = question;
  const byPair = new Map();
  for (const position of knownGrants(question)) {
    const grant = tables.grants[position];
    const ids = (words) => words.map(([clause]) => refusalId(question, clause, grant.agreement));
    const way = {
      grant, position,
      always: ids(wordsOfGrant(question, position)),
      relaying: ids(grant.relaying),
      passing: refusalId(question, told.needed.onward[0], grant.agreement),
    };
    const pair = `${grant.source}>${grant.target}`;
    const rivals = byPair.get(pair) || [];
    if (!rivals.some((rival) => replacesWay(rival, way, tables.everyone))) {
      const staying = rivals.filter((rival) => !replacesWay(way, rival, tables.everyone));
      byPair.set(pair, [...staying, way]);
    }
  }
  const bySource = Array.from({ length: told.needs.length }, () => []);
  for (const rivals of byPair.values()) bySource[rivals[0].grant.source].push(...rivals);
  return bySource;
}

function replacesWay(way, other, everyone) {
  const ours = way.grant, theirs = other.grant;
  return (
    ours.delay <= theirs.delay && ours.tier >= theirs.tier && ours.relays >= theirs.relays &&
    ours.consent <= theirs.consent && ours.downgrade <= theirs.downgrade &&
    !(theirs.onward & ~ours.onward) &&
    (way.passing === other.passing || !(everyone & ~ours.onward)) &&
    isPartOf(way.always, other.always) && isPartOf(way.relaying, other.relaying)
  );
}

function isPartOf(some, others) {
  return some.every((each) => others.includes(each));
}

// A heap of labels: fewest refusals first, then earliest departure, fewest hops, file order.
function labelBefore(one, other) {
  return (
    one.met.length - other.met.length || one.departure - other.departure ||
    one.hops - other.hops || one.number - other.number
  ) < 0;
}

function pushLabel(heap, label) {
  let place = heap.length;
  heap.push(label);
  for (let above = (place - 1) >> 1; place && labelBefore(label, heap[above]);) {
    heap[place] = heap[above];
    place = above;
    above = (place - 1) >> 1;
  }
  heap[place] = label;
}

function popLabel(heap) {
  const first = heap[0], last = heap.pop();
  if (!heap.length) return first;
  let place = 0;
  for (let child = 1; child < heap.length; child = 2 * place + 1) {
    if (child + 1 < heap.length && labelBefore(heap[child + 1], heap[child])) child += 1;
    if (!labelBefore(heap[child], last)) break;
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = last;
  return first;
}

// Fastest routes to a nation by the set of refusals that they meet (none: admitted), in the order
// in which they were found. item: {owner, notTo, produced, required, nation, within, bar}.
function fastestRoutes(ways, item, bounds, everyone) {
  const [mostHops, mostRefusals, mostLabels] = bounds;
  const fastest = new Map();
  const settled = ways.map(() => []);
  const heap = [{
    up: null, way: null, sanitise: 0, met: [], departure: 0, hops: 0, number: 0,
    nation: item.owner, tier: item.produced,
  }];
  let number = 0;
  while (heap.length && number < mostLabels) {
    const label = withOnward(popLabel(heap), everyone);
    if (settled[label.nation].some((other) => standsFor(other, label))) continue;
    settled[label.nation].push(label);
    const hops = label.hops + 1;
    for (const way of ways[label.nation]) {
      const { target, bit } = way.grant;
      if (label.visited & bit) continue;
      const met = metBy(label, way, bit, item.notTo & bit ? item.bar : null, mostRefusals);
      if (met === null) continue;
      // A cap that is too low is refused and told: what passes is then what is needed.
      const tier = Math.min(label.tier, Math.max(way.grant.tier, item.required));
      const sanitise = tier < label.tier ? way.grant.downgrade : 0;
      const arrival = label.departure + (way.grant.delay + sanitise);
      if (arrival >= item.within) continue;
      const reached = { up: label, way, sanitise, met, hops, nation: target, tier };
      if (target === item.nation) {
        const key = met.join();
        const rival = fastest.get(key);
        if (!rival || arrival < rival.arrival ||
            (arrival === rival.arrival && hops < rival.last.hops)) {
          fastest.set(key, { met, arrival, last: reached });
        }
      } else if (hops < mostHops) {
        number += 1;
        pushLabel(heap, { ...reached, departure: arrival + way.grant.consent, number });
      }
    }
  }
  return { fastest, truncated: number >= mostLabels };
}

// The hops that lead to a label, the parts of their delays in seconds.
function hopsTo(label) {
  const hops = [];
  for (let at = label; at.up; at = at.up) {
    // Consent is asked for by the grant before, and paid when the item goes on.
    const consent = at.up.way ? at.up.way.grant.consent : 0;
    hops.unshift({ way: at.way, mode: at.way.grant.delay, consent, sanitise: at.sanitise });
  }
  return hops;
}

// Refusals of a label and of following a way from it, rising; null: too many.
function metBy(label, way, bit, bar, most) {
  const met = [...label.met];
  const meet = (id) => { if (!met.includes(id)) met.push(id); };
  way.always.forEach(meet);
  if (label.hops) way.relaying.forEach(meet);
  if (bar !== null) meet(bar);
  for (const [id, onward] of label.onward) if (!(onward & bit)) meet(id);
  return met.length > most ? null : met.sort((one, other) => one - other);
}

// A label with where the item has been, and whom it may go on to by the refusal that it meets
// otherwise. Most labels that are put on the heap are never asked for either.
function withOnward(label, everyone) {
  const { up, way } = label;
  if (up === null) return { ...label, onward: new Map(), visited: 1n << BigInt(label.nation) };
  const onward = new Map(up.onward);
  const id = way.passing;
  onward.set(id, (onward.has(id) ? onward.get(id) : everyone) & way.grant.onward);
  if (!(everyone & ~onward.get(id))) onward.delete(id);
  return { ...label, onward, visited: up.visited | way.grant.bit };
}

// Whether a label makes another one superfluous.
function standsFor(other, label) {
  if (other.departure > label.departure || other.hops > label.hops ||
      other.tier !== label.tier || !isPartOf(other.met, label.met)) return false;
  for (const [id, mask] of other.onward) {
    if (label.met.includes(id)) continue;
    if (!label.onward.has(id) || label.onward.get(id) & ~mask) return false;
  }
  return true;
}

// Routes than which none that meets only some of the same refusals is as fast.
function worthTelling(fastest) {
  const refused = [...fastest.values()].filter((route) => route.met.length);
  return refused
    .filter((route) => !refused.some((rival) =>
      rival !== route && rival.arrival <= route.arrival && isPartOf(rival.met, route.met)))
    .sort((one, other) => one.met.length - other.met.length || one.arrival - other.arrival ||
      one.last.hops - other.last.hops);
}

// Every clause that refuses a route, each once, in order of the hops.
function refusalsOfRoute(question, hops, notTo) {
  const met = new Map();
  const meet = (words, agreement, grant, target) => {
    for (const word of words) {
      const refusal = refusalOf(question, word, agreement, grant, target);
      if (!met.has(refusal.id)) met.set(refusal.id, refusal);
    }
  };
  hops.forEach(({ way }, place) => {
    const { grant } = way;
    const { agreement, target, bit } = grant;
    meet(wordsOfGrant(question, way.position), agreement, grant, target);
    if (notTo & bit) meet([question.told.needed.not_to], -1, null, target);
    if (place) meet(grant.relaying, agreement, grant, target);
    // Originator control travels: every earlier grant may bar this nation, not the first alone.
    for (const earlier of hops.slice(0, place).map((hop) => hop.way.grant)) {
      if (!(earlier.onward & bit)) {
        const word = [question.told.needed.onward[0], earlier.onwardText];
        meet([word], earlier.agreement, earlier, target);
      }
    }
  });
  return [...met.values()];
}
