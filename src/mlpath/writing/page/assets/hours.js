// Value against hours, and what another budget would bring in or drop.

function startHours() {
  if (!data.curve) return;
  const points = data.curve.points;
  const here = points.findIndex((point) => point.here);
  const slider = make("input", {
    type: "range",
    id: "budget",
    min: 0,
    max: points.length - 1,
    step: 1,
    value: here,
  });
  const told = make("div", { class: "told", id: "told" });
  byId("curve").append(
    plot(points),
    make("label", { for: "budget", class: "slider" }, "Another budget", slider),
    told,
  );
  const change = () => {
    const point = points[Number(slider.value)];
    slider.setAttribute("aria-valuetext", sentence(point));
    told.replaceChildren(
      make("p", { class: "sentence" }, sentence(point)),
      ...changeList("Comes in", point.in),
      ...changeList("Goes out", point.out),
    );
    mark(points, Number(slider.value));
  };
  slider.addEventListener("input", change);
  if (points.length < 2) slider.disabled = true;
  change();
}

function sentence(point) {
  const best =
    point.bound > point.value
      ? `, at most ${figure(point.bound)} possible`
      : ", and no plan is worth more";
  const start = `${duration(point.budget)}: value ${figure(point.value)}${best}`;
  if (point.here) return `${start}. This is your plan.`;
  if (!point.in.length && !point.out.length) return `${start}. It holds the same steps.`;
  return `${start}. ${count(point.in.length, "step")} would come in, ${point.out.length} go out.`;
}

function changeList(title, names) {
  if (!names.length) return [];
  const shown = names.slice(0, 40).map((name) => make("li", {}, stepLink(name)));
  const more = names.length > 40 ? [make("li", {}, `and ${names.length - 40} more`)] : [];
  return [
    make("h3", {}, `${title} (${names.length})`),
    make("ul", { class: "chips" }, shown, more),
  ];
}

const PLOT = { width: 640, height: 250, left: 52, right: 16, top: 30, bottom: 40 };

function scales(points) {
  const most = Math.max(
    ...points.map((point) => point.budget),
    ...data.curve.corners.map(([x]) => x),
    1,
  );
  const high = Math.max(
    ...points.map((point) => point.bound),
    ...data.curve.corners.map(([, y]) => y),
    0.001,
  );
  return {
    most,
    high,
    x: (minutes) => PLOT.left + ((PLOT.width - PLOT.left - PLOT.right) * minutes) / most,
    y: (value) =>
      PLOT.height - PLOT.bottom - ((PLOT.height - PLOT.top - PLOT.bottom) * value) / high,
  };
}

function ticksTo(most, wanted) {
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const found = [];
  for (let number = 0; number * size <= most * 1.0001; number += 1) found.push(number * size);
  return found;
}

function plot(points) {
  const scale = scales(points);
  const text = (x, y, words, anchor) => makeSvg("text", { x, y, "text-anchor": anchor }, words);
  const svg = makeSvg("svg", {
    class: "plot",
    viewBox: `0 0 ${PLOT.width} ${PLOT.height}`,
    role: "img",
    "aria-label": "Value against hours of study; the table below has the same numbers",
  });
  const floor = PLOT.height - PLOT.bottom;
  for (const hours of ticksTo(scale.most / 60, 8)) {
    const x = scale.x(hours * 60);
    svg.append(
      makeSvg("line", { class: "grid", x1: x, x2: x, y1: PLOT.top, y2: floor }),
      text(x, floor + 16, hours.toLocaleString("en"), "middle"),
    );
  }
  for (const value of ticksTo(scale.high, 4)) {
    const y = scale.y(value);
    svg.append(
      makeSvg("line", { class: "grid", x1: PLOT.left, x2: PLOT.width - PLOT.right, y1: y, y2: y }),
      text(PLOT.left - 8, y + 4, figure(value), "end"),
    );
  }
  svg.append(
    text(PLOT.width - PLOT.right, PLOT.height - 6, "hours of study", "end"),
    text(6, 14, "value", "start"),
  );
  const line = data.curve.corners
    .map(([x, y]) => `${scale.x(x).toFixed(1)} ${scale.y(y).toFixed(1)}`)
    .join("L");
  svg.append(makeSvg("path", { class: "hull", d: `M${line}` }));
  points.forEach((point, number) => {
    svg.append(
      makeSvg("circle", {
        class: point.here ? "point here" : "point",
        cx: scale.x(point.budget),
        cy: scale.y(point.value),
        r: point.here ? 6 : 4,
        id: `point-${number}`,
      }),
    );
  });
  svg.append(makeSvg("circle", { id: "picked", r: 10 }));
  return svg;
}

function mark(points, number) {
  const scale = scales(points);
  byId("picked").setAttribute("cx", scale.x(points[number].budget));
  byId("picked").setAttribute("cy", scale.y(points[number].value));
}
