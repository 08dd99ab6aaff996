/* What every page does with script: menus that close, a word when a request fails. Without it all still works. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("has-script");

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) { menu.open = false; }
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  /* The link to the content, and links from a form's summary to a field, must move the focus, too. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#"]');
    var target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (target) { target.focus(); }
  });

  var toasts = document.getElementById("toasts");
  function say(text) {
    var notice = document.createElement("div"), shape = document.createElement("span");
    var words = document.createElement("p"), close = document.createElement("button");
    notice.className = "notice tone-stop";
    shape.className = "shape"; shape.textContent = "✕"; shape.setAttribute("aria-hidden", "true");
    words.textContent = text;
    close.type = "button"; close.textContent = toasts.dataset.close;
    close.addEventListener("click", function () { notice.remove(); });
    notice.append(shape, words, close);
    toasts.replaceChildren(notice);
  }
  if (toasts) {
    ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
      document.addEventListener(name, function () { say(toasts.dataset.broken); });
    });
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
  });

  /* A form that is kept as one types counts its sendings, so that one that arrives late changes nothing. */
  function count(form) {
    var serial = form && form.querySelector && form.querySelector("[data-serial]");
    if (serial) { serial.value = Number(serial.value) + 1; }
    return serial;
  }
  document.addEventListener("submit", function (event) { count(event.target); }, true);
  document.addEventListener("htmx:configRequest", function (event) {
    var serial = count(event.target);
    if (serial) { event.detail.parameters[serial.name] = serial.value; }
  });
})();
