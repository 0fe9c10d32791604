// What the pages of simulations do for whoever has scripts: drawings that are read value by value with pointer or keys,
// series that come and go, one list alone, sliders beside the fields of parameters.
const impact = document.querySelector(".impact");
if (impact) for (const drawing of impact.querySelectorAll("figure.chart > svg")) read(drawing);
if (impact) narrow();
for (const link of document.querySelectorAll(".impact a.who")) {
  link.href = `${impact.dataset.subjects}?policy=${encodeURIComponent(link.dataset.policy)}`;
}
for (const row of document.querySelectorAll(".parameter-row")) slide(row);
for (const choice of document.querySelectorAll("[data-shows]")) choice.form.addEventListener("change", shown);
shown();

/** Have what *drawing* shows be read one by one: what has a title of its own says it below the drawing. */
function read(drawing) {
  const marks = [...drawing.querySelectorAll("title")].map((title) => title.parentElement).filter((one) => one !== drawing);
  if (!marks.length) return;
  const reading = document.createElement("p");
  reading.className = "reading";
  reading.setAttribute("aria-live", "polite");
  const hint = document.createElement("span");
  hint.className = "quiet";
  hint.textContent = impact.dataset.keys ?? "";
  reading.append(hint);
  drawing.after(reading);
  drawing.tabIndex = 0;
  let at = -1;
  const choose = (place) => {
    marks[at]?.classList.remove("chosen");
    at = place;
    marks[at]?.classList.add("chosen");
    reading.replaceChildren(at < 0 ? hint : marks[at].querySelector("title").textContent);
  };
  drawing.addEventListener("pointerover", (event) => {
    const place = marks.findIndex((one) => one.contains(event.target));
    if (place >= 0) choose(place);
  });
  drawing.addEventListener("pointerleave", () => { if (document.activeElement !== drawing) choose(-1); });
  drawing.addEventListener("blur", () => choose(-1));
  drawing.addEventListener("keydown", (event) => {
    const next = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (next) choose(at < 0 ? (next > 0 ? 0 : marks.length - 1) : (at + next + marks.length) % marks.length);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(beyond(marks, at, event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Home") choose(0);
    else if (event.key === "End") choose(marks.length - 1);
    else if (event.key === "Escape") choose(-1);
    else if (event.key === "Enter") go(marks[at]);
    else return;
    event.preventDefault();
  });
  drawing.addEventListener("click", (event) => go(event.target.closest("[data-code]")));
  if (drawing.classList.contains("series")) toggles(drawing);
}

/** The place of the mark that lies below or above the one *at* its place, the nearest there is. */
function beyond(marks, at, way) {
  if (at < 0) return 0;
  const middle = (one) => { const box = one.getBBox(); return [box.x + box.width / 2, box.y + box.height / 2]; };
  const [x, y] = middle(marks[at]);
  let best = at, far = Infinity;
  marks.forEach((one, place) => {
    const [u, v] = middle(one);
    const apart = way * (v - y) > 1 ? Math.abs(v - y) + 3 * Math.abs(u - x) : Infinity;
    if (apart < far) [best, far] = [place, apart];
  });
  return best;
}

/** From a county of the map to who is affected there. */
function go(mark) {
  const code = mark?.dataset?.code, where = impact.dataset.subjects;
  if (!code || !where) return;
  const list = mark.closest("[data-policy]")?.dataset.policy ?? "";
  window.location.href = `${where}?region=${code}${list ? `&policy=${encodeURIComponent(list)}` : ""}`;
}

/** The legend of a *drawing* of series as buttons that take a series out and put it in again. */
function toggles(drawing) {
  const items = drawing.closest("figure").querySelectorAll(".legend li");
  ["baseline", "candidate", "difference"].forEach((name, place) => {
    const item = items[place];
    if (!item) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.setAttribute("aria-pressed", "true");
    button.title = impact.dataset.hide ?? "";
    button.append(...item.childNodes);
    item.append(button);
    button.addEventListener("click", () => {
      const gone = drawing.classList.toggle(`without-${name}`);
      button.setAttribute("aria-pressed", String(!gone));
    });
  });
}

/** One list alone, where one is chosen. */
function narrow() {
  const form = document.querySelector("[data-narrow]"), choice = form?.querySelector("select");
  if (!choice || choice.options.length < 3) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  choice.addEventListener("change", () => {
    for (const one of impact.querySelectorAll("section.list")) {
      one.hidden = choice.value !== "" && one.dataset.policy !== choice.value;
    }
    impact.querySelector("section.list:not([hidden])")?.scrollIntoView({ block: "start" });
  });
}

/** A slider beside the field of a parameter, with the published value marked on it. */
function slide(row) {
  const field = row.querySelector(".typed > input"), unit = row.querySelector(".typed > select");
  const slider = row.querySelector("input[type=range]"), back = row.querySelector("[data-back]");
  const { published, per } = row.dataset;
  const number = Number(published);
  if (!Number.isFinite(number)) return;
  slider.parentElement.hidden = false;
  slider.parentElement.querySelector(".mark").style.left = `calc(8px + (100% - 16px) * ${number / Number(slider.max)})`;
  const told = () => {
    const changed = field.value !== published || (unit && unit.value !== per);
    row.classList.toggle("changed", Boolean(changed));
    back.hidden = !changed;
    slider.setAttribute("aria-valuetext", `${field.value} ${unit ? unit.selectedOptions[0].text : ""}`.trim());
  };
  slider.addEventListener("input", () => { field.value = slider.value; told(); });
  field.addEventListener("input", () => {
    if (Number(field.value) > Number(slider.max)) slider.max = field.value;
    slider.value = field.value;
    told();
  });
  unit?.addEventListener("change", told);
  back.addEventListener("click", () => { field.value = slider.value = published; if (unit) unit.value = per; told(); field.focus(); });
  slider.value = field.value;
  told();
}

/** Of each choice, the fields that belong to it. */
function shown() {
  for (const one of document.querySelectorAll("[data-shows]")) {
    const part = document.getElementById(one.dataset.shows);
    part.hidden = !one.checked;
  }
}
