// Small helpers. Titles become text nodes; nothing on this page reads markup from data.

const byId = (id) => document.getElementById(id);

function make(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function makeSvg(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") element.append(child);
  }
  return element;
}

// Letters without their accents, so that "eclair" finds "éclair".
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = Math.round(minutes % 60);
  if (!hours) return `${rest} min`;
  return rest ? `${hours.toLocaleString("en")} h ${rest} min` : `${hours.toLocaleString("en")} h`;
}

function hoursOf(minutes) {
  if (minutes < 60) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return `${(hours < 10 ? Math.round(hours * 10) / 10 : Math.round(hours)).toLocaleString("en")} h`;
}

function count(number, word) {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

function figure(value) {
  return (Math.round(value * 1000) / 1000).toLocaleString("en", { maximumFractionDigits: 3 });
}

// Tell those who do not see it what has changed.
function say(text) {
  byId("said").textContent = text;
}

// Everything reachable from some starts, the starts included.
function reach(starts, next) {
  const seen = new Set(starts);
  const waiting = [...starts];
  while (waiting.length) {
    for (const other of next(waiting.pop())) {
      if (!seen.has(other)) {
        seen.add(other);
        waiting.push(other);
      }
    }
  }
  return seen;
}
