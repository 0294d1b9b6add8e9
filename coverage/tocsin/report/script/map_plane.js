// The plane of a map: from latitude and longitude [deg] to its pixels and back.
//
// The two projections that maps have, as PROJ reckons them on the ellipsoid: Lambert azimuthal
// equal-area (Snyder 1987, eq. 24-17 to 24-26) and Equal Earth (Savric and others 2018).
const EARTH_M = 6378137.0;
const EARTH_E2 = 0.0066943799901413165;
const EARTH_E = Math.sqrt(EARTH_E2);
const AUTHALIC_POLE = authalicOf(1);
const AUTHALIC_M = EARTH_M * Math.sqrt(AUTHALIC_POLE / 2);
const EQUAL_EARTH = [1.340264, -0.081106, 0.000893, 0.003796];
const EQUAL_EARTH_M = Math.sqrt(3) / 2;

function authalicOf(sine) {
  return (1 - EARTH_E2) * (sine / (1 - EARTH_E2 * sine * sine) + Math.atanh(EARTH_E * sine) / EARTH_E);
}

// Latitude [rad] on the sphere of the same area, and back.
function toAuthalic(lat) {
  return Math.asin(Math.max(-1, Math.min(1, authalicOf(Math.sin(lat)) / AUTHALIC_POLE)));
}

function fromAuthalic(lat) {
  const e2 = EARTH_E2;
  const second = e2 * (1 / 3 + e2 * (31 / 180 + (e2 * 517) / 5040));
  const fourth = e2 * e2 * (23 / 360 + (e2 * 251) / 3780);
  return lat + second * Math.sin(2 * lat) + fourth * Math.sin(4 * lat) + ((e2 ** 3 * 761) / 45360) * Math.sin(6 * lat);
}

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;
const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;

function lambertPlane(view) {
  // At the very pole the formulas of its neighbourhood would divide by nothing.
  const middle = radians(Math.max(-89.9999, Math.min(89.9999, view.lat)));
  const beta = toAuthalic(middle);
  const [sin0, cos0] = [Math.sin(beta), Math.cos(beta)];
  const squeeze =
    (EARTH_M * Math.cos(middle)) / (Math.sqrt(1 - EARTH_E2 * Math.sin(middle) ** 2) * AUTHALIC_M * cos0);
  return {
    toPlane(lat, lon) {
      const phi = toAuthalic(radians(lat));
      const turn = radians(wrapped(lon - view.lon));
      const [sine, cosine] = [Math.sin(phi), Math.cos(phi)];
      const scale = AUTHALIC_M * Math.sqrt(2 / (1 + sin0 * sine + cos0 * cosine * Math.cos(turn)));
      return [
        scale * squeeze * cosine * Math.sin(turn),
        (scale / squeeze) * (cos0 * sine - sin0 * cosine * Math.cos(turn)),
      ];
    },
    toGround(east, north) {
      const [x, y] = [east / squeeze, north * squeeze];
      const away = Math.hypot(x, y);
      if (away < 1e-6) return [view.lat, view.lon];
      const angle = 2 * Math.asin(Math.min(1, away / (2 * AUTHALIC_M)));
      const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
      const phi = Math.asin(Math.max(-1, Math.min(1, cosine * sin0 + (y * sine * cos0) / away)));
      const turn = Math.atan2(x * sine, away * cos0 * cosine - y * sin0 * sine);
      return [degrees(fromAuthalic(phi)), wrapped(view.lon + degrees(turn))];
    },
  };
}

function equalEarthPlane(view) {
  const [a1, a2, a3, a4] = EQUAL_EARTH;
  const up = (psi) => psi * (a1 + a2 * psi ** 2 + psi ** 6 * (a3 + a4 * psi ** 2));
  const slope = (psi) => a1 + 3 * a2 * psi ** 2 + psi ** 6 * (7 * a3 + 9 * a4 * psi ** 2);
  return {
    toPlane(lat, lon) {
      const psi = Math.asin(EQUAL_EARTH_M * Math.sin(toAuthalic(radians(lat))));
      const turn = radians(wrapped(lon - view.lon));
      return [(AUTHALIC_M * turn * Math.cos(psi)) / (EQUAL_EARTH_M * slope(psi)), AUTHALIC_M * up(psi)];
    },
    toGround(east, north) {
      let psi = north / AUTHALIC_M;
      for (let step = 0; step < 12; step += 1) psi -= (up(psi) - north / AUTHALIC_M) / slope(psi);
      const phi = Math.asin(Math.max(-1, Math.min(1, Math.sin(psi) / EQUAL_EARTH_M)));
      const turn = (east * EQUAL_EARTH_M * slope(psi)) / (AUTHALIC_M * Math.cos(psi));
      return [degrees(fromAuthalic(phi)), wrapped(view.lon + degrees(turn))];
    },
  };
}

// Pixels count to the right and up from the lower left corner of the whole map.
function mapPlane(about) {
  const plane = about.view.kind === "world" ? equalEarthPlane(about.view) : lambertPlane(about.view);
  return {
    toPixel(lat, lon) {
      const [east, north] = plane.toPlane(lat, lon);
      return [(east - about.west_m) / about.pixel_m, (north - about.south_m) / about.pixel_m];
    },
    toGround(right, up) {
      return plane.toGround(right * about.pixel_m + about.west_m, up * about.pixel_m + about.south_m);
    },
  };
}

// Along a great circle of a sphere: for a distance in words.
function distanceKm(one, other) {
  const [lat1, lon1, lat2, lon2] = [...one, ...other].map(radians);
  const half = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(half)));
}
