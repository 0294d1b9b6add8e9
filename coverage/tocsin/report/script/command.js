// Command lines that print what the page shows: a test runs them and finds the same numbers.

function quotedWord(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// What a policy of the file says, with the switches of the page as `plus` and `except`.
function entryOf(data, rules) {
  const { bases, agreements } = data.header;
  const force = inForce(data, rules);
  const position = (id) => agreements.findIndex((each) => each.id === id);
  const pressed = (on) => changedFrom(data, rules).filter((each) => rules.on[each] === on);
  // What lacks its foundation has no effect here, and a command line refuses to name it.
  const put = pressed(1).filter((each) => force[each]).map((each) => agreements[each].id);
  const out = pressed(0).map((each) => agreements[each].id);
  const { plus = [], except = [], ...entry } = bases[rules.base].entry;
  const all = {
    plus: [...new Set([...plus.filter((id) => force[position(id)]), ...put])],
    except: [...new Set([...except.filter((id) => !put.includes(id)), ...out])],
  };
  for (const [key, ids] of Object.entries(all)) if (ids.length) entry[key] = ids;
  return entry;
}

// The policy by which a command asks for rules: the file's own, or one that is set beside those.
function policyAsked(data, rules, name) {
  const base = data.header.bases[rules.base];
  if (base.written && !changedFrom(data, rules).length) return { policy: base.id, set: [] };
  return { policy: name, set: [`policies.${name}=${JSON.stringify(entryOf(data, rules))}`] };
}

function commandLine(data, verb, words, { launch = null, arc = -1, nation = -1, set = [] }) {
  const { about, launchChoices, arcs, nations } = data.header;
  const line = ["tocsin", verb, about.command, ...words];
  if (launch !== null) line.push("--launch", launchChoices[launch].id);
  if (arc >= 0) line.push("--arc", arcs[arc].id);
  if (nation >= 0) line.push("--nation", nations[nation].id);
  for (const each of [...about.set, ...set]) line.push("--set", each);
  return line.map(quotedWord).join(" ");
}

// The change from A to B, as `tocsin compare` prints it.
function compareCommand(data, { a, b, launch, arc, nation }) {
  const [before, after] = [policyAsked(data, a, "page-a"), policyAsked(data, b, "page-b")];
  const set = [...before.set, ...after.set];
  return commandLine(data, "compare", [before.policy, after.policy], { launch, arc, nation, set });
}

// The levels under some rules, as `tocsin run` prints and writes them.
function runCommand(data, { sides, launch, arc, nation }) {
  const asked = sides.map((rules, at) => policyAsked(data, rules, `page-${"ab"[at]}`));
  const words = ["-o", "out", "--no-maps", "--no-report"];
  for (const policy of new Set(asked.map((each) => each.policy))) words.push("-p", policy);
  return commandLine(data, "run", words, { launch, arc, nation, set: asked.flatMap((each) => each.set) });
}

// One case, as `tocsin explain` prints it.
function explainCommand(data, { rules, cell, point, arc }) {
  const { policy, set } = policyAsked(data, rules, "page-b");
  const { area, point: number } = data.header.points[point];
  const words = ["-p", policy, "--at", data.cells.id(cell), "--launch", area];
  if (number) words.push("--point", String(number));
  return commandLine(data, "explain", words, { arc, set });
}

function commandLines(lines) {
  return element("ul", { class: "commands" }, lines.map(([what, line]) =>
    element("li", {}, element("span", {}, `${what}: `), element("code", {}, line))));
}
