// The page of the app: its data come from the server, at first and after each change.
function replaceData(data) {
  const old = app.data;
  // Other cells are another map.
  if (data.cells.count !== old.cells.count || data.header.sections[0].key !== old.header.sections[0].key) {
    location.reload();
    return;
  }
  app.data = data;
  app.store.reopen(data);
  document.querySelector("h1").textContent = data.header.about.title || "Warning time";
  const everything = new Set(Object.keys(app.store.get()));
  tellViews(app, everything);
}

fetchData().then(start);
