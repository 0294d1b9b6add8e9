// Colours of the cells: classes of times, their palettes, and pixels made of them.
//
// A palette has a colour for each class; class 0 is no cell. A colour is "#rrggbb", or
// {color, hatch, ink} where a pattern is laid over it; the pattern is reckoned from the pixel's place.
const MAP_TILE = 16;
const MAP_HATCHES = {
  rising: (x, y) => (x - y + MAP_TILE) % MAP_TILE < 4,
  falling: (x, y) => (x + y) % MAP_TILE < 4,
  cross: (x, y) => (x + y) % MAP_TILE < 3 || (x - y + MAP_TILE) % MAP_TILE < 3,
  dots: (x, y) => ((x % 8) - 3.5) ** 2 + ((y % 8) - 3.5) ** 2 < 3.5,
};
const MAP_TIME_STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const MAP_CHANGE_CLASSES = 4;
const MAP_LOOKS = {
  light: {
    land: "#f7f5f0", line: "#8c8c8c", nation: "#3c3c3c", sea: "#eaf1f5", none: "#d3cfc4",
    gain: ["#a6cbe8", "#6aa9d8", "#2f7fbf", "#0b4f8a"], loss: ["#f6c08a", "#ea9045", "#c96412", "#8a3f06"],
    late: { color: "#f4c7a1", hatch: "rising", ink: "#8a5a2b" }, never: { color: "#c8c8c8", hatch: "cross", ink: "#7d7d7d" },
    gained: { color: "#009e73", hatch: "falling", ink: "#c4ebde" }, lost: { color: "#4d4d4d", hatch: "cross", ink: "#ffffff" },
    neither: { color: "#e4e4e4", hatch: "dots", ink: "#9a9a9a" },
  },
  dark: {
    land: "#2b3036", line: "#7f8790", nation: "#d8d8d8", sea: "#151c23", none: "#6a665d",
    gain: ["#2c5f8f", "#3f86c4", "#74b2e6", "#b5dcff"], loss: ["#8f5a24", "#c47a2c", "#eaa252", "#ffd19b"],
    late: { color: "#b98a5f", hatch: "rising", ink: "#3d2812" }, never: { color: "#5c6066", hatch: "cross", ink: "#9aa0a6" },
    gained: { color: "#009e73", hatch: "falling", ink: "#8fd9c0" }, lost: { color: "#0c0e10", hatch: "cross", ink: "#c9c9c9" },
    neither: { color: "#3b4046", hatch: "dots", ink: "#7b828a" },
  },
};

// Bytes of a pixel lie as red, green, blue, opacity; the processor reads them as one number.
function pixelColor(hex) {
  const value = parseInt(hex.slice(1), 16);
  return ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

function asLook(entry) {
  if (Array.isArray(entry)) {
    const [red, green, blue, alpha] = entry;
    return { plain: ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0, hatch: null, ink: 0 };
  }
  const look = typeof entry === "string" ? { color: entry } : entry;
  return { plain: pixelColor(look.color), hatch: look.hatch || null, ink: look.ink ? pixelColor(look.ink) : 0 };
}

// For each row of a tile the colours of every class at its sixteen columns.
function paletteRows(palette) {
  const looks = palette.map((entry) => (entry ? asLook(entry) : { plain: 0, hatch: null, ink: 0 }));
  return Array.from({ length: MAP_TILE }, (_, y) => {
    const row = new Uint32Array(looks.length * MAP_TILE);
    looks.forEach(({ plain, hatch, ink }, at) => {
      for (let x = 0; x < MAP_TILE; x += 1) {
        row[at * MAP_TILE + x] = hatch && MAP_HATCHES[hatch](x, y) ? ink : plain;
      }
    });
    return row;
  });
}

// pixel = palette[class[cell[pixel]]]; `classes` has one entry more than there are cells, for none.
function paintPixels(pixels, cells, { width, classes, palette }) {
  const rows = paletteRows(palette);
  for (let at = 0, y = 0; at < pixels.length; y += 1) {
    const row = rows[y % MAP_TILE];
    for (let x = 0; x < width; x += 1, at += 1) {
      pixels[at] = row[(classes[cells[at]] << 4) | (x & 15)];
    }
  }
}

// Round limits of classes from 0 to past the largest time [s].
function timeLevels(largest, classes = 8) {
  const step =
    MAP_TIME_STEPS_S.find((each) => largest < each * classes) ||
    3600 * Math.ceil((largest + 1) / (3600 * classes));
  return Array.from({ length: Math.floor(largest / step) + 2 }, (_, at) => step * at);
}

const isWarned = (status) => status === 2;

// The longest warning of any cell [s], of all states that are shown with one scale.
function longestWarning(states) {
  let longest = 0;
  for (const { status, value } of states) {
    for (let cell = 0; cell < status.length; cell += 1) {
      if (isWarned(status[cell]) && value[cell] > longest && Number.isFinite(value[cell])) longest = value[cell];
    }
  }
  return longest;
}

// Classes of a map of warning: 1 is the shortest time; rows of the key from the longest down.
function warningClasses(state, { longest, look, sequences }) {
  const levels = timeLevels(longest);
  const last = levels.length - 1;
  const classes = new Uint8Array(state.status.length + 1);
  for (let cell = 0; cell < state.status.length; cell += 1) {
    const status = state.status[cell];
    if (isWarned(status)) classes[cell] = Math.min(last, Math.max(1, 1 + Math.floor(state.value[cell] / levels[1])));
    else classes[cell] = status === 1 ? last + 1 : last + 2;
  }
  const palette = [null, ...sequences[last - 1], look.late, look.never];
  const labels = levels.slice(0, -1).map((low, at) => `${minutes(low)} \u2013 ${minutes(levels[at + 1])}`);
  const rows = labels.map((label, at) => ({ at: at + 1, label })).reverse();
  return { classes, palette, rows: [...rows, { at: last + 1, label: "late" }, { at: last + 2, label: "never" }] };
}

// Classes of a map of change, B minus A: no change in the middle, and three shapes of their own.
function changeClasses(before, after, { look, nothing }) {
  const count = before.status.length;
  const change = new Float64Array(count).fill(NaN);
  let largest = 0;
  for (let cell = 0; cell < count; cell += 1) {
    if (!isWarned(before.status[cell]) || !isWarned(after.status[cell])) continue;
    change[cell] = after.value[cell] - before.value[cell];
    largest = Math.max(largest, Math.abs(change[cell]));
  }
  const most = MAP_CHANGE_CLASSES;
  const step = timeLevels(largest, most)[1];
  const classes = new Uint8Array(count + 1);
  for (let cell = 0; cell < count; cell += 1) {
    const size = Math.abs(change[cell]);
    if (Number.isNaN(size)) {
      classes[cell] = 2 * most + 2 + (isWarned(after.status[cell]) ? 0 : isWarned(before.status[cell]) ? 1 : 2);
    } else {
      const rank = size < nothing ? 0 : Math.min(most, Math.ceil(size / step)) * Math.sign(change[cell]);
      classes[cell] = most + 1 + rank;
    }
  }
  const palette = [null, ...[...look.loss].reverse(), look.none, ...look.gain, look.gained, look.lost, look.neither];
  return { classes, palette, rows: changeRows(step, largest) };
}

function changeRows(step, largest) {
  const most = MAP_CHANGE_CLASSES;
  const rows = [];
  for (let rank = most; rank >= -most; rank -= 1) {
    const [sign, size] = [rank > 0 ? "+" : MINUS, Math.abs(rank)];
    const [low, high] = [minutes((size - 1) * step), minutes(size * step)];
    const isOpen = size === most && largest > most * step;
    const label = isOpen ? `${sign}${low} and more` : `${size > 1 ? sign : ""}${low} \u2013 ${sign}${high}`;
    rows.push({ at: most + 1 + rank, label: rank ? label : "no change" });
  }
  const names = ["newly warned", "no longer warned", "warned under neither"];
  return [...rows, ...names.map((label, at) => ({ at: 2 * most + 2 + at, label }))];
}

// Share of each class among the cells that count, by their weights.
function sharesOf(classes, weights, size) {
  const shares = new Float64Array(size);
  let total = 0;
  for (let cell = 0; cell < weights.length; cell += 1) {
    shares[classes[cell]] += weights[cell];
    total += weights[cell];
  }
  return shares.map((share) => (total > 0 ? share / total : NaN));
}
