// Puts the page together: opens the data, makes the store, and lets every view draw itself.
const views = [];
const app = { data: null, store: null, isLive: false };

app.outcomeA = () => outcome(app.data, app.store.get().a);
app.outcomeB = () => outcome(app.data, app.store.get().b);
// What changes is told to those who do not see it, too.
app.say = (text) => { document.getElementById("said").textContent = text; };

function start(data) {
  app.data = data;
  app.store = makeStore(data);
  app.store.on((state, changed) => tellViews(app, changed));
  const everything = new Set(Object.keys(app.store.get()));
  for (const view of views) view.init(app);
  tellViews(app, everything);
  followScreen(app);
  window.addEventListener("hashchange", () => app.store.follow());
  document.documentElement.classList.add("live");
}
