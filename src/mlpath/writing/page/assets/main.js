// Which view is shown: the part of the address after # says it, so links and the back key work.

const views = [...document.querySelectorAll("main > .view")];
let shownView = views[0].id;

function currentView() {
  return shownView;
}

function show(view, first = false) {
  shownView = view;
  for (const each of views) {
    each.hidden = each.id !== view;
    const tab = byId(`tab-${each.id}`);
    if (each.id === view) {
      tab.setAttribute("aria-current", "page");
      // Asking where a tab stands lays the whole page out: not before it is shown at all.
      if (!first) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else tab.removeAttribute("aria-current");
  }
  if (view === "diagram") showDiagram();
}

// Say in the address where we are, without going there; a page inside another may not.
function note(place) {
  try {
    history.replaceState(null, "", `${location.href.split("#")[0]}#${place}`);
  } catch {
    // The address stays as it is.
  }
}

// Inside another page, links with # alone would lead out of this one.
function followInside(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const hash = link.getAttribute("href");
  if (location.hash === hash) route();
  else location.hash = hash;
}

function route() {
  const hash = location.hash.slice(1);
  if (hash.startsWith("topic/")) {
    const id = hash.slice("topic/".length);
    const place = placeOf.get(id) ?? placeOf.get(formerId.get(id));
    if (place !== undefined) openPanel(place);
  } else if (byId(`tab-${hash}`)) {
    show(hash);
    if (byId("panel").hidden === false) focusBox(shownTopic);
    // A diagram wants the whole window.
    const top = byId("main").offsetTop;
    if (hash === "diagram" || window.scrollY > top) byId("main").scrollIntoView();
  } else if (hash.startsWith("row-") && byId(hash)) {
    show("list");
    byId(hash).open = true;
    byId(hash).scrollIntoView();
  }
}

function start() {
  document.documentElement.classList.add("scripted");
  byId("tools").hidden = false;
  startTicks();
  foldRows();
  startPanel();
  startSearch();
  startHours();
  startDiagram();
  show(shownView, true);
  route();
  window.addEventListener("hashchange", route);
  document.addEventListener("click", followInside);
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
  performance.mark("mlpath-ready");
  document.documentElement.dataset.ready = "yes";
}

start();
