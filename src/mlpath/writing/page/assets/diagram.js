// The diagram: scenes on a stage that can be moved and zoomed, by hand or by keyboard.

const stage = byId("stage");
const world = byId("world");
const camera = { x: 0, y: 0, scale: 1 };
const LEAST = 0.08;
const MOST = 2.5;
const MANY = 300;
let scene = null;
let sceneName = "";
let sceneArgument;
let drawnWidth = 0;
let boxElements = [];
let moving = 0;

function startDiagram() {
  byId("controls").hidden = false;
  stage.hidden = false;
  byId("stage-help").hidden = false;
  byId("zoom-in").addEventListener("click", () => zoomBy(1.25));
  byId("zoom-out").addEventListener("click", () => zoomBy(0.8));
  byId("zoom-fit").addEventListener("click", fit);
  stage.addEventListener("keydown", stageKey);
  stage.addEventListener("focusin", (event) => {
    if (event.target.matches(".box")) intoView(event.target);
  });
  for (const kind of ["pointerover", "focusin"]) world.addEventListener(kind, (event) => hint(event.target.closest(".box")));
  world.addEventListener("pointerleave", () => hint(null));
  world.addEventListener("click", (event) => {
    const element = event.target.closest(".box");
    if (element) chooseBox(boxElements.indexOf(element));
  });
  watchers.push(showBoxes);
  startPointers();
  new ResizeObserver(() => {
    if (scene && stage.clientWidth && Math.abs(stage.clientWidth - drawnWidth) > 40) draw(sceneName, sceneArgument);
  }).observe(stage);
}

// The box of a topic, null where none is drawn.
function boxOf(topic) {
  return scene ? boxElements[scene.boxes.findIndex((box) => box.topic === topic)] : null;
}

// Draw what suits, when the view is first looked at.
function showDiagram() {
  if (scene) return;
  if (shownTopic >= 0 && !data.rows.length) drawAround(shownTopic);
  else if (data.rows.length) draw("rows");
  else draw("sections");
}

function draw(name, argument) {
  const held = scene ? scene.boxes[boxElements.indexOf(document.activeElement)] : null;
  sceneName = name;
  sceneArgument = argument;
  drawnWidth = stage.clientWidth;
  scene =
    name === "rows" ? rowsScene(Math.max(stage.clientWidth, 380))
    : name === "sections" ? sectionsScene(stage.clientWidth)
    : name === "section" ? sectionScene(argument)
    : aroundScene(argument);
  scene.before = scene.boxes.map(() => []);
  scene.after = scene.boxes.map(() => []);
  for (const { a, b } of scene.edges) {
    scene.before[b].push(a);
    scene.after[a].push(b);
  }
  showScenes(name, argument);
  byId("scene-note").textContent = scene.note || "";
  byId("scene-note").hidden = !scene.note;
  paint();
  if (name === "rows") startAtNow();
  else settle();
  showBoxes();
  focusBox(shownTopic);
  if (held) holdFocus(held);
  say(`The diagram shows ${count(scene.boxes.length, "box").replace("boxs", "boxes")}.`);
}

// A new scene must not throw out whoever moves in it by keyboard.
function holdFocus(held) {
  const same = scene.boxes.findIndex((box) => box.key === held.key);
  const near = same < 0 ? scene.boxes.findIndex((box) => box.topic === held.topic) : same;
  const place = Math.max(0, near);
  rove(place);
  intoView(boxElements[place]);
  boxElements[place].focus({ preventScroll: true });
}

function drawAround(place) {
  if (currentView() !== "diagram") {
    note("diagram");
    show("diagram");
  }
  draw("around", place);
}

// The buttons over the diagram.
function showScenes(name, argument) {
  const entry = (text, pressed, action) => {
    const button = make("button", { type: "button", "aria-pressed": String(pressed) }, text);
    button.addEventListener("click", action);
    return button;
  };
  const select = make("select", { "aria-label": "One section" }, make("option", { value: "" }, "One section …"));
  data.sections.forEach(([, title], number) => {
    if (topics.some((topic) => topic.section === number)) {
      select.append(make("option", { value: number, selected: name === "section" && argument === number }, title));
    }
  });
  select.addEventListener("change", () => {
    if (select.value !== "") draw("section", Number(select.value));
  });
  byId("scenes").replaceChildren(
    ...(data.rows.length ? [entry(data.rows[0].name.replace(/ .*/, "s").replace("Hourss", "Study order"), name === "rows", () => draw("rows"))] : []),
    entry("Sections", name === "sections", () => draw("sections")),
    select,
    ...(name === "around" ? [entry(`Around: ${topics[argument].title}`, true, () => draw("around", argument))] : []),
  );
}

function paint() {
  const right = Math.max(...scene.boxes.map((box) => box.x + box.width), 1);
  const bottom = Math.max(...scene.boxes.map((box) => box.y + box.height), 1);
  scene.width = scene.wide ? Math.max(right, 1) : right;
  scene.height = bottom;
  const svg = makeSvg("svg", { class: "lines", width: right + 40, height: bottom + 60, "aria-hidden": "true" });
  svg.append(arrowHeads());
  const byHue = new Map();
  for (const edge of scene.edges) {
    if (edge.width) {
      svg.append(makeSvg("path", { class: `line hue${scene.boxes[edge.a].hue}`, d: curve(edge), "stroke-width": edge.width.toFixed(1) }));
      continue;
    }
    const far = scene.down && scene.boxes[edge.b].row - scene.boxes[edge.a].row > 1;
    const key = `${scene.boxes[edge.a].hue} ${edge.either ? "either" : ""}${far ? " far" : ""}`;
    byHue.set(key, (byHue.get(key) || "") + curve(edge));
  }
  for (const [key, d] of byHue) {
    svg.append(makeSvg("path", { class: `line hue${key}`, d }));
  }
  svg.append(makeSvg("g", { id: "traced" }));
  boxElements = scene.boxes.map(boxElement);
  const bands = scene.bands.map((band) => placedAt(make("div", { class: "band" }), 0, band.y, right + 12, band.height));
  const captions = scene.captions.map((caption) =>
    placedAt(make("div", { class: "caption" }, make("b", {}, caption.text), make("span", {}, caption.sub)), caption.x, caption.y),
  );
  world.replaceChildren(...bands, svg, ...captions, ...boxElements);
  if (boxElements.length) boxElements[0].tabIndex = 0;
}

function placedAt(element, x, y, width, height) {
  element.style.transform = `translate(${x}px, ${y}px)`;
  if (width) element.style.width = `${width}px`;
  if (height) element.style.height = `${height}px`;
  return element;
}

function boxElement(box) {
  const kinds = ["box", `hue${box.hue}`, box.goal && "goal", box.portal && "portal", box.centre && "centre", box.section !== undefined && "whole"];
  const element = make(
    "button",
    { type: "button", tabindex: "-1", class: kinds.filter(Boolean).join(" "), title: box.topic === undefined ? null : topics[box.topic].summary },
    make("span", { class: "title" }, box.goal ? `◎ ${box.title}` : box.title),
    make("span", { class: "detail" }, make("span", { class: "mark" }), `${box.section === undefined ? `${box.code} · ` : ""}${box.detail}`),
  );
  return placedAt(element, box.x, box.y, box.width, box.height);
}

function curve({ a, b }) {
  const from = scene.boxes[a];
  const to = scene.boxes[b];
  if (!scene.down) {
    const x1 = from.x + from.width;
    const y1 = from.y + from.height / 2;
    const y2 = to.y + to.height / 2;
    const bend = Math.max(28, (to.x - x1) / 2);
    return `M${x1} ${y1.toFixed(1)}C${x1 + bend} ${y1.toFixed(1)} ${to.x - bend} ${y2.toFixed(1)} ${to.x} ${y2.toFixed(1)}`;
  }
  const x1 = from.x + from.width / 2;
  const y1 = from.y + from.height;
  const x2 = to.x + to.width / 2;
  if (to.y <= from.y) {
    const y2 = to.y + to.height;
    return `M${x1} ${y1}C${x1} ${y1 + 22} ${x2} ${y2 + 22} ${x2} ${y2}`;
  }
  const bend = Math.max(20, Math.min(90, (to.y - y1) / 2));
  return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${to.y - bend} ${x2} ${to.y}`;
}

function arrowHeads() {
  const head = (id) =>
    makeSvg("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" }, makeSvg("path", { d: "M0 0.5 8 4 0 7.5z" }));
  return makeSvg("defs", {}, head("head-before"), head("head-after"));
}

// Show how far each box is: by a mark and a pattern, not by colour alone.
function showBoxes() {
  if (!scene) return;
  scene.boxes.forEach((box, place) => {
    const element = boxElements[place];
    const known = !box.steps.length && box.topic !== undefined && topics[box.topic].levels.some(([level]) => knownSteps.has(stepName(topics[box.topic], level)));
    const done = box.steps.length > 0 && box.steps.every(isDone);
    const begun = !done && box.steps.some((step) => isDone(step) || reached.state.get(step) === "begun");
    const out = box.topic !== undefined && data.plan && !box.steps.length && !known;
    element.classList.toggle("done", done || known);
    element.classList.toggle("out", Boolean(out));
    element.querySelector(".mark").textContent = done ? "✓ " : known ? "✓ known · " : begun ? "◐ " : out ? "not planned · " : "";
  });
}

// Light up what a topic needs and what it leads to; everything else steps back.
function focusBox(topic) {
  if (!scene) return;
  const traced = byId("traced");
  traced.replaceChildren();
  const starts = scene.boxes.flatMap((box, place) => (topic >= 0 && box.topic === topic ? [place] : []));
  world.classList.toggle("traced", starts.length > 0);
  boxElements.forEach((element) => element.classList.remove("near", "chosen"));
  if (!starts.length) return;
  const before = reach(starts, (node) => scene.before[node]);
  const after = reach(starts, (node) => scene.after[node]);
  for (const place of [...before, ...after]) boxElements[place].classList.add("near");
  for (const place of starts) boxElements[place].classList.add("chosen");
  traced.append(...traces("before", before), ...traces("after", after));
  rove(starts[0]);
  intoView(boxElements[starts[0]]);
}

// The arrows between some boxes; where they are very many, one path without heads.
function traces(kind, inside) {
  const found = scene.edges.filter(({ a, b }) => inside.has(a) && inside.has(b));
  if (found.length > MANY) return [makeSvg("path", { class: `trace ${kind} thin`, d: found.map(curve).join("") })];
  return found.map((edge) => makeSvg("path", { class: `trace ${kind}`, d: curve(edge), "marker-end": `url(#head-${kind})` }));
}

// The arrows of the box that is pointed at, while none is chosen.
function hint(element) {
  if (!scene || world.classList.contains("traced")) return;
  const place = boxElements.indexOf(element);
  const line = (kind, edge) => makeSvg("path", { class: `trace ${kind}`, d: curve(edge), "marker-end": `url(#head-${kind})` });
  byId("traced").replaceChildren(
    ...scene.edges.filter(({ b }) => b === place).map((edge) => line("before", edge)),
    ...scene.edges.filter(({ a }) => a === place).map((edge) => line("after", edge)),
  );
}

function chooseBox(place) {
  const box = scene.boxes[place];
  rove(place);
  if (box.section !== undefined) draw("section", box.section);
  else location.hash = `#topic/${topics[box.topic].id}`;
}

function rove(place) {
  for (const element of boxElements) element.tabIndex = -1;
  boxElements[place].tabIndex = 0;
}

function look() {
  world.style.transform = `translate(${camera.x}px, ${camera.y}px) scale(${camera.scale})`;
  if (scene && scene.boxes.length > MANY) cull();
  if (scene && scene.boxes.length > 2 * MANY) {
    world.classList.add("moving");
    clearTimeout(moving);
    moving = setTimeout(() => world.classList.remove("moving"), 160);
  }
}

// Of very many boxes only those near the stage are there to be painted.
function cull() {
  const wide = stage.clientWidth;
  const high = stage.clientHeight;
  scene.boxes.forEach((box, place) => {
    const x = box.x * camera.scale + camera.x;
    const y = box.y * camera.scale + camera.y;
    const away =
      x > 1.5 * wide || y > 1.5 * high || x + box.width * camera.scale < -wide / 2 || y + box.height * camera.scale < -high / 2;
    if (away !== box.away) {
      box.away = away;
      boxElements[place].classList.toggle("away", away);
    }
  });
}

function zoomBy(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const scale = Math.min(MOST, Math.max(LEAST, camera.scale * factor));
  camera.x = x - ((x - camera.x) * scale) / camera.scale;
  camera.y = y - ((y - camera.y) * scale) / camera.scale;
  camera.scale = scale;
  look();
}

function fit() {
  if (!scene) return;
  const space = 24;
  const wide = (stage.clientWidth - 2 * space) / scene.width;
  const high = (stage.clientHeight - 2 * space) / scene.height;
  camera.scale = Math.min(1.1, Math.max(LEAST, Math.min(wide, high)));
  camera.x = (stage.clientWidth - scene.width * camera.scale) / 2;
  camera.y = Math.max(space, (stage.clientHeight - scene.height * camera.scale) / 2);
  look();
}

// A plan opens at the row where the learner is, in a size that can be read.
function startAtNow() {
  const open = steps.find((step) => !isDone(step.name));
  const row = open ? open.row : 0;
  camera.scale = Math.min(1, Math.max(0.55, (stage.clientWidth - 32) / scene.width));
  camera.x = Math.max(16, (stage.clientWidth - scene.width * camera.scale) / 2);
  camera.y = 24 - scene.captions[row].y * camera.scale;
  look();
}

// Everything, or what can be read of it: then the topic in the middle, or the left end.
function settle() {
  fit();
  const least = 0.72;
  if (camera.scale >= least) return;
  const centre = scene.boxes.find((box) => box.centre);
  camera.scale = Math.max(least, Math.min(1, (stage.clientWidth - 32) / scene.width));
  if (scene.down) {
    camera.x = 16;
    camera.y = 16;
    look();
    return;
  }
  camera.scale = least;
  camera.x = centre ? stage.clientWidth / 2 - (centre.x + centre.width / 2) * least : 24;
  camera.y = centre
    ? stage.clientHeight / 2 - (centre.y + centre.height / 2) * least
    : (stage.clientHeight - scene.height * least) / 2;
  if (!centre && scene.height * least > stage.clientHeight) {
    const first = scene.boxes.reduce((best, box) => (box.x < best.x ? box : best));
    camera.y = stage.clientHeight / 2 - first.y * least;
  }
  look();
}

function intoView(element) {
  const box = scene.boxes[boxElements.indexOf(element)];
  const edge = 16;
  const left = box.x * camera.scale + camera.x;
  const top = box.y * camera.scale + camera.y;
  const right = left + box.width * camera.scale;
  const bottom = top + box.height * camera.scale;
  if (left < edge) camera.x += edge - left;
  else if (right > stage.clientWidth - edge) camera.x -= right - stage.clientWidth + edge;
  if (top < edge) camera.y += edge - top;
  else if (bottom > stage.clientHeight - edge) camera.y -= bottom - stage.clientHeight + edge;
  stage.scrollTo(0, 0);
  look();
}

function stageKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (event.key in ways) stepTo(...ways[event.key]);
  else if (event.key === "+" || event.key === "=") zoomBy(1.25);
  else if (event.key === "-") zoomBy(0.8);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
}

// The nearest box in a direction takes the focus.
function stepTo(right, down) {
  const current = boxElements.indexOf(document.activeElement);
  const from = scene.boxes[current < 0 ? boxElements.findIndex((element) => element.tabIndex === 0) : current];
  let best = -1;
  let least = Infinity;
  scene.boxes.forEach((box, place) => {
    const x = box.x - from.x;
    const y = box.y - from.y;
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    if (ahead > 1 && ahead + 3 * aside < least) {
      least = ahead + 3 * aside;
      best = place;
    }
  });
  if (best < 0) return;
  rove(best);
  intoView(boxElements[best]);
  boxElements[best].focus({ preventScroll: true });
}

// One finger or the mouse moves, two fingers or the wheel zoom; a press without a move is a click.
function startPointers() {
  const down = new Map();
  let dragged = false;
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = stage.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoomBy(Math.exp(-event.deltaY * lines * 0.0015), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });
  stage.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (down.size === 1) dragged = false;
  });
  stage.addEventListener("pointermove", (event) => {
    const last = down.get(event.pointerId);
    if (!last) return;
    const here = { x: event.clientX, y: event.clientY };
    const far = Math.hypot(here.x - last.x, here.y - last.y);
    if (!dragged && far < 5) return;
    if (!dragged) {
      dragged = true;
      stage.setPointerCapture(event.pointerId);
      stage.classList.add("dragging");
    }
    if (down.size === 2) pinch(down, event.pointerId, here);
    else {
      camera.x += here.x - last.x;
      camera.y += here.y - last.y;
      look();
    }
    down.set(event.pointerId, here);
  });
  const up = (event) => {
    down.delete(event.pointerId);
    if (!down.size) stage.classList.remove("dragging");
  };
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);
  stage.addEventListener("click", (event) => {
    if (!dragged) return;
    dragged = false;
    event.stopPropagation();
    event.preventDefault();
  }, { capture: true });
}

function pinch(down, id, here) {
  const frame = stage.getBoundingClientRect();
  const before = down.get(id);
  const other = [...down].find(([key]) => key !== id)[1];
  const size = (point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
  zoomBy(size(here) / size(before), (here.x + other.x) / 2 - frame.left, (here.y + other.y) / 2 - frame.top);
  camera.x += (here.x - before.x) / 2;
  camera.y += (here.y - before.y) / 2;
  look();
}
