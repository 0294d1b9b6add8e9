// Tables behind radio buttons: shows the one panel of each switch that fits; without scripts all are shown.
const switches = [...document.querySelectorAll("[data-switch]")];

function chosenOf(group) {
  const inputs = [...group.querySelectorAll("input:checked")];
  return inputs.map((input) => [input.dataset.axis, input.value]);
}

function updateSwitch(group) {
  const choices = chosenOf(group);
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
function followSwitch(input) {
  for (const group of switches) {
    for (const other of group.querySelectorAll(`input[data-axis="${input.dataset.axis}"]`)) {
      if (other.value === input.value) other.checked = true;
    }
    updateSwitch(group);
  }
}

for (const group of switches) {
  group.addEventListener("change", (event) => followSwitch(event.target));
  group.addEventListener("submit", (event) => event.preventDefault());
  updateSwitch(group);
}
