/* Sending files: too much is said before it is sent, and how far it is while it is. Without script the form just sends. */
(function () {
  "use strict";
  function part(form, name) { return form.querySelector(name); }

  document.addEventListener("change", function (event) {
    var form = event.target.matches("input.drop") && event.target.closest("form[data-most]");
    if (!form) { return; }
    var sum = Array.from(event.target.files).reduce(function (all, file) { return all + file.size; }, 0);
    var wrong = part(form, "[data-wrong]"), over = sum > Number(form.dataset.most);
    wrong.hidden = !over;
    wrong.textContent = over ? form.dataset.tooLarge : "";
    part(form, "button").disabled = over;
  });
  document.addEventListener("dragover", function (event) {
    if (event.target.matches("input.drop")) { event.target.classList.add("is-over"); }
  });
  ["dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.target.matches("input.drop")) { event.target.classList.remove("is-over"); }
    });
  });
  document.addEventListener("htmx:xhr:progress", function (event) {
    var form = event.target.closest && event.target.closest("form[data-most]");
    if (!form || !event.detail.lengthComputable) { return; }
    var bar = part(form, "progress");
    bar.hidden = false;
    bar.value = 100 * event.detail.loaded / event.detail.total;
  });
})();
