// What the page is about: topics and steps, and what leads to what.

const data = JSON.parse(byId("data").textContent);
const LEVELS = ["overview", "working", "deep"];
const topics = data.topics;
const placeOf = new Map(topics.map((topic, place) => [topic.id, place]));
const formerId = new Map(topics.flatMap((topic) => (topic.was || []).map((id) => [id, topic.id])));
const leadsTo = topics.map(() => []);
topics.forEach((topic, place) => {
  for (const [needed] of topic.needs) leadsTo[needed].push(place);
});
const knownSteps = new Set(data.known);

// Steps of the plan in study order, with the row in which each begins.
const steps = data.rows.flatMap((row, place) =>
  row.steps.map(([name, minutes]) => ({ name, minutes, row: place })),
);
const stepOf = new Map(steps.map((step, place) => [step.name, place]));

// What progress is measured against: the plan's steps, or every step of a graph.
const measured = new Map(
  data.kind !== "graph"
    ? steps.map((step) => [step.name, step.minutes])
    : topics.flatMap((topic) =>
        topic.levels.map(([level, minutes]) => [`${topic.id}@${LEVELS[level]}`, minutes]),
      ),
);

const section = (topic) => data.sections[topic.section];
const hueOf = (topic) => section(topic)[3];
const stepName = (topic, level) => `${topic.id}@${LEVELS[level]}`;
const topicOf = (step) => topics[placeOf.get(step.split("@")[0])];
const levelOf = (step) => step.split("@")[1];

function titled(step) {
  const topic = topicOf(step);
  return topic ? `${topic.title} (${levelOf(step)})` : step;
}

function topicLink(place, text) {
  const topic = topics[place];
  return make("a", { href: `#topic/${topic.id}`, class: "name" }, text || topic.title);
}

function codeOf(topic) {
  const [, title, code, hue] = section(topic);
  return make("span", { class: `code hue${hue}`, title }, code);
}
