// Opens the page's data: the other side of report/data/page_data.py.
//
// A body is the length of the packed header (four bytes, lowest first), the packed header, then the
// packed sections in the header's order. Offline it stands in the page as base64; the app sends it.

async function inflated(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Whole numbers: folded differences of neighbours, their bytes apart, lowest first.
function numbersOf(bytes, width, count) {
  const values = new (width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array)(count);
  const plane = (at) => bytes.subarray(at * count, (at + 1) * count);
  const nothing = new Uint8Array(count);
  const [p0, p1, p2, p3] = [0, 1, 2, 3].map((at) => (at < width ? plane(at) : nothing));
  const all = width === 4 ? -1 : 2 ** (8 * width) - 1;
  for (let i = 0, total = 0; i < count; i += 1) {
    const folded = p0[i] | (p1[i] << 8) | (p2[i] << 16) | (p3[i] << 24);
    total = (total + ((folded >>> 1) ^ -(folded & 1))) | 0;
    values[i] = total & all;
  }
  return values;
}

function fromBase64(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

// `kept`: by key, sections that a page has from before and that were not sent again.
async function openData(body, kept = new Map()) {
  const length = new DataView(body.buffer, body.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(await inflated(body.subarray(4, 4 + length))));
  let at = 4 + length;
  const sections = new Map();
  const opened = header.sections.map(async (about) => {
    if (kept.has(about.key)) return [about, kept.get(about.key)];
    const packed = body.subarray(at, (at += about.bytes));
    const bytes = await inflated(packed);
    if (!about.width) return [about, JSON.parse(new TextDecoder().decode(bytes))];
    return [about, numbersOf(bytes, about.width, about.count)];
  });
  const byKey = new Map();
  for (const [about, values] of await Promise.all(opened)) {
    sections.set(about.name, values);
    byKey.set(about.key, values);
  }
  return laidOut(header, sections, byKey);
}

function laidOut(header, sections, byKey) {
  const ids = sections.get("cell_ids");
  const cells = {
    count: ids.length,
    nation: sections.get("cell_nation"),
    people: sections.get("cell_people"),
    lat: Float32Array.from(sections.get("cell_lat"), (each) => each / 100 - 90),
    lon: Float32Array.from(sections.get("cell_lon"), (each) => each / 100 - 180),
    id: (cell) => ids[cell],
    // Where each cell stands in its nation's groups.
    place: new Uint32Array(ids.length),
  };
  const groups = header.groups.map((about, g) => groupOf(header, sections, about, g));
  for (const group of groups) group.cells.forEach((cell, place) => (cells.place[cell] = place));
  return { header, cells, groups, map: mapOf(header.map, sections), covers: sections.get("covers"), sections: byKey };
}

function mapOf(about, sections) {
  if (!about) return null;
  return { about, cells: cellNumbers(sections.get("map_cells"), about), item: sections.get("map_figure") };
}

// In the file the largest number of their type stands for no cell; here the number after the last.
function cellNumbers(stored, about) {
  for (let at = 0; at < stored.length; at += 1) if (stored[at] === about.none) stored[at] = about.count;
  return stored;
}

function groupOf(header, sections, about, g) {
  const rows = [];
  const first = [];
  for (let row = 0; row < 2 * header.feeds.length; row += 1) {
    rows.push(sections.get(`g${g}.r${row}`));
    first.push(sections.get(`g${g}.f${row}`));
  }
  const impact = sections.get(`g${g}.impact`);
  const cells = sections.get(`g${g}.cells`);
  const people = Float64Array.from(cells, (cell) => sections.get("cell_people")[cell]);
  return {
    ...about,
    at: g,
    rows,
    first,
    impact,
    cells,
    people,
    never: impact instanceof Uint16Array ? 0xffff : 0xffffffff,
    nobody: first.length && first[0] instanceof Uint16Array ? 0xffff : 0xff,
  };
}
