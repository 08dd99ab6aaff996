/* Lists by keyboard: j next, k previous, x choose, Enter open. Only while the focus is inside the list (WCAG 2.1.4).
   Any element with data-key inside a [data-keys] region is pressed by one of its keys while the focus is there. */
(function () {
  "use strict";
  function typing(element) {
    return element.closest('input:not([type="checkbox"]):not([type="radio"]), select, textarea, [contenteditable]');
  }
  function rowsOf(table) { return Array.prototype.slice.call(table.tBodies[0].rows); }
  function tickOf(row) { return row.querySelector('input[name="chosen"]'); }

  function go(table, step) {
    var rows = rowsOf(table);
    var at = rows.findIndex(function (row) { return row.classList.contains("is-here"); });
    var next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!next) { return; }
    rows.forEach(function (row) { row.classList.toggle("is-here", row === next); });
    var target = next.querySelector("th a") || tickOf(next);
    if (target) { target.focus({ preventScroll: true }); }
    next.scrollIntoView({ block: "nearest" });
  }

  function count(form) {
    var ticks = form.querySelectorAll('input[name="chosen"]'), chosen = 0;
    ticks.forEach(function (tick) {
      tick.closest("tr").classList.toggle("is-chosen", tick.checked);
      chosen += tick.checked ? 1 : 0;
    });
    var all = form.querySelector("[data-all]"), said = form.querySelector("[data-count]");
    if (all) { all.checked = chosen > 0 && chosen === ticks.length; all.indeterminate = chosen > 0 && chosen < ticks.length; }
    form.classList.toggle("has-chosen", chosen > 0);
    if (said) { said.textContent = chosen ? said.dataset.words.replace("#", String(chosen)) : ""; }
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    var region = event.target.closest("[data-keys]");
    var pressed = region && region.querySelector('[data-key~="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (pressed) { event.preventDefault(); pressed.click(); return; }
    var list = event.target.closest(".work-list"), table = list && list.querySelector("[data-worklist]");
    if (!table) { return; }
    var here = table.querySelector("tr.is-here") || event.target.closest("tbody tr");
    if (event.key === "j") { go(table, 1); } else if (event.key === "k") { go(table, -1); }
    else if (event.key === "x" && here && tickOf(here)) { tickOf(here).click(); }
    else if (event.key === "Enter" && here && !event.target.closest("a, button, summary")) {
      var link = here.querySelector("th a");
      if (link) { link.click(); } else { return; }
    } else { return; }
    event.preventDefault();
  });
  document.addEventListener("focusin", function (event) {
    var row = event.target.closest("[data-worklist] tbody tr");
    if (row) { rowsOf(row.closest("table")).forEach(function (one) { one.classList.toggle("is-here", one === row); }); }
  });
  document.addEventListener("change", function (event) {
    var form = event.target.closest(".work-list-form");
    if (!form) { return; }
    if (event.target.matches("[data-all]")) {
      form.querySelectorAll('input[name="chosen"]').forEach(function (tick) { tick.checked = event.target.checked; });
    }
    count(form);
  });
  document.querySelectorAll(".work-list-form").forEach(count);
})();
