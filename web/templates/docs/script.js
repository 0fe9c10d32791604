/* Search over an index that lies beside the pages; it is loaded when the field is first used. Works from file://. */
"use strict";
(function () {
  const MOST = 40;
  const root = document.currentScript.dataset.root;
  const form = document.querySelector(".search");
  const field = document.getElementById("x-search");
  const list = document.getElementById("x-found");
  const none = document.getElementById("x-none");
  let entries = null;
  let chosen = -1;

  form.hidden = false;
  openTarget();
  window.addEventListener("hashchange", openTarget);
  field.addEventListener("focus", load);
  field.addEventListener("input", function () { load(); show(); });
  field.addEventListener("keydown", keys);
  form.addEventListener("submit", function (event) { event.preventDefault(); go(Math.max(chosen, 0)); });
  document.addEventListener("click", function (event) { if (!form.contains(event.target)) { close(); } });
  document.addEventListener("keydown", function (event) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });

  function load() {
    if (entries !== null) { return; }
    entries = [];
    const script = document.createElement("script");
    script.src = root + "/search.js";
    script.onload = function () {
      entries = window.xinhengIndex.map(function (entry) {
        return { title: entry[0], name: entry[1], sort: entry[2], path: entry[3], text: entry.slice(0, 3).join(" ").toLowerCase() };
      });
      show();
    };
    document.head.append(script);
  }

  function matching(asked) {
    const parts = asked.toLowerCase().split(/\s+/).filter(Boolean);
    if (!parts.length) { return []; }
    const found = entries.filter(function (entry) {
      return parts.every(function (part) { return entry.text.includes(part); });
    });
    found.forEach(function (entry) { entry.rank = rank(entry, parts[0]); });
    return found.sort(function (a, b) { return a.rank - b.rank; }).slice(0, MOST);
  }

  function rank(entry, part) {
    const title = entry.title.toLowerCase();
    const place = title.indexOf(part);
    return (place === 0 ? 0 : place > 0 ? 1 : 2) + (entry.path.includes("#") ? 3 : 0) + title.length / 1000;
  }

  function show() {
    const asked = field.value.trim();
    const found = matching(asked);
    chosen = -1;
    list.replaceChildren.apply(list, found.map(item));
    list.hidden = found.length === 0;
    none.hidden = asked === "" || found.length > 0;
    field.setAttribute("aria-expanded", String(found.length > 0));
    field.removeAttribute("aria-activedescendant");
  }

  function item(entry, number) {
    const line = document.createElement("li");
    line.id = "x-found-" + number;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.path = entry.path;
    line.append(entry.title);
    const about = document.createElement("small");
    about.textContent = entry.sort + " · " + entry.name;
    line.append(about);
    line.addEventListener("click", function () { go(number); });
    return line;
  }

  function keys(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") { close(); }
    if (!(event.key in steps) || list.hidden) { return; }
    event.preventDefault();
    const lines = list.children;
    if (chosen >= 0) { lines[chosen].setAttribute("aria-selected", "false"); }
    chosen = (chosen + steps[event.key] + lines.length) % lines.length;
    lines[chosen].setAttribute("aria-selected", "true");
    lines[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", lines[chosen].id);
  }

  function go(number) {
    const line = list.children[number];
    if (line) { window.location.href = root + "/" + line.dataset.path; close(); }
  }

  function close() {
    list.hidden = true;
    none.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  function openTarget() {
    const target = window.location.hash.length > 1 && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded) { folded.open = true; }
  }
})();
