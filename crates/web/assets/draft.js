// Keeps what is typed into a form that is marked (data-draft), a moment after the last key, and says at once when nobody is
// signed in any more. Every form works without this file: it has a button that does the same, and what is sent when the
// session has ended is carried along by the page to sign in.
"use strict";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const notice = form.querySelector("[data-signed-out]");
  let timer;
  const keep = async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("keep", "quiet");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
      // Whoever is not signed in is sent to the page to sign in, which is not followed from here.
      notice.hidden = answer.type !== "opaqueredirect" && answer.status !== 403;
    } catch {
      // The network is away for a moment: what is typed stays on the page, and the next key tries again.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
