// The cases beside the text: run on every change, shown case by case, what one fires and sees is marked in the editor;
// and an evaluation of one's own, which can be kept as a case.
import { ask, csrf, language } from "../asking.js";
import { mark } from "./marks.js";

const LATER = 500;
const numbers = (text) => (text ? text.split(" ").map(Number) : []);

export function trying(page) {
  const panel = page.form.querySelector("[data-trial]");
  if (panel) running(page, panel);
  const asked = document.querySelector("form[data-case]");
  if (asked) evaluating(page, asked);
}

async function sent(address, values, signal) {
  const body = new URLSearchParams({ csrf: csrf(), ...values });
  const answer = await fetch(address, { method: "POST", body, signal, credentials: "same-origin", headers: { "Accept-Language": language() } });
  if (answer.status === 401 || answer.status === 403) return null; // saving tells that somebody has to sign in
  return answer.text();
}

export function fragment(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function running(page, panel) {
  let timer, asking, shown = null;
  const waiting = Object.assign(document.createElement("p"), { className: "quiet", textContent: page.said.cases_next });
  panel.replaceChildren(waiting);
  const run = async () => {
    if (!page.sound) { if (panel.querySelector("[data-cases]")) stale(page, panel); else await once(); return; }
    await once();
  };
  const once = async () => {
    asking?.abort();
    asking = new AbortController();
    waiting.textContent = page.said.running;
    const text = page.text();
    try {
      const html = await sent(`/drafts/${page.draft}/trial/${page.path}`, { text }, asking.signal);
      if (html === null || text !== page.text()) return;
      const main = fragment(html).querySelector("main") ?? fragment(html).body;
      const open = [...panel.querySelectorAll("details")].map((one) => one.open);
      panel.replaceChildren(...main.childNodes);
      [...panel.querySelectorAll("details")].forEach((one, index) => { if (open[index] !== undefined) one.open = open[index]; });
      panel.classList.remove("stale");
      marked(page, panel, shown);
    } catch (error) { if (error.name !== "AbortError") throw error; }
  };
  page.checked = () => { window.clearTimeout(timer); timer = window.setTimeout(run, LATER); };
  page.runAgain = once;
  panel.addEventListener("click", (event) => {
    const to = event.target.closest("[data-line]");
    if (to) { page.goTo(Number(to.dataset.line)); return; }
    const show = event.target.closest("[data-show]");
    if (!show) return;
    const name = show.textContent;
    shown = shown === name ? null : name;
    marked(page, panel, shown);
  });
}

/** What is shown is of the text as it was before something was wrong with it. */
function stale(page, panel) {
  if (panel.classList.contains("stale")) return;
  panel.classList.add("stale");
  panel.prepend(Object.assign(document.createElement("p"), { className: "quiet", textContent: page.said.stale }));
}

/** Mark in the editor what the case called *shown* fires and sees; where none is shown, what all of them do. */
function marked(page, panel, shown) {
  for (const button of panel.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.textContent === shown));
  const button = [...panel.querySelectorAll("[data-show]")].find((one) => one.textContent === shown);
  const detail = panel.querySelector("[data-detail]");
  if (detail) { detail.hidden = !button; if (button) detailed(panel, detail, button); }
  if (page.path !== `${page.owner}.yaml`) return;
  const number = button ? Number(button.dataset.show) : null;
  const wanted = [];
  for (const rule of panel.querySelectorAll("[data-rule]")) {
    const cases = numbers(rule.dataset.numbers), first = Number(rule.dataset.first);
    if (number === null ? cases.length : cases.includes(number)) {
      wanted.push({ line: first, sort: "fired", said: rule.textContent.trim() });
      if (number !== null) for (let line = first; line <= Number(rule.dataset.last); line += 1) wanted.push({ line, ground: "fired" });
    }
  }
  for (const one of panel.querySelectorAll("[data-condition]")) {
    const yes = numbers(one.dataset.true), no = numbers(one.dataset.false), line = Number(one.dataset.first);
    if (number === null) { if (!yes.length || !no.length) wanted.push({ line, sort: "wanting", said: one.textContent.replace(/\s+/g, " ").trim() }); continue; }
    const seen = [yes.includes(number), no.includes(number)];
    if (seen[0] || seen[1]) wanted.push({ line, sort: seen[0] && seen[1] ? "both" : seen[0] ? "true" : "false", said: one.dataset.said });
  }
  mark(page.view, wanted);
}

function detailed(panel, detail, button) {
  const item = button.closest("[data-case-number]"), number = Number(button.dataset.show);
  detail.querySelector("[data-detail-name]").replaceChildren(...button.cloneNode(true).childNodes);
  const fired = item.dataset.fired;
  detail.querySelector("[data-detail-fired]").hidden = !fired;
  detail.querySelector("[data-detail-none]").hidden = Boolean(fired);
  detail.querySelector("[data-detail-fired] span").textContent = fired.split(" ").map((id) => called(panel, id)).join("、");
  const word = { true: detail.querySelector("[data-true-word]").textContent, false: detail.querySelector("[data-false-word]").textContent };
  const seen = new Map();
  for (const one of panel.querySelectorAll("[data-condition]")) {
    const found = ["true", "false"].filter((truth) => numbers(one.dataset[truth]).includes(number)).map((truth) => word[truth]);
    if (found.length) seen.set(one.dataset.said, new Set([...(seen.get(one.dataset.said) ?? []), ...found]));
  }
  detail.querySelector("[data-detail-seen]").replaceChildren(...[...seen].map(([said, found]) => {
    const made = document.createElement("li"), truths = made.appendChild(document.createElement("span"));
    truths.className = "quiet";
    truths.textContent = [...found].join("、");
    truths.before(said, " ");
    return made;
  }));
}

/** What the rule *id* is called. */
function called(panel, id) {
  return [...panel.querySelectorAll("[data-rule]")].find((one) => one.dataset.rule === id)?.dataset.said ?? id;
}

function evaluating(page, form) {
  const out = document.querySelector("[data-made]");
  adding(page, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    const html = await sent(`/drafts/${page.draft}/case/${page.owner}.yaml`, { ...values, text: await page.policyText() });
    if (html === null) { page.signedOut?.(); return; }
    out.replaceChildren(...(fragment(html).querySelector("main") ?? fragment(html).body).childNodes);
    const made = out.querySelector("[data-made-text]");
    if (made && page.path === `${page.owner}.yaml`) firing(page, made.dataset.fired.split(" ").filter(Boolean));
  });
  page.policyText = async () => {
    if (page.path !== page.cases) return page.text();
    return (await ask("GET", `/v1/drafts/${page.draft}/files/${page.owner}.yaml`)).told;
  };
  page.cases = `${page.owner}.cases.yaml`;
  out.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-keep]")) return;
    event.target.disabled = true;
    await page.saved();
    const text = out.querySelector("[data-made-text]").textContent;
    const { told } = await ask("POST", `/v1/drafts/${page.draft}/cases`, { policy: page.owner, text, revision: page.revision });
    page.revision = told.revision;
    const said = Object.assign(document.createElement("p"), { className: "notice good", textContent: page.said.kept });
    said.setAttribute("role", "status");
    out.replaceChildren(said);
    if (page.path === page.cases) await page.takeOver();
    page.runAgain?.();
  });
}

/** Mark the rules that fired in one's own evaluation. */
function firing(page, names) {
  const rules = [...page.form.querySelectorAll("[data-rule]")].filter((rule) => names.includes(rule.dataset.rule));
  mark(page.view, rules.flatMap((rule) => {
    const first = Number(rule.dataset.first), last = Number(rule.dataset.last);
    const lines = Array.from({ length: last - first + 1 }, (_, index) => ({ line: first + index, ground: "fired" }));
    return [{ line: first, sort: "fired", said: rule.dataset.said }, ...lines];
  }));
}

/** A record that one chooses is put among the records with the fields it has to be filled in. */
function adding(page, form) {
  const chosen = form.querySelector("#x-fact"), facts = form.querySelector("[name=facts]");
  form.querySelector("[data-add-fact]").hidden = false;
  chosen.addEventListener("change", () => {
    const type = page.names?.fact_types[chosen.value];
    if (!type) return;
    const number = facts.value.split("\n").filter((line) => line.startsWith("- ")).length + 1;
    const day = form.querySelector("[name=as_of]").value;
    const fields = Object.entries(type.fields).map(([name, one]) => `${name}: ${sample(one)}`);
    facts.value = `${facts.value.trimEnd()}\n- {id: f${number}, type: ${chosen.value}, date: ${day}${fields.length ? `, ${fields.join(", ")}` : ""}}`.trimStart();
    chosen.value = "";
    facts.focus();
  });
}

function sample(field) {
  const first = Object.keys(field.values ?? {})[0];
  if (first) return first;
  return { decimal: "10000", integer: "1", boolean: "true", date: "2026-01-01", set: "[]" }[field.type] ?? "甲1";
}
