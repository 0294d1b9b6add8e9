// One case under the finger: where its seconds go, by which route, who may act.

// The group and the blocks that a cell's cases stand in, for a launch and an arc (-1: all).
function casesOfCell(data, { cell, launch, arc }) {
  const nation = data.cells.nation[cell];
  const [found] = chosenBlocks(data, { launch, arc, nation });
  return { ...found, place: data.cells.place[cell] };
}

// Of a cell's cases the one in the middle by what is left: what the map shows of the cell.
function medianBlock(data, rules, asked) {
  const { group, blocks, place } = casesOfCell(data, asked);
  const { effective } = outcome(data, rules).part(group);
  const left = (block) => effective[block * group.cells.length + place];
  const ordered = blocks.slice().sort((one, other) => left(one) - left(other));
  return ordered[(ordered.length - 1) >> 1];
}

// Whose item comes first, and on which row: fewer hops win a tie, then the first sensor.
function winnerOf(data, group, effect, i) {
  let best = { at: Infinity, hops: 0, sensor: -1, row: -1 };
  group.rows.forEach((_, row) => {
    const at = arrival(group, effect.delay, row, i);
    if (at === Infinity || at > best.at) return;
    const hops = effect.route[row] < 0 ? 0 : data.header.routes[effect.route[row]].hops.length;
    const sensor = group.first[row][i];
    if (at === best.at && (hops > best.hops || (hops === best.hops && sensor >= best.sensor))) return;
    best = { at, hops, sensor, row };
  });
  return best;
}

// Tell one case. `block` picks it among the cell's cases; the median one by default.
function caseOf(data, rules, { cell, launch, arc, block = medianBlock(data, rules, { cell, launch, arc }) }) {
  const { group, place } = casesOfCell(data, { cell, launch, arc: -1 });
  const arcs = data.header.arcs.length;
  const part = outcome(data, rules).part(group);
  const i = block * group.cells.length + place;
  const winner = winnerOf(data, group, part.effect, i);
  const isKnown = part.know[i] < group.impact[i];
  const told = {
    cell,
    block,
    group,
    index: i,
    point: group.points[Math.floor(block / arcs)],
    arc: block % arcs,
    nation: group.nation,
    impact_s: group.impact[i] / 10,
    know_s: isKnown ? part.know[i] / 10 : Infinity,
    status: part.status[i],
    left_s: part.effective[i],
    decision: part.effect.decision,
    sensor: isKnown ? winner.sensor : -1,
    made_s: isKnown ? group.rows[winner.row][i] / 10 : Infinity,
    tier: isKnown ? winner.row % 2 : -1,
    route: isKnown ? data.header.routes[part.effect.route[winner.row]] : null,
    seen: sightingsOf(data, group, i),
    responders: respondersOf(data, group, part.effect, i, cell),
    // Looked for when it is asked for: a search takes longer than all the rest.
    get refused() {
      return (told.searched ??= refusedOfCase(data, rules, told));
    },
  };
  told.hops = hopsOf(told);
  told.parts = partsOf(data, told, part.notice[i] / 10);
  return told;
}

// When each feed has its first alert and track, and whose sensor makes it.
function sightingsOf(data, group, i) {
  return data.header.feeds.map((feed, at) => {
    const time = (row) => (group.rows[row][i] === group.never ? Infinity : group.rows[row][i] / 10);
    const sensor = [2 * at, 2 * at + 1].map((row) => group.first[row][i]);
    return { owner: feed.owner, sensors: sensor, alert_s: time(2 * at), track_s: time(2 * at + 1) };
  });
}

function hopsOf({ route, made_s }) {
  let at_s = made_s;
  return (route ? route.hops : []).map((hop) => {
    at_s += hop.mode_s + hop.consent_s + hop.sanitise_s;
    return { ...hop, at_s };
  });
}

// Where the seconds of the flight go, in order; they add up to the time of flight where it is told.
function partsOf(data, told, notice_s) {
  if (told.sensor < 0) return [{ name: "unseen", seconds: told.impact_s }];
  const maker = data.header.sensors[told.sensor];
  const confirm_s = Math.min((told.tier ? maker.track_s : maker.alert_s) || 0, told.made_s);
  const [first, ...others] = told.hops.map((hop) => hop.mode_s + hop.consent_s + hop.sanitise_s);
  const parts = [
    { name: "unseen", seconds: told.made_s - confirm_s },
    { name: "confirm", seconds: confirm_s },
    { name: "release", seconds: first || 0 },
    { name: "relay", seconds: others.reduce((sum, each) => sum + each, 0) },
  ];
  if (!Number.isFinite(notice_s)) {
    return [...parts, { name: "confirmation_wait", seconds: told.impact_s - told.know_s }];
  }
  const { assess_s, disseminate_s } = told.decision;
  return [
    ...parts,
    { name: "confirmation_wait", seconds: notice_s - told.know_s },
    { name: "assess", seconds: assess_s },
    { name: "disseminate", seconds: disseminate_s },
    { name: "left", seconds: told.impact_s - notice_s - assess_s - disseminate_s },
  ];
}

function respondersOf(data, group, effect, i, cell) {
  return data.header.responders.map((responder, r) => {
    const covers = Boolean(data.covers[r * data.cells.count + cell]);
    const may = effect.may.has(responder.owner);
    const delay = effect.actors.get(responder.owner);
    const track = delay ? Math.min(...group.rows.map((_, row) => arrival(group, delay, row, i))) : Infinity;
    const able = covers && may && track < group.impact[i];
    const left_s = able ? (group.impact[i] - track) / 10 - responder.reaction_s : -Infinity;
    return { ...responder, covers, may_act: may, track_s: track / 10, left_s };
  });
}
