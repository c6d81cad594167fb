// Progress as lines of mlpath's log: only ever added to, each with a checksum, one id per event.

const STORE = `mlpath:${data.graph.id}:`;
const KEY = STORE + data.graph.hash.replace("sha256:", "").slice(0, 16);
const MASTERING = new Set(["done", "passed", "known"]);
const LOSING = new Set(["failed", "forgotten"]);
const KINDS = new Set([...MASTERING, ...LOSING, "started", "undone"]);
const log = { events: new Map(), kept: true };
const watchers = [];

const CRC = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function checksum(text) {
  let value = 0xffffffff;
  for (const byte of new TextEncoder().encode(text))
    value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

// The event of a line, or why there is none.
function readLine(line) {
  const parts = /^([0-9a-f]{8}) (\{.*\})$/.exec(line);
  if (!parts || checksum(parts[2]) !== parts[1]) return "damaged";
  let fields;
  try {
    fields = JSON.parse(parts[2]);
  } catch {
    return "damaged";
  }
  if (Number.isInteger(fields.v) && fields.v > 1) return "newer";
  const time = Date.parse(fields.t);
  const sound =
    fields.v === 1 &&
    Number.isInteger(fields.seq) &&
    typeof fields.id === "string" &&
    KINDS.has(fields.ev) &&
    !Number.isNaN(time) &&
    (fields.ev === "undone" || /^[a-z0-9][a-z0-9._-]*@(overview|working|deep)$/.test(fields.step));
  return sound ? { ...fields, time, line } : "damaged";
}

// Take lines in; what is there already is not taken again.
function takeIn(text) {
  const found = { read: 0, fresh: 0, damaged: 0, newer: 0 };
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) continue;
    const event = readLine(line);
    if (typeof event === "string") {
      found[event] += 1;
      continue;
    }
    found.read += 1;
    if (!log.events.has(event.id)) {
      log.events.set(event.id, event);
      found.fresh += 1;
    }
  }
  return found;
}

function inOrder() {
  return [...log.events.values()].sort(
    (a, b) => a.time - b.time || a.seq - b.seq || (a.id < b.id ? -1 : 1),
  );
}

function asText() {
  return inOrder()
    .map((event) => `${event.line}\n`)
    .join("");
}

// Events that count: neither undone nor an undoing; an undoing concerns what comes before it.
function counting() {
  const undone = new Set();
  const kept = [];
  for (const event of inOrder().reverse()) {
    if (undone.has(event.id)) continue;
    if (event.ev === "undone") undone.add(event.undoes);
    else kept.push(event);
  }
  return kept.reverse();
}

// Where an event's step stands in the graph of today: topic and level.
function placed(event) {
  const [name, word] = event.step.split("@");
  const topic = topics[placeOf.get(name) ?? placeOf.get(formerId.get(name))];
  if (!topic) return null;
  const below = topic.levels.map(([level]) => level).filter((l) => l <= LEVELS.indexOf(word));
  return below.length ? { topic, level: below.at(-1) } : null;
}

// Which steps are mastered, begun, and checked. A deeper level masters the shallower ones of its
// topic; a lost one loses the deeper.
function standing() {
  const state = new Map();
  const passed = new Set();
  for (const event of counting()) {
    const where = placed(event);
    if (!where) continue;
    const { topic, level } = where;
    const name = stepName(topic, level);
    if (MASTERING.has(event.ev)) {
      for (const [other] of topic.levels) {
        if (other <= level) state.set(stepName(topic, other), "mastered");
      }
      if (event.ev === "passed") passed.add(name);
    } else if (LOSING.has(event.ev)) {
      for (const [other] of topic.levels) {
        if (other > level && state.get(stepName(topic, other)) === "mastered") {
          state.set(stepName(topic, other), "lost");
        }
        if (other >= level) passed.delete(stepName(topic, other));
      }
      state.set(name, event.ev === "forgotten" ? "lost" : "begun");
    } else if (state.get(name) !== "mastered") state.set(name, "begun");
  }
  return { state, passed };
}

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function add(fields) {
  const all = [...log.events.values()];
  const seq = all.reduce((most, event) => Math.max(most, event.seq), 0) + 1;
  const last = all.reduce((most, event) => Math.max(most, event.time), 0);
  const time = new Date(Math.max(Date.now(), last)).toISOString();
  const text = JSON.stringify({ v: 1, seq, id: freshId(), t: time, on: today(), ...fields });
  takeIn(`${checksum(text)} ${text}\n`);
}

function record(step, kind) {
  add({ ev: kind, step });
  keep();
}

// Take back what made a step mastered, or only its passed check.
function takeBack(step, kind) {
  const topic = topicOf(step);
  const level = LEVELS.indexOf(levelOf(step));
  for (const event of counting().reverse()) {
    const where = placed(event);
    if (!where || where.topic !== topic) continue;
    const exact = kind === "passed" && event.ev === "passed" && where.level === level;
    const deeper = kind === "done" && MASTERING.has(event.ev) && where.level >= level;
    if (exact || deeper) add({ ev: "undone", undoes: event.id });
  }
  keep();
}

function keep() {
  try {
    localStorage.setItem(KEY, asText());
    log.kept = true;
  } catch {
    log.kept = false;
  }
  for (const watcher of watchers) watcher();
}

// Progress of an older version of the graph counts: topics keep their ids.
function remember() {
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place);
      if (key && key.startsWith(STORE)) takeIn(localStorage.getItem(key) || "");
    }
  } catch {
    log.kept = false;
  }
}

window.addEventListener("storage", (event) => {
  if (event.key !== KEY || !event.newValue) return;
  if (takeIn(event.newValue).fresh) for (const watcher of watchers) watcher();
});
