// The public door: a quicker way out, and sending over a bad line. Every page works without this file.
(function () {
  "use strict";
  var exit = document.getElementById("leave");

  // The page is white at once; the browser goes to our own way out, which ends what is open, and on from there. The entry
  // in the history is replaced, so that "back" does not lead here.
  function leave(event) {
    if (event) event.preventDefault();
    document.documentElement.className = "gone";
    window.location.replace(exit.href);
  }
  if (exit) {
    exit.addEventListener("click", leave);
    // Shift three times within five seconds (the pattern of the GOV.UK Design System): a key that does nothing by itself.
    var pressed = [];
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Shift") { pressed = []; return; }
      if (event.repeat) return;
      var now = Date.now();
      pressed = pressed.filter(function (at) { return now - at < 5000; });
      pressed.push(now);
      if (pressed.length >= 3) leave();
    });
    var hint = document.getElementById("leave-hint");
    if (hint) hint.hidden = false;
  }

  // Before a form leaves the page, the server is asked whether it can be reached: if not, the page and all words stay.
  var form = document.querySelector("form[data-careful]");
  if (!form || !window.XMLHttpRequest) return;
  var said = document.getElementById("line-said");
  var busy = false;
  form.addEventListener("submit", function (event) {
    var button = event.submitter || document.activeElement;
    if (busy) { event.preventDefault(); return; }
    event.preventDefault();
    busy = true;
    said.hidden = false;
    said.textContent = said.getAttribute("data-sending");
    var ask = new XMLHttpRequest();
    ask.open("GET", "/ok?" + Date.now());
    ask.timeout = 15000;
    ask.onload = function () {
      if (ask.status !== 204) { failed(); return; }
      // What the pressed button says goes along as a hidden field.
      if (button && button.name && button.form === form) {
        var field = document.createElement("input");
        field.type = "hidden";
        field.name = button.name;
        field.value = button.value;
        form.insertBefore(field, form.firstChild);
      }
      form.submit();
      // The browser's own "back" may show this page again as it is.
      setTimeout(function () { busy = false; said.hidden = true; if (field && field.parentNode) form.removeChild(field); }, 20000);
    };
    ask.onerror = ask.ontimeout = failed;
    ask.send();
    function failed() {
      busy = false;
      said.textContent = said.getAttribute("data-failed");
    }
  });
})();
