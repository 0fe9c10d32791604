// The code editor of policies: CodeMirror, told what the language and the base know; what is wrong, what the cases say,
// the form of the same file, and saving as one writes.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyField, historyKeymap, redo, undo } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, defaultHighlightStyle, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers,
} from "@codemirror/view";
import { trying } from "./editor/cases.js";
import { checking } from "./editor/checking.js";
import { comparing } from "./editor/comparing.js";
import { filling } from "./editor/form.js";
import { completing, telling } from "./editor/knowing.js";
import { marks } from "./editor/marks.js";
import { saving } from "./editor/saving.js";
import { Schema } from "./editor/schema.js";
import { ask } from "./asking.js";

const form = document.getElementById("x-form");
const field = form?.querySelector("textarea[data-editor]");
if (field) begin();

function words(kind) {
  const held = document.querySelector("template[data-words]").content.querySelectorAll(`[data-${kind}]`);
  return Object.fromEntries([...held].map((one) => [one.dataset[kind], one.textContent]));
}

async function begin() {
  const page = {
    form, field, draft: form.dataset.draft, path: form.dataset.path, owner: form.dataset.owner, nonce: form.dataset.nonce,
    writable: "writable" in form.dataset, said: words("word"), called: words("key"), phrases: words("phrase"),
    state: form.querySelector("[data-state]"), published: document.querySelector("[data-published]").value, listeners: [],
  };
  page.changed = (listener) => page.listeners.push(listener);
  page.text = () => page.view.state.doc.toString();
  page.replace = (text) => replace(page.view, text);
  const knowing = new Compartment();
  page.view = new EditorView({ state: stateOf(page, knowing), parent: null });
  page.common = () => shared(page);
  field.hidden = true;
  field.before(page.view.dom);
  form.querySelector("label[for=x-text]").hidden = true;
  if (!page.writable) page.state.textContent = page.said.read_only;
  saving(page);
  checking(page);
  trying(page);
  filling(page);
  comparing(page);
  bar(page);
  goToLine(page);
  window.addEventListener("hashchange", () => goToLine(page));
  const [schema, names] = await Promise.all([
    form.dataset.kind ? ask("GET", `/v1/schemas/${form.dataset.kind}`).then((found) => found.told).catch(() => null) : null,
    ask("GET", `/v1/drafts/${page.draft}/names`).then((found) => found.told).catch(() => null),
  ]);
  if (!names) return;
  page.names = names;
  const known = new Schema(schema);
  page.view.dispatch({ effects: knowing.reconfigure([
    autocompletion({ override: [completing(known, names, page.called)], maxRenderedOptions: 80 }),
    hoverTooltip(telling(known, names, page.called), { hoverTime: 250 }),
  ]) });
  for (const listener of page.listeners) listener.named?.();
}

function shared(page) {
  return [
    EditorView.cspNonce.of(page.nonce), EditorState.phrases.of(page.phrases), yaml(), syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
    lineNumbers(), highlightSpecialChars(), drawSelection(), EditorView.lineWrapping, EditorState.tabSize.of(2), bracketMatching(),
  ];
}

function stateOf(page, knowing) {
  const extensions = [
    ...shared(page), foldGutter(), history(), indentOnInput(), closeBrackets(), highlightActiveLine(), highlightActiveLineGutter(),
    highlightSelectionMatches(), search({ top: true }), lintGutter(), marks, knowing.of([]),
    EditorView.contentAttributes.of({ "aria-label": form.querySelector("label[for=x-text]").textContent, tabindex: "0" }),
    keymap.of([
      { key: "Mod-s", preventDefault: true, run: () => { page.save?.(); return true; } },
      ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      field.value = update.state.doc.toString();
      for (const listener of page.listeners) listener();
    }),
    page.writable ? [] : [EditorState.readOnly.of(true)],
  ];
  const kept = remembered(page);
  return kept ? EditorState.fromJSON(kept, { extensions }, { history: historyField }) : EditorState.create({ doc: field.value, extensions });
}

/** What was undone or could be, when this file was last left as it is now: it outlives saving and leaving the page. */
function remembered(page) {
  const key = `draft:${page.draft}:${page.path}`;
  window.addEventListener("pagehide", () => {
    try { window.sessionStorage.setItem(key, JSON.stringify(page.view.state.toJSON({ history: historyField }))); } catch { /* too long to be kept */ }
  });
  try {
    const found = JSON.parse(window.sessionStorage.getItem(key) ?? "null");
    return found && found.doc === field.value ? { ...found, selection: { ranges: [{ anchor: 0, head: 0 }], main: 0 } } : null;
  } catch { return null; }
}

/** Have *view* hold *text*, changing no more of it than is other, so that the cursor and what was undone stay. */
function replace(view, text) {
  const old = view.state.doc.toString();
  if (old === text) return;
  let start = 0, end = 0;
  const most = Math.min(old.length, text.length);
  while (start < most && old[start] === text[start]) start += 1;
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  view.dispatch({ changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) }, userEvent: "input.form" });
}

function goToLine(page) {
  const wanted = /^#line-(\d+)$/.exec(window.location.hash);
  if (wanted) page.goTo(Number(wanted[1]));
}

function bar(page) {
  const acts = {
    undo: () => undo(page.view), redo: () => redo(page.view), find: () => openSearchPanel(page.view), save: () => page.save?.(),
    layout: async () => page.replace((await ask("POST", "/v1/layout", { text: page.text() })).told.text),
  };
  for (const button of form.querySelectorAll("[data-act]")) {
    button.type = "button";
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
  const panes = form.querySelectorAll("[data-pane]");
  page.show = (name) => {
    for (const pane of panes) pane.hidden = pane.dataset.pane !== name;
    for (const button of form.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === name));
    page.shown = name;
    for (const listener of page.listeners) listener.shown?.(name);
  };
  for (const button of form.querySelectorAll("[data-view]")) button.addEventListener("click", () => page.show(button.dataset.view));
  page.goTo = (number) => {
    page.show("text");
    const line = page.view.state.doc.line(Math.min(Math.max(number, 1), page.view.state.doc.lines));
    page.view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
    page.view.focus();
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  page.report = (diagnostics) => page.view.dispatch(setDiagnostics(page.view.state, diagnostics));
}
