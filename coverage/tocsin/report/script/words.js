// Times, shares and lists in words, as tocsin's tables have them.
const MINUS = "\u2212";

// Minutes and seconds, rounded down to the second towards zero.
function minutes(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return "\u2013";
  // Sums of tenths: what is whole but for the last bits of a double is whole.
  const whole = Math.floor(Math.abs(seconds) + 1e-6);
  const sign = seconds < 0 && whole ? MINUS : "";
  return `${sign}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// A change of time with its sign.
function signed(seconds) {
  if (!Number.isFinite(seconds)) return "\u2013";
  const size = minutes(Math.abs(seconds));
  return size === "0:00" ? size : `${seconds > 0 ? "+" : MINUS}${size}`;
}

// A share in percent: only none is 0 and only all is 100.
function percent(share) {
  if (!Number.isFinite(share)) return "\u2013";
  if (share > 0 && share < 0.005) return "<1 %";
  if (share > 0.995 && share < 1) return ">99 %";
  return `${Math.round(100 * share)} %`;
}

function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

// "a", "a and b", "a, b and c".
function listed(names) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

// Keeps a parent's children where what they show is the same: slots are [key, what it shows, make].
function fill(parent, slots) {
  const before = (parent.kept ??= new Map());
  const keys = slots.map(([key]) => key);
  const after = new Map(slots.map(([key, shows, make]) => {
    const said = JSON.stringify(shows);
    const known = before.get(key);
    return [key, known && known.said === said ? known : { said, node: make() }];
  }));
  if (keys.join("\n") === [...before.keys()].join("\n")) {
    for (const [key, { node }] of after) if (node !== before.get(key).node) before.get(key).node.replaceWith(node);
  } else {
    parent.replaceChildren(...[...after.values()].map(({ node }) => node));
  }
  parent.kept = after;
  return parent;
}

// An element with a class, attributes and content; text stays text.
function element(name, attributes = {}, ...content) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...content.flat().filter((each) => each !== null && each !== undefined && each !== ""));
  return node;
}
