// Faster routes that were refused, and by which clauses, in the words of `tocsin explain`.

const AS_EXPLAIN = { time: tenthsOf, arrow: ">" };
const AS_PAGE = {
  time: (seconds) => (seconds < 60 ? tenthsOf(seconds) : minutes(seconds)),
  arrow: " \u203a ",
};

// The refused routes of one case, those nearest to being admitted first, at most fifty.
// caseInfo: {group, know_s, impact_s, times, first}: position of the group; when its nation first
// holds a usable item; the flight; by row of the bank (alert and track of each feed) when the item
// is made, and by which sensor. Seconds after launch, Infinity: never. `say` writes times and routes.
// Beside the list: `truncated`, whether there may be more of them.
function refusedOf(data, rules, caseInfo, say = AS_EXPLAIN) {
  const { question, ways } = waysUnder(data, rules, caseInfo.group);
  const finder = {
    data, question, ways, caseInfo, say, truncated: false, found: new Map(),
    sanitises: ways.some((some) => some.some((way) => way.grant.downgrade > 0)),
    // A refused route is worth telling if it beats both what came and the impact.
    // Times in tenths are sums of doubles: what is as soon but for their last bits is no sooner.
    before: Math.min(caseInfo.know_s, caseInfo.impact_s) - 1e-6,
  };
  const all = question.tables.feeds.flatMap((feed, place) => refusedOfFeed(finder, feed, place));
  const ordered = nearestFirst(groupedRefused(all));
  const most = question.told.bounds[3];
  const list = ordered.slice(0, most).map((entry) => toldRefused(finder, entry));
  list.truncated = finder.truncated || ordered.length > most;
  return list;
}

// The refused routes of a case that caseOf told.
function refusedOfCase(data, rules, { group, index, impact_s }) {
  const know = outcome(data, rules).part(group).know[index];
  const times = group.rows.map((row) => (row[index] === group.never ? Infinity : row[index] / 10));
  const first = group.first.map((row) => row[index]);
  const asked = { group: group.at, know_s: know / 10, impact_s, times, first };
  return refusedOf(data, rules, asked, AS_PAGE);
}

// Lines for a reader: ways that differ in nothing but the agreements are told together, and of
// many the nearest to being admitted.
function refusalLines(data, list, most = 6) {
  const alike = new Map();
  for (const each of list) {
    const key = JSON.stringify([each.sensor, each.route, each.arrives_s, each.clauses]);
    alike.set(key, [...(alike.get(key) || []), each]);
  }
  const ways = [...alike.values()];
  const lines = ways.slice(0, most).map(([first, ...others]) => {
    const names = others.map((each) => each.agreements.join(" with ")).join(" and ");
    return first.sentence + (names ? ` So is the same way by ${names}.` : "");
  });
  if (ways.length > most) {
    lines.push(`${ways.length - most} more refused ways are further from being admitted.`);
  }
  if (list.truncated) lines.push(data.header.refused.words.more);
  return lines;
}

// Fastest refused route of one feed for each set of refusals.
function refusedOfFeed(finder, feed, place) {
  const { question, caseInfo, before } = finder;
  const { nation, required } = question;
  const made = [1, 2].filter((tier) => tier >= required)
    .map((tier) => ({ tier, row: 2 * place + tier - 1, time: caseInfo.times[2 * place + tier - 1] }));
  const first = made.reduce((one, other) => (other.time < one.time ? other : one));
  // Nothing is refused to the owner, and nothing that was made too late was refused.
  if (feed.owner === nation || !(first.time < before)) return [];
  if (!waysConnect(finder.ways, feed.owner, nation, question.told.bounds[0])) {
    const nobody = refusalOf(question, question.told.needed.nobody, -1, null, nation);
    return [{ feed, row: first.row, hops: null, refusals: [nobody], arrives: first.time }];
  }
  const best = new Map();
  for (const { tier, row, time } of made) {
    if (!(time < before)) continue;
    for (const { met, last } of routesOfFeed(finder, feed, tier)) {
      const hops = hopsTo(last);
      const arrives = time + delayOf(hops);
      const key = met.join();
      if (!(arrives < before) || (best.has(key) && arrives >= best.get(key).arrives)) continue;
      const refusals = refusalsOfRoute(question, hops, feed.notTo);
      best.set(key, { feed, row, hops, refusals, arrives });
    }
  }
  return [...best.values()];
}

function delayOf(hops) {
  return hops.reduce((sum, hop) => sum + (hop.mode + hop.consent + hop.sanitise), 0);
}

// Whether any chain of known grants leads from one nation to another.
function waysConnect(ways, origin, nation, mostHops) {
  let fresh = [origin];
  const reached = new Set(fresh);
  for (let hop = 0; hop < mostHops; hop += 1) {
    const targets = fresh.flatMap((source) => ways[source].map((way) => way.grant.target));
    fresh = [...new Set(targets)].filter((target) => !reached.has(target));
    for (const target of fresh) reached.add(target);
  }
  return reached.has(nation);
}

// Refused routes of a feed's items, once for all that may go to the same nations.
function routesOfFeed(finder, feed, produced) {
  const { question } = finder;
  // Without sanitising delays an item of a higher tier takes the same routes.
  const tier = finder.sanitises ? produced : question.required;
  const key = `${feed.owner} ${feed.notTo} ${tier}`;
  if (!finder.found.has(key)) {
    const item = {
      owner: feed.owner, notTo: feed.notTo, produced: tier, required: question.required,
      nation: question.nation, within: finder.before,
      bar: refusalId(question, question.told.needed.not_to[0], -1),
    };
    const { fastest, truncated } = fastestRoutes(
      finder.ways, item, question.told.bounds, question.tables.everyone);
    finder.found.set(key, { routes: worthTelling(fastest), truncated });
  }
  finder.truncated = finder.truncated || finder.found.get(key).truncated;
  return finder.found.get(key).routes;
}

// Routes that differ in nothing but the sensor: the earliest stands for all.
function groupedRefused(entries) {
  const groups = new Map();
  for (const entry of [...entries].sort((one, other) => one.arrives - other.arrives)) {
    const ids = entry.refusals.map((refusal) => refusal.id);
    const steps = (entry.hops || []).map(({ way }) => [way.grant.target, way.grant.agreement]);
    const key = JSON.stringify([entry.feed.owner, steps, ids]);
    if (!groups.has(key)) groups.set(key, entry);
  }
  return [...groups.values()];
}

// By what would have to change, how hard that is, when it would have arrived.
function nearestFirst(entries) {
  const hard = (entry) => entry.refusals.reduce((sum, refusal) => sum + refusal.hard, 0);
  return entries.sort((one, other) =>
    one.refusals.length - other.refusals.length || hard(one) - hard(other) ||
    one.arrives - other.arrives);
}

// One refused route, told.
function toldRefused(finder, entry) {
  const { data, question, caseInfo, say } = finder;
  const { nations, sensors } = data.header;
  const hidden = (entry.hops || []).some(({ way }) => way.grant.anonymous);
  const { unnamed } = question.told.words;
  const sensor = hidden ? unnamed : sensors[caseInfo.first[entry.row]].id;
  const whose = hidden ? unnamed : `${sensor} of ${nations[entry.feed.owner].name}`;
  const reasons = reasonsOf(data, question, entry.refusals, sensor);
  const sooner = caseInfo.know_s - entry.arrives;
  const route = entry.hops && [
    hidden ? "?" : nations[entry.feed.owner].name,
    ...entry.hops.map(({ way }) => nations[way.grant.target].name),
  ].join(say.arrow);
  const gain = sooner === Infinity ? "instead of never" : `${say.time(sooner)} sooner`;
  const sentence = route === null
    ? `${whose} had it at ${say.time(entry.arrives)}, but ${reasons}.`
    : `${whose} by ${route}: at ${say.time(entry.arrives)}, ${gain}. Refused: ${reasons}.`;
  const standing = [...new Set(entry.refusals.map((refusal) => refusal.agreement))];
  return {
    sentence, reasons, route,
    sensor: hidden ? "?" : sensor,
    arrives_s: entry.arrives,
    sooner_s: sooner,
    clauses: [...new Set(entry.refusals.map((refusal) => refusal.key))],
    agreements: standing.map((agreement) => placeOf(data, agreement)),
  };
}

// Where a refusal stands: an agreement by its title; nothing for a bar of the sensor's owner.
function placeOf(data, agreement) {
  const { agreements } = data.header;
  if (agreement < 0) return "";
  return agreement < agreements.length ? agreements[agreement].title : "mesh";
}

// All refusals of a route, those of one agreement together.
function reasonsOf(data, question, refusals, sensor) {
  const byPlace = new Map();
  for (const refusal of refusals) {
    const { agreement } = refusal;
    byPlace.set(agreement, [...(byPlace.get(agreement) || []), refusal]);
  }
  return [...byPlace].map(([agreement, some]) => {
    const place = placeOf(data, agreement) || (some[0].key === "not_to" ? sensor : "");
    const texts = some.map((refusal) => refusedWords(data, question, refusal)).join(", ");
    return place ? `${place}: ${texts}` : texts;
  }).join("; ");
}

// Why a clause refuses a use, with names for what the template leaves open.
function refusedWords(data, question, { text, agreement, grant, target }) {
  const { nations, agreements } = data.header;
  return question.told.texts[text].replace(/\{(\w+)\}/g, (_, mark) => {
    if (mark === "lacks") return question.lacks[agreement].map((a) => agreements[a].title).join(", ");
    const nation = mark === "s" ? grant.source : mark === "t" ? target : Number(mark);
    return nations[nation].name;
  });
}

// Seconds to the tenth, as Python rounds them: of two equally near the even one.
function tenthsOf(seconds) {
  const low = Math.floor(seconds * 10);
  const isTie = Number.isInteger(seconds * 4) && !Number.isInteger(seconds * 2);
  const rounded = isTie ? (low + (low % 2 === 0 ? 0 : 1)) / 10 : Number(seconds.toFixed(1));
  return `${rounded} s`;
}
