// One case as it happens: the object, who has seen it, the notice on its way. The reader moves the time.

const LANE = { height: 30, tall: 44, head: 46 };

// scene: {impact_s, title, seen: [{name, color, alert_s, track_s}], holders: [{name, at_s, by}]};
// `now_s` is the slider's time.
function timelinePicture(scene, width, now_s) {
  const last = scene.holders.length ? scene.holders.at(-1).at_s : 0;
  const span = Math.max(scene.impact_s, Math.min(last, 1.15 * scene.impact_s));
  const lanes = [
    ...scene.seen.map((one) => ({ ...one, kind: "seen" })),
    ...scene.holders.map((one) => ({ ...one, kind: "held" })),
  ];
  // Names stand before their lanes; on a narrow page above them.
  const longest = Math.max(...lanes.map((lane) => textWidth(lane.name, 13, 700)), 80) + 14;
  const isNarrow = longest > 0.4 * width;
  const left = isNarrow ? 7 : longest;
  const each = isNarrow ? LANE.tall : LANE.height;
  const x = (seconds) => left + (Math.min(seconds, span) / span) * (width - left - 8);
  const foot = LANE.head + lanes.length * each;
  return picture(
    {
      width,
      height: foot + 46,
      title: `${scene.title}, ${minutes(now_s)} after launch`,
      description: momentWords(scene, now_s),
      className: "timeline",
    },
    flightTrack(scene, { x, isNarrow, now_s }),
    lanes.map((lane, at) =>
      timelineLane(lane, {
        x,
        span,
        now_s,
        y: LANE.head + (at + 1) * each - 16,
      }),
    ),
    svg("line", { x1: x(scene.impact_s), x2: x(scene.impact_s), y1: 0, y2: foot, class: "impact" }),
    svg("line", { x1: x(now_s), x2: x(now_s), y1: 0, y2: foot, class: "now" }),
    // Names last, with a rim of ground: no line may cross them.
    lanes.map((lane, at) =>
      laneName(lane, now_s, LANE.head + (at + 1) * each - 16, isNarrow ? [width, -14] : [left - 12, 4.5]),
    ),
    timeAxis(x, foot + 4, span, width),
  );
}

// How much of the flight has passed.
function flightTrack(scene, { x, isNarrow, now_s }) {
  const now = x(Math.min(now_s, scene.impact_s));
  return svg(
    "g",
    {},
    svgText(0, isNarrow ? 14 : 32.5, "The flight", { className: "strong small-strong" }),
    svg("line", { x1: x(0), x2: x(scene.impact_s), y1: 28, y2: 28, class: "flight" }),
    svg("line", { x1: x(0), x2: now, y1: 28, y2: 28, class: "flown" }),
    svg("circle", { cx: now, cy: 28, r: 7, class: "now-at" }),
  );
}

function laneName(lane, now_s, y, [room, down]) {
  const has = firstOf(lane) <= now_s;
  const name = cutTo(lane.name, room, 13, has ? 700 : 400);
  return svgText(0, y + down, name, { className: has ? "strong small-strong rim" : "faint rim" });
}

// When a sensor has it in view long enough, or a nation holds it.
function firstOf(lane) {
  return lane.kind === "seen" ? lane.alert_s : lane.at_s;
}

function timelineLane(lane, { x, span, now_s, y }) {
  const first = firstOf(lane);
  const has = first <= now_s;
  const words =
    lane.kind === "seen"
      ? `${lane.name}: alert ${minutes(lane.alert_s)}${Number.isFinite(lane.track_s) ? `, track ${minutes(lane.track_s)}` : ""}`
      : `${lane.name}: ${minutes(lane.at_s)}${lane.by ? `, ${lane.by}` : ""}`;
  return svg(
    "g",
    { class: `lane-of ${lane.kind === "seen" ? "sighting" : "notice"} ${has ? "has" : "waits"}` },
    svg("title", {}, words),
    svg("line", { x1: x(0), x2: x(span), y1: y, y2: y, class: "lane" }),
    has &&
      svg("line", {
        x1: x(first),
        x2: x(Math.min(now_s, span)),
        y1: y,
        y2: y,
        class: "having",
        stroke: lane.color || null,
      }),
    svg("circle", {
      cx: x(first),
      cy: y,
      r: 5.5,
      class: "mark",
      ...(lane.color ? { stroke: lane.color, fill: has ? lane.color : null } : {}),
    }),
    Number.isFinite(lane.track_s) &&
      svg("rect", {
        x: x(lane.track_s) - 4,
        y: y - 4,
        width: 8,
        height: 8,
        class: "mark",
        ...(lane.color ? { stroke: lane.color, fill: lane.track_s <= now_s ? lane.color : null } : {}),
      }),
  );
}

// Everything that happens, in order: what the buttons step through and the table lists.
function momentsOf(scene) {
  const seen = scene.seen.flatMap((one) => [
    { at_s: one.alert_s, words: `${one.name} makes an alert` },
    Number.isFinite(one.track_s) && { at_s: one.track_s, words: `${one.name} makes a track` },
  ]);
  const held = scene.holders.map((one) => ({ at_s: one.at_s, words: `${one.name}${one.by ? `: ${one.by}` : ""}` }));
  return [{ at_s: 0, words: "Launch" }, ...seen.filter(Boolean), ...held, { at_s: scene.impact_s, words: "Impact" }]
    .filter((moment) => Number.isFinite(moment.at_s))
    .sort((one, other) => one.at_s - other.at_s);
}

// What has just happened, for the line below the picture.
function momentWords(scene, now_s) {
  const past = momentsOf(scene).filter((moment) => moment.at_s <= now_s + 1e-6);
  const latest = past.filter((moment) => moment.at_s === past.at(-1).at_s);
  return `${minutes(now_s)} after launch. Last: ${latest.map((moment) => `${moment.words} (${minutes(moment.at_s)})`).join("; ")}.`;
}

// --- the view

const PLAY_S = 12;

function sceneOf(data, told) {
  const { nations, sensors, arcs } = data.header;
  const seen = told.seen
    .filter((one) => Number.isFinite(one.alert_s) || Number.isFinite(one.track_s))
    .map((one) => {
      const ids = [
        ...new Set(
          one.sensors
            .filter((sensor, at) => Number.isFinite(at ? one.track_s : one.alert_s))
            .map((sensor) => sensors[sensor].id),
        ),
      ];
      return {
        name: `${ids.join(", ")} (${nations[one.owner].name})`,
        color: colorOf(nations, one.owner),
        alert_s: Math.min(one.alert_s, one.track_s),
        track_s: one.track_s,
      };
    })
    .sort((one, other) => one.alert_s - other.alert_s);
  return {
    impact_s: told.impact_s,
    title: `${arcs[told.arc].title} arc`,
    seen,
    holders: [...heldBy(data, told), ...publicNotice(data, told)],
  };
}

// Hops of the route that wins, each nation as it comes to hold it.
function heldBy(data, told) {
  return holdersOf(data, told)
    .slice(1)
    .map((holder) => ({ ...holder, name: `${holder.name} holds it` }));
}

function publicNotice(data, told) {
  const left = told.parts.find((part) => part.name === "left");
  const name = `${data.header.nations[told.nation].name}: public told`;
  return left ? [{ name, at_s: told.impact_s - left.seconds, by: "after assessing it" }] : [];
}

function momentsTable(scene) {
  return besideTable(
    "Everything that happens, in order",
    ["after launch", "what"],
    momentsOf(scene).map((moment) => [minutes(moment.at_s), moment.words]),
    { summary: "Every moment as a table" },
  );
}

const timelineView = {
  name: "timeline",
  seen: "timeline",
  init(app) {
    this.range = element("input", {
      type: "range",
      min: 0,
      step: 1,
      "aria-label": "Time after launch",
      oninput: () => this.goTo(Number(this.range.value)),
    });
    this.play = element("button", { type: "button", onclick: () => this.toggle() }, "Play");
    const next = element("button", { type: "button", onclick: () => this.next() }, "Next moment");
    this.controls = element("div", { class: "time-row" }, this.play, next, this.range);
    this.words = element("p", { class: "meta" });
    this.chart = element("div", { class: "chart" });
    this.said = element("p", { class: "told-line", "aria-live": "polite" });
    this.beside = element("div", {});
    document
      .getElementById("timeline")
      .append(
        element("h3", {}, "The same case as it happens"),
        this.words,
        this.controls,
        this.chart,
        this.said,
        this.beside,
      );
    this.draw = atWidth(this.chart, (width) => this.scene && timelinePicture(this.scene, width, this.now_s));
    // Whoever wants no motion steps from moment to moment.
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  },
  update(app, changed) {
    if (!["cell", "b", "launch", "arc"].some((key) => changed.has(key))) return;
    const { data } = app;
    const state = app.store.get();
    this.stop();
    const there = isThreatened(data, cellTold(data, state), state);
    this.controls.hidden = !there;
    if (!there) {
      this.scene = null;
      for (const home of [this.words, this.chart, this.said, this.beside]) home.replaceChildren();
      return;
    }
    const { told } = bothCases(data, state);
    this.scene = sceneOf(data, told);
    this.play.hidden = this.still.matches;
    this.range.max = Math.ceil(told.impact_s);
    this.words.textContent = `${placeWords(data, told.cell)}, under B. A ring is an alert, a square a track.`;
    refill(this.beside, momentsTable(this.scene));
    // Where the notice first is with those whom it warns: there is something to see.
    this.goTo(Number.isFinite(told.know_s) ? told.know_s : 0);
  },
  goTo(now_s) {
    this.now_s = Math.min(now_s, this.scene.impact_s);
    this.range.value = Math.round(this.now_s);
    this.range.setAttribute("aria-valuetext", `${minutes(this.now_s)} after launch`);
    this.draw();
    if (!this.frame) this.said.textContent = momentWords(this.scene, this.now_s);
  },
  next() {
    this.stop();
    const later = momentsOf(this.scene).find((moment) => moment.at_s > this.now_s + 0.05);
    this.goTo(later ? later.at_s : 0);
  },
  toggle() {
    if (this.frame) return this.stop();
    const from = this.now_s >= this.scene.impact_s ? 0 : this.now_s;
    let began = null;
    const step = (time) => {
      began ??= time;
      this.goTo(from + ((time - began) / 1000 / PLAY_S) * this.scene.impact_s);
      if (this.now_s >= this.scene.impact_s) return this.stop();
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
    this.play.textContent = "Pause";
  },
  stop() {
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = null;
    this.play.textContent = "Play";
    if (this.scene) this.said.textContent = momentWords(this.scene, this.now_s);
  },
};

views.push(timelineView);
