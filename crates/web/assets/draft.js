// Keeps what is typed into a form that names where (data-draft), a moment after the last key. Every form works without
// this file: it has a button that does the same.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) {
  let timer;
  const keep = () => {
    const body = new URLSearchParams(new FormData(form));
    // Where the session has ended this is answered by the page to sign in, and what was kept before stays.
    fetch(form.dataset.draft, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
