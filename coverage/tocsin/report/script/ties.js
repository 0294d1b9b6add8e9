// Which nations tell which, drawn from the agreements in force: one line a pair where that says it all.

const TIE_TIERS = ["assessment", "alert", "track"];
const TIE_MODES = ["exercise", "request", "release", "auto"];
// A pact of so many is a node of its own: its lines would hide all others.
const PACT_NODE = 4;

// Grants as {source, target, tier, mode, agreement}, of sharing agreements only.
function grantsOf(data, inForce) {
  return data.header.agreements.flatMap((agreement, position) => {
    if (agreement.kind !== "sharing" || !inForce[position]) return [];
    return agreement.edges.map(([source, target, tier, mode]) => ({
      source,
      target,
      tier: TIE_TIERS[tier],
      mode,
      agreement: position,
    }));
  });
}

// A pact in which every member tells every other the same.
function isNode(agreement) {
  if (agreement.kind !== "sharing") return false;
  const members = new Set(agreement.edges.flatMap(([source, target]) => [source, target]));
  const looks = new Set(agreement.edges.map(([, , tier, mode]) => `${tier} ${mode}`));
  return members.size >= PACT_NODE && looks.size === 1 && agreement.edges.length === members.size * (members.size - 1);
}

// The better of two grants: the tier first, then the mode.
function isBetter(one, other) {
  const rank = (grant) => 4 * TIE_TIERS.indexOf(grant.tier) + TIE_MODES.indexOf(grant.mode);
  return rank(one) > rank(other);
}

// Lines between pairs: {first, second, both, best, grants, state}. `state` is "on", or "off" for what A had and B lacks.
// Equal ways are one line without a head; unequal ones, or a single one, are arrows.
function tiesOf(data, inB, inA) {
  const { agreements } = data.header;
  const single = (inForce) => grantsOf(data, inForce).filter((grant) => !isNode(agreements[grant.agreement]));
  const now = single(inB);
  const gone = single(inA).filter(
    (grant) => !now.some((each) => each.source === grant.source && each.target === grant.target),
  );
  return [...linesFrom(now, "on"), ...linesFrom(gone, "off")];
}

function linesFrom(grants, state) {
  const ways = new Map();
  for (const grant of grants) {
    const key = `${grant.source}-${grant.target}`;
    const way = ways.get(key) || { source: grant.source, target: grant.target, best: grant, grants: [] };
    way.grants.push(grant);
    if (isBetter(grant, way.best)) way.best = grant;
    ways.set(key, way);
  }
  const lines = [];
  for (const [key, way] of ways) {
    const back = ways.get(`${way.target}-${way.source}`);
    const equal = back && back.best.tier === way.best.tier && back.best.mode === way.best.mode;
    if (equal && way.source > way.target) continue;
    lines.push({
      key: `${state}-${key}`,
      ...way,
      state,
      both: Boolean(equal),
      bent: Boolean(back) && !equal,
      grants: equal ? [...way.grants, ...back.grants] : way.grants,
    });
  }
  return lines;
}

// Pacts of many: {agreement, members, tier, mode, state}.
function pactNodes(data, inB, inA) {
  const { agreements } = data.header;
  const there = agreements.map((_, at) => at).filter((at) => isNode(agreements[at]) && (inB[at] || inA[at]));
  return there.map((position) => {
    const grants = grantsOf(
      data,
      agreements.map((_, at) => at === position),
    );
    const members = [...new Set(grants.flatMap((grant) => [grant.source, grant.target]))];
    const { tier, mode } = grants[0];
    return {
      key: `pact-${position}`,
      agreement: position,
      title: agreements[position].title,
      members,
      tier,
      mode,
      state: inB[position] ? "on" : "off",
    };
  });
}

// Nations that any agreement of the scenario ties, switched on or not: their places never change.
function tiedNations(data) {
  const every = data.header.agreements.map(() => true);
  const tied = new Set(grantsOf(data, every).flatMap((grant) => [grant.source, grant.target]));
  return data.header.nations.map((_, at) => at).filter((at) => tied.has(at));
}

// The nation in the midst of the others: it alone is tied to more than half of them.
function middleNation(data, nations) {
  const every = data.header.agreements.map((agreement) => !isNode(agreement));
  const others = new Map(nations.map((at) => [at, new Set()]));
  for (const { source, target } of grantsOf(data, every)) {
    others.get(source)?.add(target);
    others.get(target)?.add(source);
  }
  const many = nations.filter((at) => 2 * others.get(at).size > nations.length - 1);
  return nations.length > 6 && many.length === 1 ? many[0] : null;
}
