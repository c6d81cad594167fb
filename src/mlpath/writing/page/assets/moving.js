// The stage: what part of a scene is seen, moved by mouse, fingers, wheel and keys.

const camera = { x: 0, y: 0, scale: 1 };
const LEAST = 0.08;
const MOST = 2.5;
let moving = 0;

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
      x > 1.5 * wide ||
      y > 1.5 * high ||
      x + box.width * camera.scale < -wide / 2 ||
      y + box.height * camera.scale < -high / 2;
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

function intoView(element, edge = 16) {
  const box = scene.boxes[boxElements.indexOf(element)];
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
  const from =
    scene.boxes[current < 0 ? boxElements.findIndex((element) => element.tabIndex === 0) : current];
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
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const frame = stage.getBoundingClientRect();
      const lines = event.deltaMode === 1 ? 16 : 1;
      zoomBy(
        Math.exp(-event.deltaY * lines * 0.0015),
        event.clientX - frame.left,
        event.clientY - frame.top,
      );
    },
    { passive: false },
  );
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
  stage.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      dragged = false;
      event.stopPropagation();
      event.preventDefault();
    },
    { capture: true },
  );
}

function pinch(down, id, here) {
  const frame = stage.getBoundingClientRect();
  const before = down.get(id);
  const other = [...down].find(([key]) => key !== id)[1];
  const size = (point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
  zoomBy(
    size(here) / size(before),
    (here.x + other.x) / 2 - frame.left,
    (here.y + other.y) / 2 - frame.top,
  );
  camera.x += (here.x - before.x) / 2;
  camera.y += (here.y - before.y) / 2;
  look();
}
