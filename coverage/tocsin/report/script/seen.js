// What is not on the screen waits: a view with `seen`, the id of its section, is told of changes when
// the section comes on the screen. So that nothing on the page is ever wrong for long, it is told as
// well when a moment has passed since the last change, and at once when a reader walks on with the tab
// key or prints. Until then its section is said to be busy.
const PAUSE_MS = 400;
const waiting = new Map();
const onScreen = new WeakSet();
let settling = 0;

function tellViews(app, changed) {
  for (const view of views) {
    if (!view.seen) view.update(app, changed);
    else tellLater(view, changed);
  }
  clearTimeout(settling);
  if (!waiting.size) return;
  // The first time they follow the first picture; later a switch may be one of many in a row.
  const isFirst = !document.documentElement.classList.contains("live");
  settling = setTimeout(() => whenIdle(() => tellAll(app)), isFirst ? 0 : PAUSE_MS);
}

// Not every browser tells when it is idle, and none must ever be: then it is done all the same.
function whenIdle(work) {
  if (window.requestIdleCallback) window.requestIdleCallback(work, { timeout: PAUSE_MS });
  else setTimeout(work, 16);
}

function tellLater(view, changed) {
  const section = document.getElementById(view.seen);
  waiting.set(view, new Set([...(waiting.get(view) || []), ...changed]));
  if (onScreen.has(section)) tellNow(app, view);
  else section.setAttribute("aria-busy", "true");
}

function tellNow(app, view) {
  const changed = waiting.get(view);
  if (!changed) return;
  waiting.delete(view);
  // Before it is told: what follows in pieces keeps its section busy.
  document.getElementById(view.seen).removeAttribute("aria-busy");
  view.update(app, changed);
}

function tellAll(app) {
  for (const view of [...waiting.keys()]) tellNow(app, view);
}

function followScreen(app) {
  const late = views.filter((view) => view.seen);
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) onScreen.add(target);
      else onScreen.delete(target);
      for (const view of late) if (isIntersecting && view.seen === target.id) tellNow(app, view);
    }
  });
  for (const view of late) watch.observe(document.getElementById(view.seen));
  document.addEventListener("keydown", (event) => event.key === "Tab" && tellAll(app), true);
  window.addEventListener("beforeprint", () => tellAll(app));
  matchMedia("print").addEventListener("change", (event) => event.matches && tellAll(app));
}
