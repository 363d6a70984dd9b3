// The chart of a lead: larger, smaller, the whole, over the whole window; drag to move. Everything is on the page without
// this file, and the window of the chart scrolls by keyboard by itself.
"use strict";

(() => {
  const frame = document.getElementById("chart-frame");
  const tools = document.getElementById("chart-tools");
  const pane = document.getElementById("chart-window");
  const chart = document.getElementById("chart");
  if (frame === null || tools === null || pane === null || chart === null) return;
  const [, , width, height] = chart.getAttribute("viewBox").split(" ").map(Number);
  let scale = 1;

  // The middle of what is seen stays where it is.
  const zoom = (to) => {
    const before = scale;
    scale = Math.min(Math.max(to, 0.25), 4);
    const x = (pane.scrollLeft + pane.clientWidth / 2) / before;
    const y = (pane.scrollTop + pane.clientHeight / 2) / before;
    chart.setAttribute("width", String(Math.round(width * scale)));
    chart.setAttribute("height", String(Math.round(height * scale)));
    pane.scrollTo(x * scale - pane.clientWidth / 2, y * scale - pane.clientHeight / 2);
  };
  const fit = () => zoom(Math.min(pane.clientWidth / width, pane.clientHeight / height, 1.5));
  const expand = (on) => {
    frame.classList.toggle("expanded", on);
    tools.querySelector("[data-zoom=expand]").setAttribute("aria-pressed", String(on));
  };
  const acts = {
    in: () => zoom(scale * 1.25),
    out: () => zoom(scale / 1.25),
    fit,
    expand: () => expand(!frame.classList.contains("expanded")),
  };
  tools.hidden = false;
  pane.classList.add("moves");
  tools.addEventListener("click", (event) => acts[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame.classList.contains("expanded")) {
      expand(false);
      tools.querySelector("[data-zoom=expand]").focus();
    }
  });

  // Dragging moves; a click that did not move is a click on a link.
  let from = null;
  let moved = false;
  pane.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = { x: event.clientX + pane.scrollLeft, y: event.clientY + pane.scrollTop };
    moved = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const [x, y] = [from.x - event.clientX, from.y - event.clientY];
    if (!moved && Math.hypot(x - pane.scrollLeft, y - pane.scrollTop) < 4) return;
    moved = true;
    pane.scrollTo(x, y);
  });
  window.addEventListener("pointerup", () => { from = null; });
  pane.addEventListener("dragstart", (event) => event.preventDefault());
  pane.addEventListener("click", (event) => {
    if (moved) event.preventDefault();
    moved = false;
  }, true);
})();
