// Mean warning by nation through time as a picture, on which a date can be chosen.

const TIME_CHART = { plot: 280, row: 17, rows: 3, strip: 24 };
// Up to so many nations have a line of their own; of more, those that move most.
const OWN_LINES = 6;
// A change that a reader can see.
const SEEN_S = 1;
// A name cut to less says nothing.
const LEAST_EVENT = 110;

// chart: {dates: [{day, title, values: [s per series]}], series: [{name, color}], current, baseline, label}.
// `day` counts days; `values` may be missing while they are worked out. `choose(at)` is called for a date.
function overtimePicture(chart, width, choose) {
  const known = chart.dates.filter((date) => date.values);
  const shown = seriesShown(chart, known);
  const ends = lineEnds(shown, known);
  const right = Math.min(0.36 * width, 16 + Math.max(60, ...ends.map((end) => textWidth(end.text, 13, 700) + 14)));
  const box = timeBox(chart, known, width, right);
  const marks = changeMarks(chart, box, width);
  const top = 8 + TIME_CHART.row * (1 + Math.max(0, ...marks.map((mark) => mark.row)));
  const y = (seconds) => top + TIME_CHART.plot * (1 - seconds / box.most);
  const foot = top + TIME_CHART.plot;
  return picture(
    {
      width,
      height: foot + 24 + 2 * TIME_CHART.strip,
      title: chart.label,
      description: overtimeWords(chart, known, shown),
      chosen: true,
      className: "overtime",
    },
    slanted("overtime-beyond", "faint-line"),
    valueLines(box, y, width - right),
    svg(
      "rect",
      {
        x: box.x(box.last),
        y: top,
        width: width - right - box.x(box.last),
        height: TIME_CHART.plot,
        fill: "url(#overtime-beyond)",
      },
      svg("title", {}, "After the last date of the scenario"),
    ),
    yearTicks(box, foot),
    marks.map((mark) => changeLine(mark, box, foot)),
    [
      chart.baseline && dayLine(box, chart.baseline.day, top, foot, "A", "baseline"),
      chart.current && dayLine(box, chart.current.day, top, foot, "B", "current"),
    ],
    shown.map((line) => stepLine(line, known, box, y)),
    endLabels(ends, y, width - right + 8, top, foot, right - 8),
    quietStrip(chart, box, foot + 24 + 14, width),
    dateOnChart(chart, box, top, foot, choose),
  );
}

function timeBox(chart, known, width, right) {
  const first = chart.dates[0].day;
  const last = chart.dates.at(-1).day;
  // Nothing changes after the last date: its step gets a little room, and no more.
  const latest = Math.max(last, chart.latest || last);
  const end = latest + Math.max(183, (latest - first) / 30);
  const left = 44;
  const values = known.flatMap((date) => date.values).filter(Number.isFinite);
  const ticks = timeTicks(Math.max(60, ...values), 5);
  const step = ticks.length > 1 ? ticks[1] : 60;
  const most = step * Math.ceil(Math.max(60, ...values) / step + 0.02);
  return {
    first,
    last,
    end,
    left,
    most,
    step,
    x: (day) => left + ((day - first) / (end - first)) * (width - right - left),
  };
}

// The lines drawn in colour: all of few; of many those that change most. The others are faint.
function seriesShown(chart, known) {
  const moved = chart.series.map((_, at) => {
    const values = known.map((date) => date.values[at]).filter(Number.isFinite);
    return values.length ? Math.max(...values) - Math.min(...values) : 0;
  });
  const order = moved.map((_, at) => at).sort((one, other) => moved[other] - moved[one]);
  const isMany = chart.series.length > OWN_LINES;
  const own = isMany ? order.slice(0, OWN_LINES - 1) : order;
  // Of many nations some share a colour: those that are shown must not.
  const color = (series, at) => (isMany ? SERIES_COLORS[Math.max(0, own.indexOf(at))] : series.color);
  return chart.series
    .map((series, at) => ({ ...series, at, color: color(series, at), faint: !own.includes(at) }))
    .sort((one, other) => other.faint - one.faint);
}

function lineEnds(shown, known) {
  if (!known.length) return [];
  const own = shown
    .filter((line) => !line.faint)
    .map((line) => {
      const value = known.at(-1).values[line.at];
      return { ...line, value: value || 0, text: `${line.name} ${minutes(value)}`, number: minutes(value) };
    });
  const faint = shown.length - own.length;
  return faint ? [...own, { value: 0, text: `grey: ${faint} others`, faint: true }] : own;
}

function endLabels(ends, y, x, top, foot, room) {
  const places = apart(
    ends.map((end) => y(end.value)),
    19,
    top + 6,
    foot - 2,
  );
  return ends.map((end, at) =>
    svg(
      "g",
      {},
      svg("title", {}, end.text),
      !end.faint && svg("circle", { cx: x + 4, cy: places[at], r: 4.5, fill: end.color }),
      svgText(x + 13, places[at] + 4.5, endWords(end, room - 16), {
        className: end.faint ? "faint" : "strong small-strong",
      }),
    ),
  );
}

// A name may be cut, its number never.
function endWords({ name, number, text }, room) {
  return number ? `${cutTo(name, room - textWidth(` ${number}`, 13, 700), 13, 700)} ${number}` : cutTo(text, room);
}

function valueLines(box, y, right) {
  const ticks = Array.from({ length: Math.round(box.most / box.step) + 1 }, (_, at) => at * box.step);
  return svg(
    "g",
    {},
    ticks.map((tick) => [
      svg("line", { x1: box.left, x2: right, y1: y(tick), y2: y(tick), class: tick ? "grid" : "axis" }),
      svgText(box.left - 6, y(tick) + 4.5, minutes(tick), { anchor: "end", className: "faint" }),
    ]),
  );
}

// Round years, as many as find room.
function yearTicks(box, foot) {
  const years = (box.end - box.first) / 365.25;
  const most = Math.max(2, Math.floor((box.x(box.end) - box.left) / 44));
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => years / each <= most) || 200;
  const from = Math.ceil(yearOf(box.first) / step) * step;
  const all = [];
  for (let year = from; dayNumber(`${year}-01-01`) <= box.end; year += step) all.push(year);
  return all
    .filter((year) => dayNumber(`${String(year).padStart(4, "0")}-01-01`) >= box.first)
    .map((year) => {
      const x = box.x(dayNumber(`${year}-01-01`));
      return [
        svg("line", { x1: x, x2: x, y1: foot, y2: foot + 5, class: "axis" }),
        svgText(x, foot + 18, String(year), { anchor: "middle", className: "faint" }),
      ];
    });
}

function dayNumber(date) {
  return (
    Date.parse(`${date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date}T00:00:00Z`) / 864e5
  );
}

function yearOf(day) {
  return new Date(day * 864e5).getUTCFullYear();
}

// A value holds from its date to the next.
function stepLine(line, known, box, y) {
  let path = "";
  known.forEach((date, at) => {
    const value = date.values[line.at];
    if (!Number.isFinite(value)) return;
    const until = at + 1 < known.length ? known[at + 1].day : box.end;
    path += `${path ? "L" : "M"}${box.x(date.day).toFixed(1)},${y(value).toFixed(1)}H${box.x(until).toFixed(1)}`;
  });
  return svg(
    "path",
    { d: path, class: line.faint ? "step others" : "step", stroke: line.faint ? null : line.color },
    svg("title", {}, line.name),
  );
}

// Which dates change any nation's mean by as much as can be seen, and by how much each.
function changesOf(chart) {
  const changes = [];
  chart.dates.forEach((date, at) => {
    const before = chart.dates[at - 1];
    if (!at || !date.values || !before.values) return;
    const moved = date.values.map((value, series) => ({ series, by: value - before.values[series] }));
    changes.push({
      at,
      date,
      moved: moved
        .filter(({ by }) => Math.abs(by) >= SEEN_S)
        .sort((one, other) => Math.abs(other.by) - Math.abs(one.by)),
    });
  });
  return changes;
}

// Names of what changed something, each in the lowest row that is free; without room only a line.
function changeMarks(chart, box, width) {
  const taken = Array.from({ length: TIME_CHART.rows }, () => []);
  const moving = changesOf(chart).filter((change) => change.moved.length);
  return moving.map((change) => {
    const x = box.x(change.date.day);
    const [most] = change.moved;
    const words = `${chart.series[most.series].name} ${signed(most.by)}: ${change.date.title}`;
    // The side with more room first.
    const rooms = { start: width - x - 6, end: x - box.left - 6 };
    for (const side of rooms.start > rooms.end ? ["start", "end"] : ["end", "start"]) {
      const text = cutTo(words, Math.min(560, rooms[side]), 12.5);
      const far = x + (side === "start" ? 1 : -1) * (6 + textWidth(text, 12.5));
      const span = [Math.min(x, far), Math.max(x, far)];
      const row = taken.findIndex((spans) => spans.every(([low, high]) => span[1] + 8 < low || span[0] - 8 > high));
      if (rooms[side] < LEAST_EVENT || row < 0) continue;
      taken[row].push(span);
      return { ...change, x, text, side, row: row + 1 };
    }
    return { ...change, x, text: "", side: "start", row: 0 };
  });
}

function changeLine(mark, box, foot) {
  const rows = TIME_CHART.row * mark.row;
  const base = foot - TIME_CHART.plot;
  return svg(
    "g",
    { class: "change" },
    svg("line", { x1: mark.x, x2: mark.x, y1: base - rows, y2: foot, class: "event" }),
    mark.text &&
      svgText(
        mark.x + (mark.side === "start" ? 4 : -4),
        base - rows + 11,
        mark.text,
        { anchor: mark.side, className: "event-name rim" },
        svg("title", {}, mark.date.title),
      ),
  );
}

// What changed nothing here, as a strip that does not shout.
function quietStrip(chart, box, y, width) {
  const moving = new Set(
    changesOf(chart)
      .filter((change) => change.moved.length)
      .map((change) => change.at),
  );
  const quiet = [...chart.dates.filter((date, at) => at && !moving.has(at)), ...(chart.events || [])];
  if (!quiet.length) return null;
  return svg(
    "g",
    { class: "quiet" },
    quiet.map((date) =>
      svg(
        "line",
        { x1: box.x(date.day), x2: box.x(date.day), y1: y - 6, y2: y + 6 },
        svg("title", {}, `${date.date || ""} ${date.title}`.trim()),
      ),
    ),
    svgText(box.left, y + 22, cutTo(`${quiet.length} dates that changed no mean here`, width - box.left, 12.5), {
      className: "faint",
    }),
  );
}

function dayLine(box, day, top, foot, name, className) {
  const x = Math.max(box.left, box.x(day));
  return svg(
    "g",
    { class: `day ${className}` },
    svg("line", { x1: x, x2: x, y1: top, y2: foot }),
    svg("circle", { cx: x, cy: foot - 12, r: 10 }),
    svgText(x, foot - 7.5, name, { anchor: "middle" }),
  );
}

// The whole chart is one slider: a click takes the date in force on that day, arrow keys go date by date.
function dateOnChart(chart, box, top, foot, choose) {
  const now = chart.dates.findIndex((date) => date.day === chart.current?.day && date.at === chart.current?.at);
  const at = now < 0 ? chart.dates.findLastIndex((date) => date.day <= (chart.current?.day ?? Infinity)) : now;
  const steps = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -5,
    PageUp: 5,
    Home: -1e6,
    End: 1e6,
  };
  const bound = (step) => Math.max(0, Math.min(chart.dates.length - 1, at + step));
  const date = chart.dates[Math.max(at, 0)];
  return svg("rect", {
    x: box.left,
    y: top,
    width: box.x(box.end) - box.left,
    height: foot - top + 12,
    class: "date-slider",
    tabindex: 0,
    role: "slider",
    "data-key": "date",
    "aria-label": "Date of the rules",
    "aria-valuemin": 0,
    "aria-valuemax": chart.dates.length - 1,
    "aria-valuenow": Math.max(at, 0),
    "aria-valuetext": `${date.date} ${date.title}${
      date.values
        ? `: ${chart.series
            .map((series, rank) => `${series.name} ${minutes(date.values[rank])}`)
            .slice(0, 6)
            .join(", ")}`
        : ""
    }`,
    keydown: (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      if (bound(steps[event.key]) !== at) choose(bound(steps[event.key]));
    },
    click: (event) => {
      const { left, width } = event.currentTarget.getBoundingClientRect();
      const day = box.first + ((event.clientX - left) / width) * (box.end - box.first);
      choose(
        Math.max(
          0,
          chart.dates.findLastIndex((each) => each.day <= day),
        ),
      );
    },
  });
}

function overtimeWords(chart, known, shown) {
  if (!known.length) return "Being worked out.";
  const said = shown
    .filter((line) => !line.faint)
    .map(
      (line) =>
        `${line.name} from ${minutes(known[0].values[line.at])} in ${yearOf(known[0].day)} to ${minutes(known.at(-1).values[line.at])} in ${yearOf(known.at(-1).day)}`,
    );
  return `${listed(said)}. The table below has every date.`;
}
