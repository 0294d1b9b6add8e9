"use strict";
// Shows the one panel of each switch that fits the choices; without this script all are shown.
const switches = [...document.querySelectorAll("[data-switch]")];

function chosen(group) {
  const inputs = [...group.querySelectorAll("input:checked")];
  return inputs.map((input) => [input.dataset.axis, input.value]);
}

function update(group) {
  const choices = chosen(group);
  for (const panel of group.querySelectorAll("[data-panel]")) {
    const fits = choices.every(
      ([axis, value]) => !(axis in panel.dataset) || panel.dataset[axis].split(" ").includes(value),
    );
    panel.hidden = !fits;
    if (fits) {
      const caption = panel.querySelector("figcaption, caption, [data-caption]");
      group.querySelector("[data-status]").textContent = caption ? caption.textContent : "";
    }
  }
}

// One policy for the whole page.
function follow(input) {
  for (const group of switches) {
    for (const other of group.querySelectorAll(`input[data-axis="${input.dataset.axis}"]`)) {
      if (other.value === input.value) other.checked = true;
    }
    update(group);
  }
}

for (const group of switches) {
  group.addEventListener("change", (event) => follow(event.target));
  group.addEventListener("submit", (event) => event.preventDefault());
  update(group);
}
document.documentElement.classList.add("live");
