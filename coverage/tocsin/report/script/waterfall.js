// Where the seconds of one case go under A and B, and the hops of its route: pictures to scale.

// Parts of a flight in the order in which they pass: a short name for the bar, a sentence for the table.
const FLIGHT_PARTS = {
  unseen: ["unseen", "until the sensor that tells first has it in view"],
  confirm: ["confirm", "that sensor needs so much unbroken view"],
  release: ["release", "until it may be released"],
  relay: ["relay", "on its way from nation to nation"],
  "confirmation wait": ["second sensor", "the nation waits for a sensor of its own, or for another one"],
  assess: ["assess", "the nation decides"],
  disseminate: ["tell", "its public is told"],
  left: ["left", "from public notice to impact"],
};
const BAR_ROW = { label: 22, bar: 28, gap: 14 };

function partKey(name) {
  return name.replaceAll("_", " ");
}

function partClass(name) {
  return `part-${partKey(name).replaceAll(" ", "-")}`;
}

// "4:52 left", "late by 0:20", "never told".
function verdictWords(told) {
  if (told.status === NEVER) return "never told in time";
  const left = told.parts.find((part) => part.name === "left");
  // Known, but confirmed only after impact or never: there is no time to name.
  if (!left) return "late: not confirmed in time";
  return told.status === WARNED ? `${minutes(left.seconds)} left` : `late by ${minutes(-left.seconds)}`;
}

// What B changes of a case: a time where it is warned under both, else what comes of what.
function caseChange(before, told) {
  const [was, is] = [before, told].map(verdictWords);
  if (was === is) return `B ${MINUS} A: nothing (${is} under both).`;
  const [from, to] = [before, told].map(({ parts }) => parts.find(({ name }) => name === "left")?.seconds);
  const gain = before.status === WARNED && told.status === WARNED ? `${signed(to - from)} (` : "";
  return `B ${MINUS} A: ${gain}A ${was}, B ${is}${gain && ")"}.`;
}

// Parts that pass, without what is left; a case never told is unseen or untold until impact.
function passing(told) {
  if (told.status === NEVER) return [{ name: "unseen", seconds: told.impact_s }];
  return told.parts.filter((part) => partKey(part.name) !== "left" && part.seconds > 0.05);
}

function spanOf(cases) {
  const ends = cases.map((told) => passing(told).reduce((sum, part) => sum + part.seconds, 0));
  return Math.max(...cases.map((told) => told.impact_s), ...ends);
}

// Bars on one scale. `rows`: {name, impact_s, status, parts}.
function waterfallPicture(rows, width) {
  const span = spanOf(rows);
  const x = (seconds) => 1 + (seconds / span) * (width - 2);
  const each = BAR_ROW.label + BAR_ROW.bar + BAR_ROW.gap;
  const height = rows.length * each + 46;
  const says = rows.map(
    (row) =>
      `${row.name}: ${passing(row)
        .map((part) => `${FLIGHT_PARTS[partKey(part.name)][0]} ${shortClock(part.seconds)}`)
        .join(", ")}; ${verdictWords(row)}`,
  );
  return picture(
    {
      width,
      height,
      title: "Where the seconds go, to scale",
      description: `${says.join(". ")}.`,
      className: "waterfall",
    },
    slanted("waterfall-late", "late-line"),
    rows.map((row, at) => waterfallRow(row, { x, y: at * each, width })),
    timeAxis(x, rows.length * each - BAR_ROW.gap + 8, span, width),
  );
}

function waterfallRow(row, { x, y, width }) {
  const top = y + BAR_ROW.label;
  const parts =
    row.status === NEVER
      ? passing(row)
      : [...passing(row), ...row.parts.filter((part) => part.name === "left" && part.seconds > 0)];
  let start = 0;
  const bars = parts.map((part) => {
    const from = x(start);
    start += part.seconds;
    return waterfallBar(part, from, x(start), top, row.status === NEVER);
  });
  const impact = x(row.impact_s);
  const verdict = verdictWords(row);
  return svg(
    "g",
    {},
    svgText(0, y + 15, cutTo(row.name, width - textWidth(verdict, 14, 700) - 12, 14, 700), { className: "strong" }),
    svgText(width, y + 15, verdict, { anchor: "end", className: "strong" }),
    bars,
    // What comes after impact is crossed out: it helps nobody any more.
    start > row.impact_s + 0.05 &&
      svg("rect", { x: impact, y: top, width: x(start) - impact, height: BAR_ROW.bar, fill: "url(#waterfall-late)" }),
    svg("line", { x1: impact, x2: impact, y1: top - 4, y2: top + BAR_ROW.bar + 4, class: "impact" }),
  );
}

function waterfallBar(part, from, to, top, isNever) {
  const [word, meaning] = isNever
    ? ["no word before impact", "nobody who may tell has it in time"]
    : FLIGHT_PARTS[partKey(part.name)];
  const room = to - from - 8;
  const time = shortClock(part.seconds);
  const said = [`${word} ${time}`, time].find((text) => textWidth(text, 12.5) <= room);
  return svg(
    "g",
    {},
    svg("title", {}, `${word}: ${time}, ${meaning}`),
    svg("rect", {
      x: from,
      y: top,
      width: Math.max(to - from, 1),
      height: BAR_ROW.bar,
      class: `part ${isNever ? "part-never" : partClass(part.name)}`,
    }),
    said &&
      svgText((from + to) / 2, top + 18.5, said, {
        anchor: "middle",
        className: `on ${isNever ? "on-never" : `on-${partClass(part.name)}`}`,
      }),
  );
}

// The key, only of parts that occur.
function partsKey(rows) {
  const there = Object.keys(FLIGHT_PARTS).filter((name) =>
    rows.some(
      (row) => row.status !== NEVER && row.parts.some((part) => partKey(part.name) === name && part.seconds > 0.05),
    ),
  );
  return element(
    "p",
    { class: "chart-key" },
    there.map((name) =>
      element("span", {}, element("i", { class: `swatch ${partClass(name)}` }), FLIGHT_PARTS[name][0]),
    ),
    element("span", {}, element("i", { class: "swatch impact-swatch" }), "impact"),
  );
}

function partsTable(rows) {
  const seconds = (row, name) => row.parts.find((part) => partKey(part.name) === name)?.seconds || 0;
  const names = Object.keys(FLIGHT_PARTS).filter((name) => rows.some((row) => Math.abs(seconds(row, name)) > 0.05));
  const written = (row, name) =>
    row.status === NEVER && name !== "unseen"
      ? "–"
      : seconds(row, name) < 0
        ? minutes(seconds(row, name))
        : shortClock(seconds(row, name));
  const lines = names.map((name) => [
    FLIGHT_PARTS[name][0],
    FLIGHT_PARTS[name][1],
    ...rows.map((row) => written(row, name)),
  ]);
  lines.push(["impact", "time of flight", ...rows.map((row) => minutes(row.impact_s))]);
  lines.push(["outcome", "", ...rows.map(verdictWords)]);
  return besideTable("Parts of the flight", ["part", "what it is", ...rows.map((row) => row.name)], lines, {
    numbers: rows.map((_, at) => at + 2),
    summary: "The parts as a table",
  });
}

// Who holds it when, to scale, on the scale of the bars. `holders`: {name, at_s, by}.
function routePicture(holders, impact_s, width) {
  const last = holders.at(-1).at_s;
  const span = Math.max(impact_s, Math.min(last, 1.15 * impact_s));
  const x = (seconds) => 7 + (Math.min(seconds, span) / span) * (width - 14);
  const lane = 46;
  const height = holders.length * lane + 46;
  const y = (at) => at * lane + 22;
  const said = holders.map((each) => `${minutes(each.at_s)} ${each.name}${each.by ? `, ${each.by}` : ""}`).join("; ");
  return picture(
    {
      width,
      height,
      title: "Who holds it when, hop by hop, to scale",
      description: `${said}; impact ${minutes(impact_s)}.`,
      className: "route",
    },
    svg("line", { x1: x(impact_s), x2: x(impact_s), y1: 0, y2: holders.length * lane, class: "impact" }),
    holders.map((each, at) =>
      svg(
        "g",
        {},
        svg("line", { x1: x(0), x2: x(span), y1: y(at), y2: y(at), class: "lane" }),
        at && hopArrow(x(holders[at - 1].at_s), y(at - 1), x(each.at_s), y(at)),
        svg("circle", { cx: x(each.at_s), cy: y(at), r: 5, class: each.at_s >= impact_s ? "holding late" : "holding" }),
      ),
    ),
    // Words last, with a rim of ground: no line may cross them.
    holders.map((each, at) => holderWords(each, x(each.at_s), y(at), width)),
    timeAxis(x, holders.length * lane + 4, span, width),
  );
}

function hopArrow(x1, y1, x2, y2) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [along, down] = [(x2 - x1) / length, (y2 - y1) / length];
  const [tipX, tipY] = [x2 - 6 * along, y2 - 6 * down];
  const head = [
    [tipX, tipY],
    [tipX - 9 * along - 4.5 * down, tipY - 9 * down + 4.5 * along],
    [tipX - 9 * along + 4.5 * down, tipY - 9 * down - 4.5 * along],
  ];
  return svg(
    "g",
    { class: "hop" },
    svg("line", { x1: x1 + 6 * along, y1: y1 + 6 * down, x2: tipX - 7 * along, y2: tipY - 7 * down }),
    svg("polygon", { points: head.map((point) => point.join(",")).join(" ") }),
  );
}

// Name and time above the lane, what brought it below; on the side that has room.
function holderWords(holder, x, y, width) {
  const right = x < 0.5 * width;
  const room = (right ? width - x : x) - 14;
  const at = right ? x + 12 : x - 12;
  const anchor = right ? "start" : "end";
  const name = cutTo(`${minutes(holder.at_s)} ${holder.name}`, room, 13, 700);
  return [
    svgText(at, y - 6, name, { anchor, className: "strong rim small-strong" }),
    holder.by &&
      svg(
        "g",
        {},
        svg("title", {}, holder.by),
        svgText(at, y + 15, cutTo(holder.by, room, 12.5), { anchor, className: "faint rim" }),
      ),
  ];
}
