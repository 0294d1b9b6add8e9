// Guess first: a question a screen. The reader guesses on a bar; only then the answer is worked out
// from the rules and shown beside the guess. No answer is stored in the page.

function guessSides(data, question) {
  const b = rulesOf(data, question.b);
  return { a: question.a < 0 ? b : rulesOf(data, question.a), b };
}

// What the model says of a question, in its unit: a level, or the change from A to B.
function guessAnswer(data, question) {
  const { launch, arc, nation, cell, measure, unit } = question;
  const level = (rules) => {
    const found = outcome(data, rules);
    if (measure === "left_s") return cellValues(data, found, { launch, arc }).value[cell];
    return measures(data, found, { launch, arc, nation })[measure] * (unit === "%" ? 100 : 1);
  };
  const { a, b } = guessSides(data, question);
  return question.a < 0 ? level(b) : level(b) - level(a);
}

// "+0:30" of a change, "2:23" of a level, "40 %" of a share.
function guessWords(question, value) {
  const isChange = question.a >= 0;
  if (question.unit !== "%") return isChange ? signed(value) : minutes(value);
  const size = `${Math.round(Math.abs(value))} ${isChange ? "points" : "%"}`;
  return `${value < -0.5 ? MINUS : isChange && value > 0.5 ? "+" : ""}${size}`;
}

// "1:30", "-0:20", "+45", "40 %": a number in the question's unit; NaN for anything else.
function guessTyped(question, text) {
  const words = text.trim().replace(MINUS, "-").replace(/\s*(%|s|points)$/, "");
  const time = /^([+-]?)(\d+):([0-5]\d)$/.exec(words);
  if (time) return question.unit === "%" ? NaN : (time[1] === "-" ? -1 : 1) * (60 * Number(time[2]) + Number(time[3]));
  return /^[+-]?\d+(\.\d+)?$/.test(words) ? Number(words) : NaN;
}

// What is asked, on which rules, of whom: a question says it all before anybody guesses.
function guessBasis(data, question) {
  const { header } = data;
  const { a, b } = guessSides(data, question);
  const sides = question.a < 0 ? `Rules: ${rulesTitle(data, b)}.` : `From \u201c${rulesTitle(data, a)}\u201d to \u201c${rulesTitle(data, b)}\u201d.`;
  const what = { mean_warning_s: "mean warning", warned_share: "share of cases warned in time", left_s: `time left in the middle case at ${question.place}` };
  const arcs = question.arc < 0 ? `all ${counted(header.arcs.length, "arc")}` : `${header.arcs[question.arc].title} arc`;
  return `${sides} Asked for: ${question.a < 0 ? "" : "the change of "}${what[question.measure]}, ${header.nations[question.nation].name}, ` +
    `${arcs}, launched from ${header.launchChoices[question.launch].title}.`;
}

// Between the two as they are shown, so that a reader who subtracts gets the same.
function guessGap(question, guess, answer) {
  const shown = (value) => (question.unit === "%" ? Math.round(value) : Math.sign(value) * Math.floor(Math.abs(value) + 1e-6));
  const gap = shown(guess) - shown(answer);
  const size = Math.abs(gap);
  if (size < 1) return question.unit === "%" ? "You are right, to the point." : "You are right, to the second.";
  const amount = question.unit === "%" ? counted(Math.round(size), "point") : minutes(size);
  return `Your guess is ${amount} too ${gap > 0 ? "high" : "low"}.`;
}

// --- the scale with both marks

function guessShare(question, value) {
  return Math.min(1, Math.max(0, (value - question.from) / (question.to - question.from)));
}

function guessMark(question, kind, label, value) {
  const mark = element("div", { class: `guess-mark ${kind}` }, element("span", {}, `${label} ${guessWords(question, value)}`));
  const share = guessShare(question, value);
  mark.style.left = `${100 * share}%`;
  // A label stays inside the scale.
  mark.firstChild.style.transform = `translateX(-${100 * share}%)`;
  return mark;
}

function guessScale(question, guess, answer) {
  const ends = [question.from, question.to].map((end) => element("span", {}, guessWords(question, end)));
  const zero = question.from < 0 && question.to > 0 ? element("i", { class: "guess-zero" }) : null;
  if (zero) zero.style.left = `${100 * guessShare(question, 0)}%`;
  const words = `On a scale from ${guessWords(question, question.from)} to ${guessWords(question, question.to)}: your guess ` +
    `${guessWords(question, guess)}, the model ${guessWords(question, answer)}.`;
  return element("div", { class: "guess-scale", role: "img", "aria-label": words },
    guessMark(question, "yours", "your guess", guess), element("div", { class: "guess-line" }, zero),
    guessMark(question, "models", "the model", answer), element("div", { class: "guess-ends" }, ends));
}

// --- the view

// At once, and not when the data are open: the tables of the page would tell meanwhile.
if (new URLSearchParams(location.hash.slice(1)).has("guess")) document.documentElement.classList.add("guessing");

const guessView = {
  name: "guess",
  init() {
    this.root = document.getElementById("guess");
    this.given = new Map();
  },
  update(app, changed) {
    if (!changed.has("guess")) return;
    // In the app a scenario may come that asks others, or none.
    this.questions = app.data.header.questions;
    this.root.hidden = !this.questions.length;
    if (this.root.hidden) {
      document.documentElement.classList.remove("guessing", "asked");
      return;
    }
    const asked = app.store.get().guess;
    const at = asked === null ? -1 : Math.max(0, this.questions.findIndex((each) => each.id === asked));
    if (at < 0) this.invite(app);
    else this.ask(app, at);
  },
  // Whoever has not begun is offered to.
  invite(app) {
    document.documentElement.classList.remove("guessing", "asked");
    this.root.classList.remove("asking");
    this.root.replaceChildren(element("p", { class: "guess-invite" },
      element("button", { type: "button", id: "guess-start", onclick: () => this.open(app, 0) }, "Guess first"),
      ` ${counted(this.questions.length, "question")} to answer before you look.`));
  },
  open(app, at) {
    app.store.peek({ guess: this.questions[at].id });
  },
  leave(app) {
    app.store.peek({ guess: null });
    const title = document.getElementById("finding-title");
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "center" });
  },
  ask(app, at) {
    const question = this.questions[at];
    const { launch, arc, nation, cell } = question;
    const isShown = this.given.has(question.id);
    document.documentElement.classList.toggle("guessing", !isShown);
    document.documentElement.classList.add("asked");
    this.root.classList.add("asking");
    // The page behind shows the same question, once it may be seen.
    app.store.peek({ ...guessSides(app.data, question), launch, arc, nation, cell });
    const title = element("h2", { tabindex: -1, id: "guess-title" }, question.title);
    this.root.replaceChildren(
      element("p", { class: "meta" }, `Question ${at + 1} of ${this.questions.length}`), title,
      element("p", { class: "meta" }, guessBasis(app.data, question)),
      isShown ? this.shown(app, at) : this.bar(app, at), this.ways(app, at));
    title.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "start" });
    // The finding behind must not be read out before it is shown.
    app.say(question.title);
  },
  bar(app, at) {
    const question = this.questions[at];
    const { from, to, unit } = question;
    let guess = NaN;
    const told = element("output", { id: "guess-value" }, "Drag the bar, or type.");
    const show = element("button", { type: "button", id: "guess-show", disabled: true, onclick: () => this.show(app, at, guess) }, "Show the answer");
    const take = (value, words) => {
      guess = value;
      show.disabled = !Number.isFinite(value);
      told.textContent = words;
    };
    const enter = (event) => {
      if (event.key !== "Enter" || show.disabled) return;
      // Or the same key would press the button that comes next.
      event.preventDefault();
      this.show(app, at, guess);
    };
    const typed = element("input", {
      type: "text", id: "guess-typed", inputmode: unit === "%" ? "decimal" : "text", autocomplete: "off", size: 7,
      placeholder: unit === "%" ? "0 %" : "m:ss", "aria-describedby": "guess-value",
      oninput: () => {
        const value = guessTyped(question, typed.value);
        const isOn = value >= from && value <= to;
        if (isOn) range.value = value;
        take(isOn ? value : NaN, isOn ? `Your guess: ${guessWords(question, value)}`
          : `Between ${guessWords(question, from)} and ${guessWords(question, to)}, such as ${unit === "%" ? "25 %" : "0:45"}.`);
      },
      onkeydown: enter,
    });
    const range = element("input", {
      type: "range", id: "guess-range", min: from, max: to, step: 1, value: (from + to) / 2, "aria-label": "Your guess",
      oninput: () => {
        const value = Number(range.value);
        typed.value = guessWords(question, value);
        range.setAttribute("aria-valuetext", guessWords(question, value));
        take(value, `Your guess: ${guessWords(question, value)}`);
      },
      onkeydown: enter,
    });
    return element("div", { class: "guess-bar" },
      element("div", { class: "guess-ends" }, [from, to].map((end) => element("span", {}, guessWords(question, end)))), range,
      element("p", { class: "guess-typed" }, element("label", { for: "guess-typed" }, unit === "%" ? "or in percent " : "or minutes:seconds "), typed, told),
      element("p", { class: "buttons" }, show));
  },
  show(app, at, guess) {
    const question = this.questions[at];
    this.given.set(question.id, guess);
    this.ask(app, at);
    const answer = guessAnswer(app.data, question);
    app.say(`${guessGap(question, guess, answer)} The model says ${guessWords(question, answer)}. ${question.lesson}`);
    this.root.querySelector("#guess-next").focus({ preventScroll: true });
  },
  shown(app, at) {
    const { data, store } = app;
    const question = this.questions[at];
    const [guess, answer] = [this.given.get(question.id), guessAnswer(data, question)];
    const bands = question.measure === "mean_warning_s" && question.arc < 0
      ? bandOf(data, store.get()).filter((each) => each.nation === data.header.nations[question.nation].id) : [];
    return element("div", { class: "guess-shown" },
      element("p", { class: "guess-answer" }, `${guessGap(question, guess, answer)} The model says `, element("strong", {}, guessWords(question, answer)), "."),
      guessScale(question, guess, answer),
      bands.length ? element("ul", { class: "bands" }, bands.map((each) => element("li", {}, each.words)))
        : element("p", { class: "one-case" }, `One case: cards at their values. ${stepsWords(data)}`),
      element("p", { class: "lead guess-lesson" }, question.lesson),
      originDetails(ORIGIN_TITLE, () => (question.measure === "left_s" ? originOfCell(app) : originOfMean(app))));
  },
  ways(app, at) {
    const isLast = at + 1 === this.questions.length;
    const isShown = this.given.has(this.questions[at].id);
    const next = { type: "button", id: "guess-next", onclick: () => (isLast ? this.leave(app) : this.open(app, at + 1)) };
    return element("nav", { class: "guess-ways", "aria-label": "Questions" },
      isShown ? element("button", next, isLast ? "To the page" : "Next question") : null,
      element("ol", {}, this.questions.map((question, each) => element("li", {}, element("a", {
        href: `#guess=${encodeURIComponent(question.id)}`, "aria-current": each === at ? "step" : null, title: question.title,
        onclick: (event) => { event.preventDefault(); this.open(app, each); },
      }, String(each + 1))))),
      isShown && isLast ? null : element("button", { type: "button", id: "guess-leave", onclick: () => this.leave(app) },
        isShown ? "To the page" : "Skip to the page"));
  },
};

views.push(guessView);
