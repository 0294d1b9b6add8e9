// What sums up cases: the measures of tocsin.engine, and the median case of each cell.

// Quantile of sorted values, as numpy's default has it; NaN without any.
function quantile(sorted, share) {
  if (!sorted.length) return NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

// Sums of the cases of a launch, an arc (-1: all) and a nation (-1: all).
function sumsOf(data, found, asked) {
  const sums = new Float64Array(SUMS);
  const told = { sums, cases: 0, cells: 0, population: 0, thin: false };
  for (const { group, blocks } of chosenBlocks(data, asked)) {
    const { sums: some } = found.part(group);
    for (const block of blocks) for (let each = 0; each < SUMS; each += 1) sums[each] += some[SUMS * block + each];
    told.cases += blocks.length * group.cells.length;
    told.cells += group.cells.length;
    told.population += group.people.reduce((sum, each) => sum + each, 0);
    told.thin ||= group.thin;
  }
  return told;
}

// Measures of the cases of a launch, an arc and a nation. What must look at every case is worked out
// when it is read.
function measures(data, found, asked) {
  const { sums, cases, cells, population, thin } = sumsOf(data, found, asked);
  const people = sums[PEOPLE] + sums[PEOPLE + LATE] + sums[PEOPLE + WARNED];
  const byPeople = (value) => (thin || !people ? NaN : value / people);
  let warned = null;
  const quantileOf = (share) => quantile((warned ??= warnedOf(data, found, asked)), share);
  return {
    cases,
    cells,
    population,
    thin,
    never_share: sums[NEVER] / cases,
    late_share: sums[LATE] / cases,
    warned_share: sums[WARNED] / cases,
    never_pop_share: byPeople(sums[PEOPLE + NEVER]),
    late_pop_share: byPeople(sums[PEOPLE + LATE]),
    warned_pop_share: byPeople(sums[PEOPLE + WARNED]),
    mean_warning_s: sums[EFFECTIVE] / cases,
    mean_warning_pop_s: byPeople(sums[PEOPLE_EFFECTIVE]),
    get warning_p10_s() { return quantileOf(0.1); },
    get warning_median_s() { return quantileOf(0.5); },
    get mean_response_s() { return meanResponse(data, found, asked); },
  };
}

// Warning of the warned, in order.
function warnedOf(data, found, asked) {
  const warned = [];
  for (const { group, blocks } of chosenBlocks(data, asked)) {
    const { status, effective } = found.part(group);
    const width = group.cells.length;
    for (const block of blocks) {
      for (let i = block * width; i < (block + 1) * width; i += 1) if (status[i] === WARNED) warned.push(effective[i]);
    }
  }
  return Float64Array.from(warned).sort();
}

function meanResponse(data, found, asked) {
  let [total, cases] = [0, 0];
  for (const { group, blocks } of chosenBlocks(data, asked)) {
    const left = found.part(group).responses();
    const width = group.cells.length;
    for (const block of blocks) {
      for (let i = block * width; i < (block + 1) * width; i += 1) total += left[i];
      cases += width;
    }
  }
  return total / cases;
}

// By people only where the places say something of each nation's people.
function hasPeople(data) {
  return data.groups.every(({ cells, people, thin }) => !cells.length || (!thin && people.some((each) => each > 0)));
}

// Mean warning alone, which charts ask for again and again.
function meanWarning(data, found, asked) {
  const { sums, cases } = sumsOf(data, found, asked);
  return sums[EFFECTIVE] / cases;
}

// The median case of every cell over launch points and arcs: what the printed maps show. Warned
// where more than half of its cases are, else the commoner of late and never.
function cellValues(data, found, asked) {
  const status = new Uint8Array(data.cells.count);
  const value = new Float64Array(data.cells.count);
  for (const { group, blocks } of chosenBlocks(data, { ...asked, nation: -1 })) {
    // Once: whatever is asked of a part looks it up.
    const { effective, status: statusOf } = found.part(group);
    const width = group.cells.length;
    const some = new Float32Array(blocks.length);
    const counts = [0, 0, 0];
    for (let c = 0; c < width; c += 1) {
      counts.fill(0);
      for (let b = 0; b < blocks.length; b += 1) {
        const i = blocks[b] * width + c;
        some[b] = effective[i];
        counts[statusOf[i]] += 1;
      }
      const cell = group.cells[c];
      value[cell] = medianOf(some);
      const rest = counts[LATE] > counts[NEVER] ? LATE : NEVER;
      status[cell] = 2 * counts[WARNED] > blocks.length ? WARNED : rest;
    }
  }
  return { status, value };
}

// Sorts in place: few numbers, for which insertion beats the library.
function medianOf(some) {
  for (let i = 1; i < some.length; i += 1) {
    const value = some[i];
    let j = i;
    for (; j > 0 && some[j - 1] > value; j -= 1) some[j] = some[j - 1];
    some[j] = value;
  }
  const half = some.length >> 1;
  return some.length % 2 ? some[half] : (some[half - 1] + some[half]) / 2;
}
