// Boxes to tick, how far the learner is, and the log as a file.

let reached = standing();

function isDone(step) {
  return reached.state.get(step) === "mastered";
}

function showTicks() {
  reached = standing();
  for (const box of document.querySelectorAll("input[data-step]")) {
    const step = box.dataset.step;
    box.checked = box.dataset.mark === "passed" ? reached.passed.has(step) : isDone(step);
  }
  for (const item of document.querySelectorAll(".steps > li")) {
    const boxes = [...item.querySelectorAll("input[data-mark=done]")];
    item.classList.toggle("finished", boxes.length > 0 && boxes.every((box) => box.checked));
  }
  for (const row of document.querySelectorAll("details.row")) {
    const boxes = [...row.querySelectorAll("input[data-mark=done]")];
    const done = boxes.filter((box) => box.checked).length;
    row.classList.toggle("finished", boxes.length > 0 && done === boxes.length);
    row.querySelector(".count").textContent = done ? `${done} of ${boxes.length} done` : "";
  }
  showReached();
  showLog();
}

function showReached() {
  let minutes = 0;
  let all = 0;
  let done = 0;
  for (const [step, length] of measured) {
    all += length;
    if (isDone(step)) {
      done += 1;
      minutes += length;
    }
  }
  byId("bar").value = all ? minutes / all : 0;
  byId("reached").textContent =
    `${done.toLocaleString("en")} of ${count(measured.size, "step")}, ${hoursOf(minutes)} of ${hoursOf(all)}`;
}

function showLog() {
  byId("kept").textContent = log.kept
    ? "Ticks are kept in this browser, for this graph."
    : "This browser keeps nothing for this page: save the lines before you close it.";
  byId("lines").value = asText();
  const last = counting().slice(-8).reverse();
  byId("last").replaceChildren(
    ...(last.length ? last : [null]).map((event) =>
      make(
        "li",
        {},
        event
          ? `${event.on || event.t.slice(0, 10)}: ${event.ev}, ${titled(event.step)}`
          : "Nothing yet.",
      ),
    ),
  );
}

function told(found) {
  const words = [`${count(found.read, "event")} read, ${found.fresh} new`];
  if (found.damaged) words.push(`${count(found.damaged, "line")} not understood and left out`);
  if (found.newer) words.push(`${count(found.newer, "line")} of a newer mlpath left out`);
  const note = byId("log-said");
  note.textContent = `${words.join("; ")}.`;
  note.hidden = false;
  say(note.textContent);
  keep();
}

function saveFile() {
  const url = URL.createObjectURL(new Blob([asText()], { type: "application/octet-stream" }));
  const anchor = make("a", { href: url, download: "progress.jsonl" });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function startTicks() {
  remember();
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches("input[data-step]")) return;
    if (box.checked) record(box.dataset.step, box.dataset.mark);
    else takeBack(box.dataset.step, box.dataset.mark);
    say(
      `${titled(box.dataset.step)}: ${box.checked ? box.dataset.mark : "taken back"}. ${byId("reached").textContent}`,
    );
  });
  byId("save").addEventListener("click", saveFile);
  byId("take").addEventListener("click", () => told(takeIn(byId("lines").value)));
  byId("open").addEventListener("change", async (event) => {
    for (const file of event.target.files) told(takeIn(await file.text()));
    event.target.value = "";
  });
  byId("keeping").hidden = false;
  watchers.push(showTicks);
  showTicks();
}

// Weeks that are over are folded; the one that is on is marked.
function foldRows() {
  const now = today();
  for (const row of document.querySelectorAll("details.row[open]")) {
    if (row.classList.contains("finished")) row.open = false;
    const { first, last } = row.dataset;
    if (first && first <= now && now <= last) {
      row.classList.add("now");
      row.querySelector("h3").append(make("span", { class: "badge" }, "this week"));
    }
  }
}
