// Saving as one writes, each time on what was seen last; where somebody else was first, both texts are shown.
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { ask, csrf, language, renewed } from "../asking.js";

const SOON = 1200, AGAIN = 5000;

export function saving(page) {
  page.revision = Number(page.form.elements.revision.value);
  page.base = page.field.value;
  if (!page.writable) { page.saved = async () => {}; return; }
  let timer, going = null, conflict = false;
  const tell = (key) => { page.state.textContent = page.said[key]; page.state.dataset.state = key; };
  const unsaved = () => page.text() !== page.base;

  const put = async (text) => {
    const answer = await fetch(`/v1/drafts/${page.draft}/files/${page.path}?revision=${page.revision}`, {
      method: "PUT", body: text, credentials: "same-origin",
      headers: { "Content-Type": "application/yaml", "X-CSRF-Token": csrf(), "Accept-Language": language() },
    });
    if (answer.status === 412) return "changed";
    const told = await answer.json();
    if (answer.status === 401 || told.type === "/problems/csrf") return "signed_out";
    if (!answer.ok) { page.state.textContent = told.errors?.[0]?.message ?? told.detail; return "refused"; }
    page.revision = told.revision;
    page.base = text;
    return "saved";
  };
  const latest = async () => {
    const { told } = await ask("GET", `/v1/drafts/${page.draft}`);
    const theirs = await ask("GET", `/v1/drafts/${page.draft}/files/${page.path}`).then((found) => found.told).catch(() => "");
    return { revision: told.revision, theirs };
  };
  const once = async () => {
    const text = page.text();
    if (text === page.base || conflict) return;
    tell("saving");
    try {
      let done = await put(text);
      for (let times = 0; done === "changed" && times < 4; times += 1) {
        const { revision, theirs } = await latest();
        if (theirs !== page.base && theirs !== text) { conflict = true; tell("conflict_state"); both(page, theirs, revision, text); return; }
        page.revision = revision; // another file of the draft was changed: nothing here is in question
        done = await put(text);
      }
      if (done === "signed_out") await page.signedOut();
      if (done === "saved") { tell(unsaved() ? "unsaved" : "saved"); if (unsaved()) later(); }
    } catch {
      tell("offline");
      timer = window.setTimeout(page.save, AGAIN);
    }
  };
  /* Somebody signs in again in another window; what is typed stays here, and is saved then. */
  const signedOut = () => {
    tell("signed_out");
    page.state.append(" ", Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", rel: "noopener", textContent: page.said.sign_in }));
    timer = window.setTimeout(page.signedOut, AGAIN);
  };
  page.signedOut = async () => {
    if (!await renewed().catch(() => false)) signedOut();
    else if (unsaved()) page.save();
    else tell("saved");
  };
  page.save = () => { window.clearTimeout(timer); going = (going ?? Promise.resolve()).then(once); return going; };
  page.saved = async () => { await page.save(); };
  page.takeOver = async () => {
    const { revision, theirs } = await latest();
    page.revision = revision; page.base = theirs; page.replace(theirs); tell("saved");
  };
  const later = () => { window.clearTimeout(timer); timer = window.setTimeout(page.save, SOON); };
  page.changed(() => { if (!conflict) { tell("unsaved"); later(); } });
  page.resolved = async (text, revision, base) => {
    conflict = false;
    page.revision = revision; page.base = base;
    page.replace(text);
    if (text === base) tell("saved"); else await page.save();
  };
  page.putOff = () => { conflict = false; tell("conflict_state"); };
  window.addEventListener("beforeunload", (event) => { if (unsaved()) { page.save(); event.preventDefault(); } });
}

/* Two texts stand beside each other where there is room for both. */
const NARROW = "(max-width: 47.99rem)";

/** *theirs* and *mine* in *place*, mine to be changed: beside each other, or where that is too narrow as one text. */
function compared(page, place, theirs, mine, [theirName, myName]) {
  const collapseUnchanged = { margin: 3, minSize: 6 };
  const named = (name) => EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0" });
  if (window.matchMedia(NARROW).matches) {
    const one = unifiedMergeView({ original: theirs, mergeControls: false, collapseUnchanged, gutter: true });
    const view = new EditorView({ parent: place, doc: mine, extensions: [...page.common(), named(myName), one] });
    return { text: () => view.state.doc.toString(), end: () => view.destroy() };
  }
  const both = new MergeView({
    a: { doc: theirs, extensions: [...page.common(), EditorView.editable.of(false), named(theirName)] },
    b: { doc: mine, extensions: [...page.common(), named(myName)] },
    parent: place, collapseUnchanged,
  });
  return { text: () => both.b.state.doc.toString(), end: () => both.destroy() };
}

/** Show *theirs* and *mine*, and let one choose. */
function both(page, theirs, revision, mine) {
  const dialog = document.querySelector("dialog[data-conflict]");
  const place = dialog.querySelector("[data-both]");
  const names = [...dialog.querySelectorAll(".author-sides p")].map((one) => one.textContent);
  let merge = { text: () => mine, end: () => {} };
  const arrange = () => { const next = merge.text(); merge.end(); merge = compared(page, place, theirs, next, names); };
  arrange();
  const room = window.matchMedia(NARROW);
  room.addEventListener("change", arrange);
  const chosen = async (event) => {
    const choice = event.target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    end();
    const text = merge.text();
    merge.end();
    place.replaceChildren();
    if (choice === "mine") await page.resolved(text, revision, theirs);
    else if (choice === "theirs") await page.resolved(theirs, revision, theirs);
    else page.putOff();
  };
  const kept = (event) => { event.preventDefault(); dialog.querySelector("[data-choose=later]").click(); };
  const end = () => { room.removeEventListener("change", arrange); dialog.removeEventListener("click", chosen); dialog.removeEventListener("cancel", kept); dialog.close(); };
  dialog.addEventListener("click", chosen);
  dialog.addEventListener("cancel", kept);
  dialog.showModal();
}
