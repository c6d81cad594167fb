// All about one topic, beside the view.

let shownTopic = -1;
let openedFrom = null;

function startPanel() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shownTopic >= 0 && !event.defaultPrevented) closePanel();
  });
}

function openPanel(place) {
  if (shownTopic < 0) openedFrom = document.activeElement;
  shownTopic = place;
  const topic = topics[place];
  const panel = byId("panel");
  const close = make(
    "button",
    { type: "button", class: "close", "aria-label": "Close the topic" },
    "×",
  );
  close.addEventListener("click", closePanel);
  const title = make("h2", { tabindex: "-1", id: "panel-head" }, topic.title);
  panel.replaceChildren(
    close,
    make("p", { class: "where" }, codeOf(topic), ` ${section(topic)[1]}`),
    title,
    ...[
      topic.summary && make("p", {}, topic.summary),
      ...whyParts(topic),
      levelParts(topic),
      sceneButtons(place),
      ...needParts(topic),
      ...listParts("Helps, not needed", topic.helps, helpItem),
      ...leadParts(place),
      ...listParts("Learn it from", topic.uses, useItem),
      topic.aliases && make("p", { class: "also" }, `Also: ${topic.aliases.join(", ")}`),
    ].filter(Boolean),
  );
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("with-panel");
  showTicks();
  title.focus({ preventScroll: true });
  focusBox(place);
}

function closePanel() {
  if (shownTopic < 0) return;
  const box = boxOf(shownTopic);
  shownTopic = -1;
  byId("panel").hidden = true;
  document.body.classList.remove("with-panel");
  note(currentView());
  if (currentView() === "diagram" && box) openedFrom = box;
  const back =
    openedFrom && openedFrom.isConnected && openedFrom !== document.body
      ? openedFrom
      : byId(`tab-${currentView()}`);
  back.focus({ preventScroll: true });
  focusBox(-1);
  openedFrom = null;
}

// Why the plan holds it, or what it would cost.
function whyParts(topic) {
  if (!data.plan) return [];
  const parts = [];
  for (const [level] of topic.levels) {
    const name = stepName(topic, level);
    const planned = data.plan.steps[name];
    const left = data.plan.left[name];
    if (planned) parts.push(whyItem(level, name, planned));
    else if (left) {
      parts.push(
        make(
          "li",
          {},
          make("b", {}, LEVELS[level]),
          `: left out; with all it still needs it takes ${duration(left[0])} and adds ${figure(left[1])} of value`,
        ),
      );
    } else if (knownSteps.has(name))
      parts.push(make("li", {}, make("b", {}, LEVELS[level]), ": known before"));
  }
  if (!parts.length) parts.push(make("li", {}, "Not in this plan."));
  return [make("h3", {}, "Why it is here"), make("ul", { class: "why" }, parts)];
}

function whyItem(level, name, planned) {
  const item = make("li", {}, make("b", {}, LEVELS[level]));
  if (!planned.via.length) {
    item.append(data.plan.valued ? `: worth ${figure(planned.value)} by itself` : ": asked for");
    return item;
  }
  item.append(": leads to ", stepLink(planned.goal));
  const chain = planned.via.map(([step, reason, recommended]) =>
    make(
      "li",
      {},
      recommended ? "recommended by " : null,
      stepLink(step),
      reason ? reasonOf(reason) : null,
    ),
  );
  item.append(make("ol", { class: "chain" }, chain));
  return item;
}

function reasonOf(text) {
  return make("span", { class: "reason" }, ` — ${text}`);
}

function stepLink(step) {
  const place = placeOf.get(step.split("@")[0]);
  if (place === undefined) return step;
  return topicLink(place, titled(step));
}

function levelParts(topic) {
  const items = topic.levels.map(([level, minutes, check]) => {
    const name = stepName(topic, level);
    const tick = make(
      "label",
      { class: "tick" },
      make("input", {
        type: "checkbox",
        "data-step": name,
        "data-mark": "done",
        "aria-label": `${topic.title}, ${LEVELS[level]}: done`,
      }),
      make("span", { class: "level" }, LEVELS[level]),
      make("span", { class: "time" }, duration(minutes)),
      stepOf.has(name)
        ? make("span", { class: "badge" }, data.rows[steps[stepOf.get(name)].row].name)
        : null,
    );
    const passed = check
      ? make(
          "label",
          { class: "check" },
          make("input", {
            type: "checkbox",
            "data-step": name,
            "data-mark": "passed",
            "aria-label": `${topic.title}, ${LEVELS[level]}: check passed: ${check}`,
          }),
          make("span", {}, make("b", {}, "Check"), ` ${check}`),
        )
      : null;
    return make("div", { class: "one" }, tick, passed);
  });
  return make("div", { class: "levels" }, make("h3", {}, "Levels"), items);
}

function sceneButtons(place) {
  const around = make("button", { type: "button" }, "Draw what surrounds it");
  around.addEventListener("click", () => drawAround(place));
  return make("p", { class: "buttons" }, around, make("span", { class: "about" }, wayThere(place)));
}

// What still has to be done before it, itself included.
function wayThere(place) {
  const before = reach([place], (topic) => topics[topic].needs.map(([needed]) => needed));
  let minutes = 0;
  let left = 0;
  for (const [name, length] of measured) {
    if (before.has(placeOf.get(name.split("@")[0])) && !isDone(name) && !knownSteps.has(name)) {
      minutes += length;
      left += 1;
    }
  }
  return left
    ? `${count(left, "step")}, ${hoursOf(minutes)} left on the way here`
    : "Nothing is left on the way here";
}

function needParts(topic) {
  if (!topic.needs.length)
    return [make("h3", {}, "Needs"), make("p", {}, "Nothing: it can be begun now.")];
  const groups = new Map();
  topic.needs.forEach((need, number) => {
    const key = need[4] < 0 ? `one${number}` : `any${need[4]}`;
    groups.set(key, [...(groups.get(key) || []), need]);
  });
  const items = [...groups.values()].map((needs) =>
    needs.length > 1
      ? make("li", {}, "one of", make("ul", {}, needs.map(needItem)))
      : needItem(needs[0]),
  );
  return [make("h3", {}, "Needs"), make("ul", { class: "needs" }, items)];
}

function needItem([place, level, only, reason]) {
  const name = stepName(topics[place], level);
  const words = LEVELS[level] + (only >= 0 ? `, for ${LEVELS[only]} only` : "");
  return make(
    "li",
    { class: isDone(name) || knownSteps.has(name) ? "have" : null },
    topicLink(place),
    make("span", { class: "level" }, ` ${words}`),
    reason ? reasonOf(reason) : null,
  );
}

function helpItem([place, level, only, reason]) {
  return needItem([place, level, only, reason]);
}

function leadParts(place) {
  const next = leadsTo[place];
  if (!next.length) return [];
  const items = [...new Set(next)].map((other) => make("li", {}, topicLink(other)));
  const first = make("ul", { class: "needs" }, items.slice(0, 8));
  const rest = items.slice(8);
  const more = rest.length
    ? make(
        "details",
        { class: "more" },
        make("summary", {}, `${rest.length} more`),
        make("ul", { class: "needs" }, rest),
      )
    : null;
  return [make("h3", {}, "Leads to"), first, ...(more ? [more] : [])];
}

function listParts(title, items, item) {
  if (!items || !items.length) return [];
  return [make("h3", {}, title), make("ul", { class: "needs" }, items.map(item))];
}

function useItem([number, part, level]) {
  const [title, authors, url, kind, free] = data.resources[number];
  const name = /^https?:\/\//i.test(url)
    ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title)
    : title;
  const words = [kind, ...(free ? [] : ["not free"]), ...(level >= 0 ? [LEVELS[level]] : [])];
  return make(
    "li",
    {},
    name,
    part ? `, ${part}` : "",
    authors ? reasonOf(authors) : null,
    make("span", { class: "kind" }, words.join(" · ")),
  );
}
