// Search by title, other names and summary, without regard to accents and capitals.

const LIMIT = 12;
let index = null;
let foundPlaces = [];
let active = -1;

function startSearch() {
  const input = byId("search");
  input.addEventListener("input", () => showFound(input.value));
  input.addEventListener("focus", () => showFound(input.value));
  input.addEventListener("blur", () => setTimeout(hideFound, 150));
  input.addEventListener("keydown", searchKey);
  byId("found").addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li[data-place]");
    event.preventDefault();
    if (item) pick(Number(item.dataset.place));
  });
  document.addEventListener("keydown", (event) => {
    const other = event.target !== input || input.value !== "";
    const writing = other && event.target.matches("input:not([type=checkbox]), textarea, select");
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
}

function fields() {
  index ||= topics.map((topic) => ({
    title: fold(topic.title),
    names: [topic.id, ...(topic.aliases || [])].map(fold),
    rest: fold(topic.summary || ""),
  }));
  return index;
}

// The lower the better; infinite where a word is nowhere.
function rank(entry, query, words) {
  if (entry.title === query) return 0;
  if (entry.title.startsWith(query)) return 1;
  if (entry.names.includes(query)) return 2;
  if (` ${entry.title}`.includes(` ${query}`)) return 3;
  if (entry.title.includes(query)) return 4;
  if (entry.names.some((name) => ` ${name}`.includes(` ${query}`))) return 5;
  const all = `${entry.title} ${entry.names.join(" ")}`;
  if (words.every((word) => all.includes(word))) return 6;
  return words.every((word) => `${all} ${entry.rest}`.includes(word)) ? 7 : Infinity;
}

function search(text) {
  const query = fold(text).trim().replace(/\s+/g, " ");
  if (!query) return [];
  const words = query.split(" ");
  return fields()
    .map((entry, place) => [rank(entry, query, words), entry.title.length, place])
    .filter(([value]) => value < Infinity)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .slice(0, LIMIT)
    .map(([, , place]) => place);
}

function showFound(text) {
  foundPlaces = search(text);
  active = foundPlaces.length ? 0 : -1;
  const list = byId("found");
  list.replaceChildren(
    ...foundPlaces.map((place, number) =>
      make(
        "li",
        {
          role: "option",
          id: `found-${number}`,
          "data-place": place,
          "aria-selected": String(number === active),
        },
        make("span", {}, topics[place].title),
        codeOf(topics[place]),
      ),
    ),
  );
  if (text.trim() && !foundPlaces.length)
    list.append(
      make(
        "li",
        { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" },
        "Nothing found",
      ),
    );
  list.hidden = !text.trim();
  byId("search").setAttribute("aria-expanded", String(!list.hidden));
  point();
}

function point() {
  const input = byId("search");
  if (active >= 0) input.setAttribute("aria-activedescendant", `found-${active}`);
  else input.removeAttribute("aria-activedescendant");
  byId("found")
    .querySelectorAll("li[data-place]")
    .forEach((item, number) => item.setAttribute("aria-selected", String(number === active)));
  if (active >= 0) byId(`found-${active}`).scrollIntoView({ block: "nearest" });
}

function hideFound() {
  byId("found").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
}

function searchKey(event) {
  const last = foundPlaces.length;
  if (event.key === "ArrowDown" && last) active = (active + 1) % last;
  else if (event.key === "ArrowUp" && last) active = (active + last - 1) % last;
  else if (event.key === "Enter" && active >= 0) pick(foundPlaces[active]);
  else if (event.key === "Escape" && !byId("found").hidden) hideFound();
  else return;
  event.preventDefault();
  if (!byId("found").hidden) point();
}

function pick(place) {
  hideFound();
  byId("search").value = "";
  const hash = `#topic/${topics[place].id}`;
  if (location.hash === hash) openPanel(place);
  else location.hash = hash;
}
