/* Narrows the table of subjects. The page says everything without it. */
"use strict";
(function () {
  const form = document.querySelector(".filter");
  if (!form) { return; }
  const field = document.getElementById("x-filter");
  const policy = document.getElementById("x-policy");
  const change = document.getElementById("x-change");
  const told = document.getElementById("x-found");
  const rows = Array.from(document.querySelectorAll(".affected tbody tr"));
  const texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  form.hidden = false;
  field.addEventListener("input", narrow);
  policy.addEventListener("change", narrow);
  change.addEventListener("change", narrow);
  document.querySelectorAll(".who").forEach(function (link) {
    link.addEventListener("click", function () { policy.value = link.dataset.policy; narrow(); });
  });

  function narrow() {
    const parts = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach(function (row, number) {
      const list = policy.value === "" || row.dataset.policy === policy.value;
      const sort = change.value === "" || row.dataset.change === change.value;
      const shown = list ? sort : false;
      const found = shown ? parts.every(function (part) { return texts[number].includes(part); }) : false;
      row.hidden = !found;
      count += found ? 1 : 0;
    });
    told.textContent = count + " / " + rows.length;
  }
})();
