// The diagram: a scene painted as buttons over arrows, and what of it is lit up.

const stage = byId("stage");
const world = byId("world");
const MANY = 300;
let scene = null;
let sceneName = "";
let sceneArgument;
let drawnWidth = 0;
let boxElements = [];

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
  for (const kind of ["pointerover", "focusin"])
    world.addEventListener(kind, (event) => hint(event.target.closest(".box")));
  world.addEventListener("pointerleave", () => hint(null));
  world.addEventListener("click", (event) => {
    const element = event.target.closest(".box");
    if (element) chooseBox(boxElements.indexOf(element));
  });
  watchers.push(showBoxes);
  startPointers();
  new ResizeObserver(() => {
    if (scene && stage.clientWidth && Math.abs(stage.clientWidth - drawnWidth) > 40)
      draw(sceneName, sceneArgument);
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
    name === "rows"
      ? rowsScene(Math.max(stage.clientWidth, 380))
      : name === "sections"
        ? sectionsScene(stage.clientWidth)
        : name === "section"
          ? sectionScene(argument)
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
  const select = make(
    "select",
    { "aria-label": "One section" },
    make("option", { value: "" }, "One section …"),
  );
  data.sections.forEach(([, title], number) => {
    if (topics.some((topic) => topic.section === number)) {
      select.append(
        make(
          "option",
          { value: number, selected: name === "section" && argument === number },
          title,
        ),
      );
    }
  });
  select.addEventListener("change", () => {
    if (select.value !== "") draw("section", Number(select.value));
  });
  byId("scenes").replaceChildren(
    ...(data.rows.length
      ? [
          entry(
            data.rows[0].name.replace(/ .*/, "s").replace("Hourss", "Study order"),
            name === "rows",
            () => draw("rows"),
          ),
        ]
      : []),
    entry("Sections", name === "sections", () => draw("sections")),
    select,
    ...(name === "around"
      ? [entry(`Around: ${topics[argument].title}`, true, () => draw("around", argument))]
      : []),
  );
}

function paint() {
  const right = Math.max(...scene.boxes.map((box) => box.x + box.width), 1);
  const bottom = Math.max(...scene.boxes.map((box) => box.y + box.height), 1);
  scene.width = scene.wide ? Math.max(right, 1) : right;
  scene.height = bottom;
  const svg = makeSvg("svg", {
    class: "lines",
    width: right + 40,
    height: bottom + 60,
    "aria-hidden": "true",
  });
  svg.append(arrowHeads());
  const byHue = new Map();
  for (const edge of scene.edges) {
    if (edge.width) {
      svg.append(
        makeSvg("path", {
          class: `line hue${scene.boxes[edge.a].hue}`,
          d: curve(edge),
          "stroke-width": edge.width.toFixed(1),
        }),
      );
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
  const bands = scene.bands.map((band) =>
    placedAt(make("div", { class: "band" }), 0, band.y, right + 12, band.height),
  );
  const captions = scene.captions.map((caption) =>
    placedAt(
      make("div", { class: "caption" }, make("b", {}, caption.text), make("span", {}, caption.sub)),
      caption.x,
      caption.y,
    ),
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
  const kinds = [
    "box",
    `hue${box.hue}`,
    box.goal && "goal",
    box.portal && "portal",
    box.centre && "centre",
    box.section !== undefined && "whole",
  ];
  const element = make(
    "button",
    {
      type: "button",
      tabindex: "-1",
      class: kinds.filter(Boolean).join(" "),
      title: box.topic === undefined ? null : topics[box.topic].summary,
    },
    make("span", { class: "title" }, box.goal ? `◎ ${box.title}` : box.title),
    make(
      "span",
      { class: "detail" },
      make("span", { class: "mark" }),
      `${box.section === undefined ? `${box.code} · ` : ""}${box.detail}`,
    ),
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
    makeSvg(
      "marker",
      {
        id,
        viewBox: "0 0 8 8",
        refX: 7,
        refY: 4,
        markerWidth: 7,
        markerHeight: 7,
        orient: "auto-start-reverse",
      },
      makeSvg("path", { d: "M0 0.5 8 4 0 7.5z" }),
    );
  return makeSvg("defs", {}, head("head-before"), head("head-after"));
}

// Show how far each box is: by a mark and a pattern, not by colour alone.
function showBoxes() {
  if (!scene) return;
  scene.boxes.forEach((box, place) => {
    const element = boxElements[place];
    const known =
      !box.steps.length &&
      box.topic !== undefined &&
      topics[box.topic].levels.some(([level]) =>
        knownSteps.has(stepName(topics[box.topic], level)),
      );
    const done = box.steps.length > 0 && box.steps.every(isDone);
    const begun =
      !done && box.steps.some((step) => isDone(step) || reached.state.get(step) === "begun");
    const out = box.topic !== undefined && data.plan && !box.steps.length && !known;
    element.classList.toggle("done", done || known);
    element.classList.toggle("out", Boolean(out));
    element.querySelector(".mark").textContent = done
      ? "✓ "
      : known
        ? "✓ known · "
        : begun
          ? "◐ "
          : out
            ? "not planned · "
            : "";
  });
}

// Light up what a topic needs and what it leads to; everything else steps back.
function focusBox(topic) {
  if (!scene) return;
  const traced = byId("traced");
  traced.replaceChildren();
  const starts = scene.boxes.flatMap((box, place) =>
    topic >= 0 && box.topic === topic ? [place] : [],
  );
  world.classList.toggle("traced", starts.length > 0);
  boxElements.forEach((element) => element.classList.remove("near", "chosen"));
  if (!starts.length) return;
  const before = reach(starts, (node) => scene.before[node]);
  const after = reach(starts, (node) => scene.after[node]);
  for (const place of [...before, ...after]) boxElements[place].classList.add("near");
  for (const place of starts) boxElements[place].classList.add("chosen");
  traced.append(...traces("before", before), ...traces("after", after));
  rove(starts[0]);
  intoView(boxElements[starts[0]], Math.min(140, stage.clientHeight / 4));
}

// The arrows between some boxes; where they are very many, one path without heads.
function traces(kind, inside) {
  const found = scene.edges.filter(({ a, b }) => inside.has(a) && inside.has(b));
  if (found.length > MANY)
    return [makeSvg("path", { class: `trace ${kind} thin`, d: found.map(curve).join("") })];
  return found.map((edge) =>
    makeSvg("path", { class: `trace ${kind}`, d: curve(edge), "marker-end": `url(#head-${kind})` }),
  );
}

// The arrows of the box that is pointed at, while none is chosen.
function hint(element) {
  if (!scene || world.classList.contains("traced")) return;
  const place = boxElements.indexOf(element);
  const line = (kind, edge) =>
    makeSvg("path", { class: `trace ${kind}`, d: curve(edge), "marker-end": `url(#head-${kind})` });
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
