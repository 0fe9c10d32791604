// Suggestions below the search of every page while one types: a combobox whose list the service writes.
const field = document.querySelector("[data-near]");
if (field) suggest(field);

function suggest(field) {
  const list = document.createElement("ul");
  list.id = "x-near";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.nearLabel);
  field.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);
  let asking = null;
  let waiting = 0;
  let chosen = -1;

  field.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(ask, 150);
  });
  field.addEventListener("compositionend", ask);
  field.addEventListener("keydown", keys);
  field.form.addEventListener("submit", (event) => {
    if (chosen < 0) return;
    event.preventDefault();
    go(list.children[chosen]);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  field.addEventListener("blur", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    event.preventDefault();
    field.focus();
  });

  async function ask() {
    const asked = field.value.trim();
    asking?.abort();
    if (!asked) return close();
    asking = new AbortController();
    const query = new URLSearchParams({ q: asked });
    const answer = await fetch(`${field.dataset.near}?${query}`, { signal: asking.signal, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || field.value.trim() !== asked) return undefined;
    const told = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
    list.replaceChildren(...told.querySelectorAll("[role=option]"));
    choose(-1);
    list.hidden = list.children.length === 0 || document.activeElement !== field;
    field.setAttribute("aria-expanded", String(!list.hidden));
    return undefined;
  }

  function keys(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    if (!(event.key in steps) || list.hidden) return;
    event.preventDefault();
    const many = list.children.length + 1; // one of them is the field itself
    choose(((chosen + 1 + steps[event.key] + many) % many) - 1);
  }

  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const line = list.children[number];
    if (!line) { field.removeAttribute("aria-activedescendant"); return; }
    line.setAttribute("aria-selected", "true");
    line.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", line.id);
  }

  function go(line) {
    if (line) window.location.href = line.dataset.href;
  }

  function close() {
    asking?.abort();
    choose(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    return undefined;
  }
}

/* What an address points at inside something folded is unfolded. */
function open() {
  const name = decodeURIComponent(window.location.hash.slice(1));
  const target = name ? document.getElementById(name) : null;
  const folded = target?.closest("details");
  if (folded && !folded.open) { folded.open = true; target.scrollIntoView(); }
}
open();
window.addEventListener("hashchange", open);
