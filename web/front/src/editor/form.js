// The form of the same file: a change of a cell is put into the text where its value stands, by the service.
import { csrf, language } from "../asking.js";
import { fragment } from "./cases.js";

const UNITS = { days: "day", working_days: "working day", months: "month", years: "year" };

export function filling(page) {
  for (const select of document.querySelectorAll("select[data-choices]")) fill(select);
  const pane = page.form.querySelector("[data-pane=form]");
  if (!pane || !pane.firstElementChild) return;
  page.formed = page.text();
  page.changed(Object.assign(() => {}, { shown: (name) => { if (name === "form" && page.text() !== page.formed) send(page, pane, []); } }));
  prepare(page, pane);
  pane.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-at]");
    if (!cell || event.target.closest("[data-new], [data-new-value]")) return;
    if (event.target.type === "date" && !event.target.validity.valid) return;
    const value = valueOf(cell);
    if (value === null && cell.dataset.sort === "period" && event.target.matches("select")) return; // its number comes next
    send(page, pane, [{ at: JSON.parse(cell.dataset.at), value }]);
  });
  pane.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); event.target.blur(); event.target.focus?.(); } });
  pane.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    if (remove) send(page, pane, [{ at: JSON.parse(remove.dataset.remove), value: null }]);
    else if (event.target.closest("[data-add-value]")) addValue(page, pane, event.target.closest("[data-new-value]"));
    else if (event.target.closest("[data-add]")) addRow(page, pane, event.target.closest("[data-new]"));
  });
}

function valueOf(cell) {
  if (cell.dataset.sort === "period") return periodOf(cell);
  if (cell.dataset.sort !== "many") return cell.value.trim() || null;
  const chosen = [...cell.querySelectorAll("input:checked")].map((one) => one.value);
  const more = cell.querySelector("[data-more]")?.value.trim();
  if (more && !chosen.includes(more)) chosen.push(more);
  return chosen.length ? chosen : null;
}

/** A period as policies write it: the number and what it counts, or the name that is chosen instead. */
function periodOf(cell) {
  const amount = cell.querySelector("input").value.trim(), chosen = cell.querySelector("select");
  if (!UNITS[chosen.value]) return chosen.value;
  return amount ? `${amount} ${UNITS[chosen.value]}${amount === "1" ? "" : "s"}` : null;
}

function addValue(page, pane, row) {
  const part = (name) => row.querySelector(`[data-part=${name}]`).value.trim();
  if (!part("since") || !part("value")) { row.querySelector(`[data-part=${part("since") ? "value" : "since"}]`).focus(); return; }
  send(page, pane, [{ at: ["parameters", part("name"), "values", part("since")], value: part("value") }]);
}

function addRow(page, pane, row) {
  const values = {};
  for (const cell of row.querySelectorAll("[data-at]")) {
    const value = valueOf(cell);
    if (value) values[JSON.parse(cell.dataset.at)[0]] = value;
  }
  const { "@name": name, "@since": since, "@value": value, ...keys } = values;
  const at = JSON.parse(row.dataset.new);
  if (row.dataset.table === "parameters") {
    if (!name || !since || !value) { lacking(row, !name ? "@name" : !since ? "@since" : "@value"); return; }
    keys.values = { [since]: value };
  }
  if (row.dataset.table !== "measures" && !name) { lacking(row, "@name"); return; }
  send(page, pane, [{ at: row.dataset.table === "measures" ? at : [...at, name], value: keys }]);
}

/** Lead to the cell of a new *row* that has to be filled in first. */
function lacking(row, name) {
  const cell = [...row.querySelectorAll("[data-at]")].find((one) => JSON.parse(one.dataset.at)[0] === name);
  (cell?.matches("input, select") ? cell : cell?.querySelector("input, select"))?.focus();
}

async function send(page, pane, edits) {
  const focused = document.activeElement?.closest("[data-at]")?.dataset.at;
  const body = new URLSearchParams({ csrf: csrf(), text: page.text(), edits: JSON.stringify(edits) });
  const answer = await fetch(`/drafts/${page.draft}/form/${page.path}`, { method: "POST", body, credentials: "same-origin", headers: { "Accept-Language": language() } });
  if (answer.status === 401 || answer.status === 403) { page.signedOut?.(); return; } // saving tells that one has to sign in
  const made = fragment(await answer.text());
  const told = made.querySelector("[data-new-text]");
  if (!told) return;
  if (told.dataset.edited !== undefined && page.writable) page.replace(told.value);
  page.formed = told.value;
  const open = [...pane.querySelectorAll("details")].map((one) => one.open);
  pane.replaceChildren(...(made.querySelector("main") ?? made.body).childNodes);
  [...pane.querySelectorAll("details")].forEach((one, index) => { if (open[index]) one.open = true; });
  prepare(page, pane);
  if (focused) [...pane.querySelectorAll("[data-at]")].find((one) => one.dataset.at === focused)?.focus?.();
}

function prepare(page, pane) {
  for (const select of pane.querySelectorAll("select[data-choices]")) fill(select);
  if (!page.writable) for (const one of pane.querySelectorAll("input, select, button")) one.disabled = true;
}

/** Everything that may be chosen, once one turns to the field: a page holds each list once. */
function fill(select) {
  const put = () => {
    const known = document.getElementById(`c-${select.dataset.choices}`);
    if (!known || select.dataset.filled) return;
    select.dataset.filled = "yes";
    const there = new Set([...select.options].map((one) => one.value));
    for (const one of known.options) if (!there.has(one.value)) select.add(new Option(one.textContent, one.value));
  };
  select.addEventListener("focus", put, { once: true });
  select.addEventListener("pointerdown", put, { once: true });
}
