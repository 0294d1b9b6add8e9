// Sensors that a reader may move, with the pointer or with the arrow keys.
const DRAG_STEP = 8;

// `moved(sensor, lat, lon, isDone)`: at every step of the pointer, and once more where it lets go.
function letSensorsMove(map, moved) {
  map.marks.groups.sensors.removeAttribute("aria-hidden");
  for (const sensor of map.marks.sensors) {
    sensor.node.classList.add("map-moves");
    sensor.node.setAttribute("tabindex", "0");
    sensor.node.setAttribute("role", "button");
    sensor.node.setAttribute("aria-label", `${sensor.id}, ${sensor.words}: arrow keys move it`);
    dragByPointer(map, sensor, moved);
    dragByKeys(map, sensor, moved);
  }
}

// Puts a sensor where a place of the screen is, within the map.
function putSensor(map, sensor, x, y) {
  const screen = mapScreen(map);
  const [right, up] = [screen.x0 + x / screen.scale, screen.y0 + (screen.height - y) / screen.scale];
  sensor.x = Math.max(0, Math.min(map.about.width, right));
  sensor.y = Math.max(0, Math.min(map.about.height, up));
  [sensor.lat, sensor.lon] = map.plane.toGround(sensor.x, sensor.y);
  map.place();
}

function dragByPointer(map, sensor, moved) {
  const follow = (event, isDone) => {
    const box = map.box.getBoundingClientRect();
    putSensor(map, sensor, event.clientX - box.left, event.clientY - box.top);
    moved(sensor, sensor.lat, sensor.lon, isDone);
  };
  let isHeld = false;
  sensor.node.addEventListener("pointerdown", (event) => {
    isHeld = true;
    sensor.node.setPointerCapture(event.pointerId);
    // Else Bokeh would move the map along.
    event.stopPropagation();
    event.preventDefault();
  });
  sensor.node.addEventListener("pointermove", (event) => {
    if (isHeld) follow(event, false);
  });
  const letGo = (event) => {
    if (isHeld) follow(event, true);
    isHeld = false;
  };
  sensor.node.addEventListener("pointerup", letGo);
  sensor.node.addEventListener("pointercancel", letGo);
}

function dragByKeys(map, sensor, moved) {
  sensor.node.addEventListener("keydown", (event) => {
    const step = MAP_STEPS[event.key];
    if (!step) return;
    const [x, y] = toScreen(mapScreen(map), sensor.x, sensor.y);
    putSensor(map, sensor, x + DRAG_STEP * step[0], y - DRAG_STEP * step[1]);
    moved(sensor, sensor.lat, sensor.lon, true);
    event.preventDefault();
    event.stopPropagation();
  });
}
