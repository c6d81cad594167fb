// What the diagram can show: rows of a plan, all sections, one section, what surrounds a topic.
// Each scene has boxes with places, arrows between them and captions.

const BOX = { width: 164, height: 54 };
const WHOLE = { width: 172, height: 84 };
const BEFORE = [7, 12];
const AFTER = [7, 6];

function topicBox(place, key, detail) {
  const topic = topics[place];
  return {
    ...BOX,
    key,
    topic: place,
    title: topic.title,
    hue: hueOf(topic),
    code: section(topic)[2],
    detail,
    steps: topic.levels
      .map(([level]) => stepName(topic, level))
      .filter((name) => measured.has(name)),
  };
}

function levelsDetail(topic) {
  const minutes = topic.levels.reduce((sum, [, length]) => sum + length, 0);
  const words = topic.levels.map(([level]) => LEVELS[level][0]).join("");
  return `${words === "owd" ? "all levels" : topic.levels.map(([level]) => LEVELS[level]).join(", ")}, ${hoursOf(minutes)}`;
}

// Weeks, terms or stretches, one band of boxes each, in study order.
function rowsScene(width) {
  const gap = 16;
  const margin = 104;
  const columns = Math.max(2, Math.min(8, Math.floor((width - margin - 24) / (BOX.width + gap))));
  const boxes = [];
  const captions = [];
  const bands = [];
  const boxOf = new Map();
  let y = 0;
  data.rows.forEach((row, number) => {
    const first = boxes.length;
    const here = new Map();
    for (const [name, minutes] of row.steps) {
      const id = name.split("@")[0];
      if (!here.has(id)) {
        here.set(id, {
          ...topicBox(placeOf.get(id), `${number}/${id}`),
          row: number,
          levels: [],
          steps: [],
          minutes: 0,
        });
        boxes.push(here.get(id));
      }
      const box = here.get(id);
      box.levels.push(levelOf(name));
      box.steps.push(name);
      box.minutes += minutes;
      boxOf.set(name, boxes.indexOf(box, first));
    }
    const held = boxes.slice(first);
    held.forEach((box, place) => {
      box.x = margin + (place % columns) * (BOX.width + gap);
      box.y = y + Math.floor(place / columns) * (BOX.height + 22);
      box.detail = `${box.levels.join(" + ")}, ${hoursOf(box.minutes)}`;
      box.goal = box.steps.some((name) => data.plan && data.plan.goals.includes(name));
    });
    const lines = Math.max(1, Math.ceil(held.length / columns));
    captions.push({ x: 0, y, text: row.name, sub: row.when.replace(/ \d{4}.*$/, ""), row: number });
    const height = lines * (BOX.height + 22) - 22;
    bands.push({ y: y - 14, height: height + 28 });
    y += height + 44;
  });
  const pairs = new Map();
  for (const [from, to, either] of data.arrows) {
    const a = boxOf.get(steps[from].name);
    const b = boxOf.get(steps[to].name);
    if (a !== b) pairs.set(`${a} ${b}`, { a, b, either: Boolean(either) });
  }
  return {
    boxes,
    captions,
    bands,
    edges: [...pairs.values()],
    down: true,
    wide: margin + columns * (BOX.width + gap),
  };
}

// A box per section, an arrow where much leads across.
function sectionsScene(width) {
  const held = data.sections.map(() => ({ topics: 0, minutes: 0, steps: [] }));
  for (const topic of topics) {
    const own = held[topic.section];
    own.topics += 1;
    for (const [level, minutes] of topic.levels) {
      const name = stepName(topic, level);
      if (!measured.has(name)) continue;
      own.minutes += minutes;
      own.steps.push(name);
    }
  }
  const shown = held.flatMap((own, number) => (own.topics ? [number] : []));
  const boxes = shown.map((number) => ({
    key: `section/${data.sections[number][0]}`,
    section: number,
    title: data.sections[number][1],
    hue: data.sections[number][3],
    code: data.sections[number][2],
    detail: `${count(held[number].topics, "topic")}, ${hoursOf(held[number].minutes)}`,
    steps: held[number].steps,
    ...WHOLE,
  }));
  const edges = mainWays(shown);
  // A screen too narrow for columns shows them in the graph's own order, two in a row.
  const narrow = width < 560;
  const places = layered(boxes.length, edges, { ...WHOLE, across: 40, down: 20 });
  boxes.forEach((box, place) => {
    box.x = narrow ? (place % 2) * (WHOLE.width + 24) : places.x[place];
    box.y = narrow ? Math.floor(place / 2) * (WHOLE.height + 28) : places.y[place];
  });
  return { boxes, edges, captions: [], bands: [], down: narrow };
}

// Of the ways between sections the strongest into each and all that are strong, no circles.
function mainWays(shown) {
  const place = new Map(shown.map((number, index) => [number, index]));
  const between = new Map();
  for (const topic of topics) {
    for (const [needed] of topic.needs) {
      const from = place.get(topics[needed].section);
      const to = place.get(topic.section);
      if (from !== to) between.set(`${from} ${to}`, (between.get(`${from} ${to}`) || 0) + 1);
    }
  }
  const ways = [...between]
    .map(([pair, amount]) => {
      const [a, b] = pair.split(" ").map(Number);
      return { a, b, amount: amount - (between.get(`${b} ${a}`) || 0) };
    })
    .filter((way) => way.amount > 0)
    .sort((x, y) => y.amount - x.amount || x.a - y.a || x.b - y.b);
  const after = shown.map(() => []);
  const into = shown.map(() => 0);
  const kept = [];
  for (const way of ways) {
    const strong = way.amount >= 0.3 * ways[0].amount;
    if ((into[way.b] >= 1 && !strong) || reach([way.b], (node) => after[node]).has(way.a)) continue;
    after[way.a].push(way.b);
    into[way.b] += 1;
    kept.push({ ...way, width: 1 + (5 * way.amount) / ways[0].amount });
  }
  return kept;
}

// The topics of a section, and dashed what they need from elsewhere.
function sectionScene(number) {
  const inside = topics.flatMap((topic, place) => (topic.section === number ? [place] : []));
  const members = new Set(inside);
  const asked = new Map();
  for (const place of inside) {
    for (const [needed] of topics[place].needs) {
      if (!members.has(needed)) asked.set(needed, (asked.get(needed) || 0) + 1);
    }
  }
  const outside = [...asked]
    .sort((x, y) => y[1] - x[1] || x[0] - y[0])
    .slice(0, Math.max(6, Math.floor(inside.length / 3)));
  const drawn = topicsScene(
    [...outside.map(([place]) => place), ...inside],
    (place) => !members.has(place),
    (from) => members.has(from),
  );
  const left = asked.size - outside.length;
  return {
    ...drawn,
    note: left
      ? `Dashed: what is needed from other sections, ${outside.length} of ${asked.size}, those that most lead from.`
      : "",
  };
}

// A topic with what it needs, directly first, and what it leads to.
function aroundScene(place) {
  const chosen = new Set([place]);
  const grow = (next, rings) => {
    let ring = [place];
    rings.forEach((most, hop) => {
      const found = [...new Set(ring.flatMap(next))]
        .filter((other) => !chosen.has(other))
        .sort((x, y) => x - y);
      ring = hop ? found.slice(0, most) : found.slice(0, most * 2);
      for (const other of ring) chosen.add(other);
    });
  };
  grow((node) => topics[node].needs.map(([needed]) => needed), BEFORE);
  grow((node) => leadsTo[node], AFTER);
  const before = reach([place], (node) => topics[node].needs.map(([needed]) => needed));
  const after = reach([place], (node) => leadsTo[node]);
  const drawn = (all) =>
    `${[...all].filter((node) => chosen.has(node)).length - 1} of the ${count(all.size - 1, "topic")}`;
  const whole = [...before, ...after].every((node) => chosen.has(node));
  const note = whole
    ? ""
    : `The nearest only: ${drawn(before)} it needs, ${drawn(after)} it leads to.`;
  return {
    ...topicsScene(
      [...chosen],
      () => false,
      () => true,
      place,
    ),
    note,
  };
}

function topicsScene(places, portal, wanted, centre) {
  const index = new Map(places.map((place, number) => [place, number]));
  const boxes = places.map((place) => ({
    ...topicBox(place, `topic/${topics[place].id}`, levelsDetail(topics[place])),
    portal: portal(place),
    centre: place === centre,
  }));
  const edges = new Map();
  for (const place of places) {
    if (portal(place)) continue;
    for (const [needed, , , , group] of topics[place].needs) {
      if (!index.has(needed) || (!wanted(needed) && !portal(needed))) continue;
      const pair = { a: index.get(needed), b: index.get(place), either: group >= 0 };
      edges.set(`${pair.a} ${pair.b}`, pair);
    }
  }
  const fewest = reducedEdges(boxes.length, [...edges.values()]);
  const at = layered(boxes.length, fewest, { ...BOX, across: 56, down: 12 });
  boxes.forEach((box, number) => Object.assign(box, { x: at.x[number], y: at.y[number] }));
  return { boxes, edges: fewest, captions: [], bands: [], down: false };
}

// Without arrows that a chain of others implies; among very many finding them takes too long.
function reducedEdges(count, edges) {
  if (count > 500) return edges;
  const after = Array.from({ length: count }, () => []);
  for (const { a, b } of edges) after[a].push(b);
  return edges.filter(({ a, b, either }) => {
    if (either) return true;
    const round = after[a].filter((other) => other !== b);
    return !reach(round, (node) => after[node]).has(b);
  });
}
