// Why a switch changed nothing when it was pressed, in words.

// A reader waits for the answer. Where there are more pairs of nations, grants of each, and ways to
// search than these, the first are looked at.
const EFFECT_GROUPS = 24;
const EFFECT_GRANTS = 20000;
const EFFECT_SEARCHES = 400;

// rules: as they are after the switch of an agreement (by position) was pressed without effect.
// view: {launch_nation, nation} by position where the reader looks at these alone.
function effectOfSwitch(data, rules, agreement, view = {}) {
  const groups = data.header.groups.flatMap((group, place) => (
    (view.launch_nation ?? group.launch_nation) === group.launch_nation &&
    (view.nation ?? group.nation) === group.nation ? [place] : []));
  const most = Math.min(EFFECT_GROUPS, 1 + EFFECT_GRANTS / (1 + data.header.refused.grants.length));
  const state = (on) => ({ ...rules, on: [...rules.on].map((held, a) => (a === agreement ? on : held)) });
  const [held, without] = [state(1), state(0)];
  const asked = {
    data, agreement, held, without,
    isOn: Boolean(rules.on[agreement]),
    cases: groups.slice(0, most).map((group) => ({
      held: refusedQuestion(data, held, group),
      without: refusedQuestion(data, without, group),
    })),
  };
  // What rests on it may pass items where it passes none itself: who is told sooner comes first.
  const { gains, rival, idle } = effectOfRivals(asked);
  const nothing = asked.isOn ? "Nothing passes by it." : "Nothing passed by it.";
  return effectOfLack(asked) || gains || effectOfDuty(asked) || effectOfClauses(asked) ||
    rival || idle || nothing;
}

function namesOfAgreements(data, positions) {
  return positions.map((position) => placeOf(data, position)).join(" and ");
}

// Something on which it rests is not there.
function effectOfLack({ data, agreement, isOn, cases: [first] }) {
  const missing = first ? first.held.lacks[agreement] : [];
  if (!missing.length) return "";
  return `It ${isOn ? "falls" : "had fallen"} with ${namesOfAgreements(data, missing)}.`;
}

// An agreement of defence tells nobody anything.
function effectOfDuty({ data, agreement, held, without, cases }) {
  const { header } = data;
  const { kind, duties = [] } = header.agreements[agreement];
  if (kind !== "defence") return "";
  if (!duties.length) return "It is a promise to consult: it tells nobody and lets nobody act.";
  const assumed = header.bases[held.base].conditions;
  const waits = duties.map((duty) => duty[2]);
  if (waits.every((condition) => condition && !assumed.includes(condition))) {
    return `It permits acting only if ${waits[0]}, which these rules do not assume.`;
  }
  if (!header.responders.length) return "It says who may act, and there is no responder to act.";
  const owners = header.responders.map((responder) => responder.owner);
  const acting = (rules) => cases.map((each) =>
    [...actorsFor(data, rules, inForce(data, rules), each.held.nation)]
      .filter((actor) => owners.includes(actor)).sort().join());
  return acting(held).join(";") === acting(without).join(";")
    ? "It says who may act, and no owner of a responder may act by it alone."
    : "It says who may act, not who is told: warning stays, response may change.";
}

// Every one of its grants is refused whatever else holds.
function effectOfClauses({ data, agreement, cases }) {
  const counts = new Map();
  for (const { held } of cases) {
    const positions = knownGrants(held).filter((each) =>
      held.tables.grants[each].agreement === agreement);
    for (const position of positions) {
      const words = wordsOfGrant(held, position);
      if (!words.length) return "";
      for (const word of words) {
        const grant = held.tables.grants[position];
        const refusal = refusalOf(held, word, agreement, grant, grant.target);
        const said = effectOfClause(refusal.key, refusedWords(data, held, refusal));
        counts.set(said, (counts.get(said) || 0) + 1);
      }
    }
  }
  // What refuses most of them is what a reader should hear of.
  return [...counts].sort((one, other) => other[1] - one[1]).map(([said]) => said)[0] || "";
}

function effectOfClause(clause, words) {
  if (clause === "mode") return "It works in exercises only.";
  if (clause === "purpose") return `Its ${words}.`;
  if (clause === "threatened") return `It ${words}.`;
  return `Nothing of use passes by it: ${words}.`;
}

// Who is told sooner by it, and by what as soon without it; or why it has nothing to tell.
function effectOfRivals(asked) {
  const { data, agreement, isOn, cases } = asked;
  const { nations } = data.header;
  let rival = "", gains = "", idle = "", searches = 0;
  for (const { held, without } of cases) {
    const ways = { held: refusedWays(held), without: refusedWays(without) };
    const own = knownGrants(held).map((position) => held.tables.grants[position])
      .filter((grant) => grant.agreement === agreement);
    const told = new Set([held.nation, ...own.map((grant) => grant.target)]);
    for (const nation of told) {
      for (const feed of held.tables.feeds) {
        if (feed.owner === nation || searches > EFFECT_SEARCHES) continue;
        for (const produced of [1, 2].filter((tier) => tier >= held.required)) {
          searches += 2;
          const sooner = fastestAdmitted(held, ways.held, feed, nation, produced);
          const before = fastestAdmitted(without, ways.without, feed, nation, produced);
          const who = nations[nation].name;
          if (sooner && (!before || sooner.arrival < before.arrival)) {
            if (nation === held.nation) {
              return { gains: isOn
                ? `Items reach ${who} sooner with it, but none before what it knows already.`
                : `Items reached ${who} sooner with it, but none before what it knows anyway.` };
            }
            gains = gains ||
              `It ${isOn ? "tells" : "told"} ${who} sooner, and no nation whose cells are looked at.`;
          } else if (before && !rival) {
            const carrying = own.filter((grant) => grant.target === nation &&
              (grant.source === feed.owner || grant.relays));
            if (carrying.length) rival = rivalWords(asked, before, carrying, { who, feed });
          }
        }
      }
    }
    const sources = [...new Set(own.map((grant) => grant.source))];
    idle = idle || idleWords(held, own, sources.map((source) => nations[source].name));
  }
  return { gains, rival, idle };
}

// The fastest way that nothing refuses; undefined: none.
function fastestAdmitted(question, ways, feed, nation, produced) {
  const [mostHops, , mostLabels] = question.told.bounds;
  const item = {
    owner: feed.owner, notTo: feed.notTo, produced, required: question.required, nation,
    within: Infinity, bar: refusalId(question, question.told.needed.not_to[0], -1),
  };
  const { fastest } = fastestRoutes(
    ways, item, [mostHops, 0, mostLabels], question.tables.everyone);
  return fastest.get("");
}

function rivalWords({ data, isOn }, before, carrying, { who, feed }) {
  const names = namesOfAgreements(data, [
    ...new Set(hopsTo(before.last).map(({ way }) => way.grant.agreement))]);
  // What it carries at second hand is later still.
  const slower = carrying.every((grant) =>
    grant.source !== feed.owner || grant.delay > before.arrival);
  const when = `${slower ? "sooner" : "as soon"} ${isOn ? "already" : "without it"}`;
  return `${who} is told ${when}, by ${names}.`;
}

// Nobody who may tell by it has anything to tell.
function idleWords(question, own, names) {
  const owners = new Set(question.tables.feeds.map((feed) => feed.owner));
  if (!own.length || own.some((grant) => owners.has(grant.source) || grant.relays)) return "";
  return `${names.join(" and ")} ${names.length > 1 ? "have" : "has"} no sensor of which to tell by it.`;
}
