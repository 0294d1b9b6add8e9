// Sensors that are moved on the map stand there in the scenario, in whole degrees.
const SETTLED_MS = 500;

const dragging = { wait: 0, focus: null };

withMap((map) => {
  letSensorsMove(map, (sensor, lat, lon, isDone) => {
    clearTimeout(dragging.wait);
    // Whoever moves one by keys presses more than once.
    if (isDone) dragging.wait = setTimeout(() => moveSensor(sensor.id, Math.round(lat), Math.round(lon)), SETTLED_MS);
  });
  // It is drawn anew when the scenario has changed.
  const again = map.marks.sensors.find((each) => each.id === dragging.focus);
  if (again) again.node.focus();
});

function moveSensor(id, lat, lon) {
  const at = edit.state && edit.state.scenario.sensors[id];
  const held = mapView.map.marks.sensors.find((each) => each.node === document.activeElement);
  dragging.focus = held ? held.id : null;
  // Patrols have no one place; and within the same degrees nothing moves.
  if (!at || typeof at.lat !== "number" || (at.lat === lat && at.lon === lon)) showSensors();
  else change({ [`sensors.${id}.lat`]: lat, [`sensors.${id}.lon`]: lon });
}

// Sensors as the data have them, also where one was put that may not stand there.
function showSensors() {
  if (mapView.map) mapReopen(app);
}
