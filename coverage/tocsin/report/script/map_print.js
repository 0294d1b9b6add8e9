// A map on paper: a picture of its own, whatever tab is open and however dark the page is.
//
// A browser tells that it will print, and lays the page out for paper as soon as that is told: nothing
// that waits for another frame is printed, and Bokeh paints in frames. So the picture is painted here and
// at once, of what the map's model holds: outlines, lines, and the cells as they are coloured now.
const PAPER_MAP_PX = 460;
const PAPER_SIDE_PX = 336;
// Points of a printer are finer than those of a screen.
const PAPER_FINENESS = 2;
const paper = { isNow: false };

function mapPrint(map) {
  const panel = map.whole.closest("[role=tabpanel]");
  let isBehind = false;
  window.addEventListener("beforeprint", () => {
    isBehind = Boolean(panel && panel.hidden);
    if (isBehind) panel.hidden = false;
    // Behind another tab it has not followed the rules: they are asked for with the colours.
    paper.isNow = true;
    if (map.listeners.look) map.listeners.look();
    map.box.style.width = `${map.box.closest(".beside") ? PAPER_SIDE_PX : PAPER_MAP_PX}px`;
    const screen = mapScreen(map);
    map.plot.after(mapStill(map, screen));
    // The key stands beside the map on paper, not upon it.
    placeMarks(map.marks, { ...screen, blocked: [] });
  });
  window.addEventListener("afterprint", () => {
    paper.isNow = false;
    if (map.listeners.look) map.listeners.look();
    map.box.style.width = "";
    map.box.querySelector(".map-still").remove();
    if (isBehind) panel.hidden = true;
    else map.place();
  });
}

function mapStill(map, { x0, y0, scale, width, height }) {
  const size = { width: Math.round(PAPER_FINENESS * width), height: Math.round(PAPER_FINENESS * height) };
  const still = element("canvas", { class: "map-still", ...size });
  const pen = still.getContext("2d");
  const zoom = PAPER_FINENESS * scale;
  // From the map's pixels, counted from the south up, to the picture's.
  pen.setTransform(zoom, 0, 0, -zoom, -zoom * x0, size.height + zoom * y0);
  for (const { name, data_source: { data }, glyph } of map.model.renderers) {
    if (name === "cells") stillCells(pen, map);
    else if (data.xs.length) stillLines(pen, name, data, (glyph.line_width?.value ?? 1) / scale);
  }
  return still;
}

// Areas have parts of parts, lines are one alone.
function stillLines(pen, name, { xs, ys }, width) {
  const look = mapGround();
  pen.beginPath();
  const trace = (some, others) => {
    if (typeof some[0] === "number") some.forEach((x, at) => (at ? pen.lineTo(x, others[at]) : pen.moveTo(x, others[at])));
    else some.forEach((each, at) => trace(each, others[at]));
  };
  trace(xs, ys);
  if (name in look.fills) {
    pen.fillStyle = look.fills[name];
    pen.fill("evenodd");
  } else if (name in look.lines) {
    Object.assign(pen, { strokeStyle: look.lines[name], lineWidth: width, lineJoin: "round" });
    pen.stroke();
  }
}

function stillCells(pen, { about: { width, height }, cells, classes, palette }) {
  if (!classes) return;
  const cut = element("canvas", { width, height });
  const pixels = new Uint32Array(width * height);
  paintPixels(pixels, cells, { width, classes, palette });
  cut.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
  // Cells lie from the south up, as the pen now draws.
  pen.drawImage(cut, 0, 0);
}
