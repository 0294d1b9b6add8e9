// What the rules make of every case: notice, warning, response. The arithmetic of tocsin.engine.
//
// Times of the data are tenths of a second; everything that leaves this file is in seconds.
const NEVER = 0;
const LATE = 1;
const WARNED = 2;

// Earliest arrival of any row that somebody passes on; Infinity where none comes. Single precision holds
// tenths of a second to a hundredth of one for days, in half the room.
function firstArrivals(group, delay, counts = () => true) {
  const know = new Float32Array(group.impact.length).fill(Infinity);
  group.rows.forEach((row, at) => {
    const wait = 10 * delay[at];
    if (wait === Infinity || !counts(at)) return;
    for (let i = 0; i < know.length; i += 1) {
      const time = row[i] === group.never ? Infinity : row[i] + wait;
      if (time < know[i]) know[i] = time;
    }
  });
  return know;
}

// Arrival of the k-th sensor's first item: of a group whose feeds are single sensors.
function kthArrivals(group, delay, k) {
  const out = new Float64Array(group.impact.length).fill(Infinity);
  const feeds = group.rows.length / 2;
  const times = new Float64Array(feeds);
  for (let i = 0; i < out.length && k <= feeds; i += 1) {
    for (let feed = 0; feed < feeds; feed += 1) {
      times[feed] = Math.min(arrival(group, delay, 2 * feed, i), arrival(group, delay, 2 * feed + 1, i));
    }
    out[i] = times.sort()[k - 1];
  }
  return out;
}

function arrival(group, delay, row, i) {
  const time = group.rows[row][i];
  return time === group.never ? Infinity : time + 10 * delay[row];
}

// Notice of every case: what is known, confirmed by the nation's rule before impact.
function notices(data, group, effect, know) {
  const { rule, k } = effect.decision;
  if (rule === "accept") return know;
  const own = (row) => data.header.feeds[row >> 1].owner === group.nation;
  const confirmed =
    rule === "own" ? firstArrivals(group, effect.delay, own) : kthArrivals(group, effect.delay, k);
  return confirmed.map((time, i) => (time < group.impact[i] ? time : Infinity));
}

// Status and effective warning of every case, and sums by block (a launch point and an arc): cases
// and people by status, effective warning, the same times people, as `GroupOutcome.block_sums`.
const SUMS = 8;
const [PEOPLE, EFFECTIVE, PEOPLE_EFFECTIVE] = [3, 6, 7];

function judged(data, group, effect) {
  const know = firstArrivals(group, effect.delay);
  const notice = notices(data, group, effect, know);
  const stages = 10 * (effect.decision.assess_s + effect.decision.disseminate_s);
  const status = new Uint8Array(know.length);
  const effective = new Float32Array(know.length);
  const width = group.cells.length;
  const sums = new Float64Array(width ? (SUMS * know.length) / width : 0);
  for (let i = 0, at = 0; i < know.length; at += SUMS) {
    for (let c = 0; c < width; c += 1, i += 1) {
      const left = group.impact[i] - notice[i] - stages;
      const code = know[i] >= group.impact[i] ? NEVER : left > 0 ? WARNED : LATE;
      const people = group.people[c];
      status[i] = code;
      sums[at + code] += 1;
      sums[at + PEOPLE + code] += people;
      if (code !== WARNED) continue;
      effective[i] = left / 10;
      sums[at + EFFECTIVE] += left / 10;
      sums[at + PEOPLE_EFFECTIVE] += (left / 10) * people;
    }
  }
  return { know, notice, status, effective, sums };
}

// Most time that any responder has left, in seconds; 0 where none may or can act in time.
function responses(data, group, effect) {
  const left = new Float32Array(group.impact.length);
  const tracks = new Map();
  data.header.responders.forEach((responder, r) => {
    if (!effect.actors.has(responder.owner)) return;
    const covered = group.cells.map((cell) => data.covers[r * data.cells.count + cell]);
    if (!covered.includes(1)) return;
    if (!tracks.has(responder.owner)) {
      tracks.set(responder.owner, firstArrivals(group, effect.actors.get(responder.owner)));
    }
    const track = tracks.get(responder.owner);
    for (let i = 0, c = 0; i < left.length; i += 1, c = c + 1 === covered.length ? 0 : c + 1) {
      if (!covered[c]) continue;
      const spare = (group.impact[i] - track[i]) / 10 - responder.reaction_s;
      if (spare > left[i]) left[i] = spare;
    }
  });
  return left;
}

// Group by group and worked out when first asked for; rules that come to the same share it. Warning
// does not depend on who may act: a duty that is switched leaves it as it stands.
const MOST_KEPT = 48;
const kept = { warning: new Map(), response: new Map() };

function keptOr(some, key, make) {
  if (!some.has(key)) {
    if (some.size >= MOST_KEPT) some.delete(some.keys().next().value);
    some.set(key, make());
  }
  return some.get(key);
}

function outcome(data, rules) {
  const { fingerprint } = data.header.about;
  return {
    data,
    rules,
    part(group) {
      const effect = effectOf(data, rules, group);
      const keyOf = (...told) => `${fingerprint} ${group.at} ${wordsOf(told)}`;
      let found = null;
      const warning = () =>
        (found ??= keptOr(kept.warning, keyOf([...effect.delay], effect.decision), () => judged(data, group, effect)));
      const actors = () => [...effect.actors].map(([owner, delay]) => [owner, ...delay]);
      return {
        // Routes may differ where delays are equal.
        effect,
        group,
        get know() { return warning().know; },
        get notice() { return warning().notice; },
        get status() { return warning().status; },
        get effective() { return warning().effective; },
        get sums() { return warning().sums; },
        responses: () => keptOr(kept.response, keyOf(actors()), () => responses(data, group, effect)),
      };
    },
  };
}

// Groups with cases of a launch, and in each the blocks (a launch point and an arc) that count.
function chosenBlocks(data, { launch, arc, nation = -1 }) {
  const choice = data.header.launchChoices[launch];
  const arcs = data.header.arcs.length;
  return data.groups
    .filter((group) => nation < 0 || group.nation === nation)
    .map((group) => {
      const blocks = [];
      group.points.forEach((point, p) => {
        if (!choice.points.includes(point)) return;
        for (let a = 0; a < arcs; a += 1) if (arc < 0 || a === arc) blocks.push(p * arcs + a);
      });
      return { group, blocks };
    })
    .filter(({ group, blocks }) => blocks.length && group.cells.length);
}
