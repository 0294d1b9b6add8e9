// A map on paper: drawn anew at the width that it has there, whatever tab is open.
//
// A browser tells that it will print, and lays the page out for paper as soon as that is told: nothing
// that waits for another frame is printed. So all is done here and at once. Paper is laid out once more,
// at which Bokeh empties its canvas until the next frame: what is printed is a copy of it.
const PAPER_MAP_PX = 460;
const PAPER_SIDE_PX = 336;
const paper = { isNow: false };

function mapPrint(map) {
  const panel = map.whole.closest("[role=tabpanel]");
  let isBehind = false;
  window.addEventListener("beforeprint", () => {
    isBehind = Boolean(panel && panel.hidden);
    if (isBehind) panel.hidden = false;
    // Behind another tab it has not followed the rules: they are asked for with the colours.
    paper.isNow = true;
    map.dress();
    // Bokeh would take the new colours up in a moment.
    for (const [{ data_source: source }, { glyph, all_indices: all }] of map.view.renderer_views) {
      if (glyph && glyph.set_visuals) glyph.set_visuals(source, all);
    }
    map.box.style.width = `${map.box.closest(".beside") ? PAPER_SIDE_PX : PAPER_MAP_PX}px`;
    mapRedraw(map);
    map.view.after_resize();
    map.view.repaint();
    map.plot.after(mapStill(map));
    // The key stands beside the map on paper, not upon it.
    placeMarks(map.marks, { ...mapScreen(map), blocked: [] });
  });
  window.addEventListener("afterprint", () => {
    paper.isNow = false;
    map.dress();
    map.box.style.width = "";
    map.box.querySelector(".map-still").remove();
    if (isBehind) panel.hidden = true;
  });
}

function mapStill(map) {
  const from = map.view.canvas_view.primary.canvas;
  const still = element("canvas", { class: "map-still", width: from.width, height: from.height });
  still.getContext("2d").drawImage(from, 0, 0);
  return still;
}
