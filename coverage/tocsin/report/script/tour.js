// A tour of a minute: at the first visit, and when it is asked for.
//
// It is a card beside what it tells of, and no window over it: the page stays in reach, and one press
// ends it. Whoever comes by a link to something sees that, and no tour.
const TOUR_SEEN = "tocsin-tour";
const TOUR = [
  ["#finding", "The answer comes first", "One sentence: what B, the rules of now, give each nation against A, the rules before. It is written anew at each change. " +
    "All of it is notional."],
  ["#rules", "Change one thing", "Choose another policy, or switch an agreement off: sentence, map and tables follow at once. Undo takes it back."],
  ["#day", "Go through the years", "The slider puts the rules in force that were in force on a day."],
  ["#panel-map", "Point at a place", "Each cell has its minutes and seconds. Click one, or use the arrow keys: below the map stands where its seconds go, who told whom, " +
    "and which faster way was refused."],
  ["#tabs", "See what changed", "\u201cChange A \u2192 B\u201d has what B adds or takes, \u201cA beside B\u201d has both maps. The other tabs are the same in numbers, as a graph, and over time."],
  ["#origin", "Doubt a number?", "\u201cHow this number came about\u201d opens its parts, their ranges and sources, and the command that prints the same."],
];

const tour = {
  root: null, steps: [], at: -1, target: null,
  // What a page has not, or does not show, it does not tell of: a history, the map behind another tab.
  start(isAsked) {
    this.steps = TOUR.filter(([where]) => document.querySelector(where)?.getClientRects().length);
    if (this.steps.length) this.show(0, isAsked);
  },
  show(at, isAsked = true) {
    const { steps } = this;
    this.at = at;
    const [where, title, words] = steps[at];
    this.mark(document.querySelector(where));
    const button = (id, text, work) => element("button", { type: "button", id, onclick: work }, text);
    const heading = element("p", { id: "tour-title", tabindex: "-1" }, title);
    const isLast = at === steps.length - 1;
    this.root.replaceChildren(
      element("p", { class: "meta" }, `A tour of a minute: ${at + 1} of ${steps.length}`), heading, element("p", {}, words),
      element("p", { class: "buttons" },
        button("tour-next", isLast ? "Done" : "Next", () => (isLast ? this.end() : this.show(at + 1))),
        at ? button("tour-back", "Back", () => this.show(at - 1)) : null,
        isLast ? null : button("tour-skip", "Skip the tour", () => this.end())));
    this.root.hidden = false;
    // It stands on the other side of what it tells of.
    this.root.classList.toggle("aside", Boolean(this.target?.closest("#rules")));
    if (!isAsked) return;
    this.target?.scrollIntoView({ block: "start" });
    heading.focus({ preventScroll: true });
  },
  mark(target) {
    this.target?.classList.remove("toured");
    this.target = target;
    target?.classList.add("toured");
  },
  end() {
    const hadFocus = this.root.contains(document.activeElement);
    this.at = -1;
    this.mark(null);
    this.root.hidden = true;
    this.root.replaceChildren();
    if (hadFocus) document.getElementById("tour-start").focus({ preventScroll: true });
  },
};

// Whether it is the first visit, which is remembered; false where nothing can be.
function isFirstVisit() {
  try {
    const isFirst = !localStorage.getItem(TOUR_SEEN);
    localStorage.setItem(TOUR_SEEN, "seen");
    return isFirst;
  } catch {
    return false;
  }
}

function tourButton() {
  return element("span", { class: "choice" }, element("button", { type: "button", id: "tour-start", onclick: () => tour.start(true) }, "Tour"));
}

// The page opens on what its address says; a plain address says nothing.
const hadAddress = location.hash.length > 1;

views.push({
  name: "tour",
  init() {
    tour.root = document.getElementById("tour");
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && tour.at >= 0) tour.end();
    });
    this.isNew = true;
  },
  update(app, changed) {
    const isGuessing = app.store.get().guess !== null;
    if (isGuessing && tour.at >= 0) tour.end();
    // What was told of may have been made anew.
    else if (tour.at >= 0 && !tour.target?.isConnected) tour.mark(document.querySelector(tour.steps[tour.at][0]));
    if (!this.isNew) return;
    this.isNew = false;
    // The other views have not drawn themselves when this one is told.
    if (!hadAddress && !isGuessing && isFirstVisit()) requestAnimationFrame(() => tour.start(false));
  },
});
