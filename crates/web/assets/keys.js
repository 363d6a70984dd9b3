// Keyboard shortcuts: j and k walk through a list or a table, / goes to the search box. Every page works without this
// file, and a link in the foot of the page turns it off.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  // Whoever types means the letter.
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    const search = document.getElementById("search");
    if (search === null) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  const step = { j: 1, k: -1 }[event.key];
  if (step === undefined) return;
  const rows = [...document.querySelectorAll("a[data-row]")];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  event.preventDefault();
  rows[next].focus();
  (rows[next].closest("li, tr") ?? rows[next]).scrollIntoView({ block: "nearest" });
});
