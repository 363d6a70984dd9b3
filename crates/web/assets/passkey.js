// Passkeys: the browser's own dialog cannot be asked for without a script. Every page works without this file; what needs
// it is hidden until it is known to work here.
(function () {
  "use strict";
  var opened = Date.now();

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    var out = new Uint8Array(plain.length);
    for (var at = 0; at < plain.length; at += 1) out[at] = plain.charCodeAt(at);
    return out;
  }
  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (byte) { plain += String.fromCharCode(byte); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function make(options) {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    (options.excludeCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    return navigator.credentials.create({ publicKey: options }).then(function (made) {
      var answer = made.response;
      return {
        id: text(made.rawId),
        transports: answer.getTransports ? answer.getTransports() : [],
        attestationObject: text(answer.attestationObject),
        clientDataJSON: text(answer.clientDataJSON),
      };
    });
  }
  function use(options) {
    options.challenge = bytes(options.challenge);
    return navigator.credentials.get({ publicKey: options }).then(function (used) {
      var answer = used.response;
      return {
        id: text(used.rawId),
        authenticatorData: text(answer.authenticatorData),
        signature: text(answer.signature),
        clientDataJSON: text(answer.clientDataJSON),
        userHandle: answer.userHandle ? text(answer.userHandle) : null,
      };
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-passkey]"), function (form) {
    var failed = form.querySelector("[data-failed]");
    // A passkey belongs to one address: where the page was opened under another, there is nothing to offer.
    if (!window.PublicKeyCredential || window.location.origin !== form.dataset.origin) return;
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      // The question of this page is good for a quarter of an hour.
      if (Date.now() - opened > 14 * 60 * 1000 && form.dataset.passkey === "use") { window.location.reload(); return; }
      failed.hidden = true;
      var ask = form.dataset.passkey === "use" ? use : make;
      ask(JSON.parse(form.dataset.options)).then(function (answer) {
        form.elements.answer.value = JSON.stringify(answer);
        form.submit();
      }, function () { failed.hidden = false; });
    });
  });
})();
