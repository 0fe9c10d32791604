// What every page does for whoever has scripts: a menu that folds on small screens, forms that ask before what cannot
// be undone and are sent once, fields that send their form, tables that sort.
export { ask, csrf, language } from "./asking.js";

document.documentElement.classList.add("scripted");
const menu = document.querySelector("[data-menu]");
menu?.addEventListener("click", () => {
  const open = menu.getAttribute("aria-expanded") !== "true";
  menu.setAttribute("aria-expanded", String(open));
  document.getElementById(menu.getAttribute("aria-controls")).classList.toggle("open", open);
});

/* In another language one sees what one saw: the address has more than the service is told, too. */
document.querySelector("[data-language]")?.addEventListener("submit", (event) => {
  const { pathname, search, hash } = window.location;
  if (hash) event.target.elements.next.value = pathname + search + hash;
});

/* Who follows a link from elsewhere is known once the page asks by itself; who signs in comes to all that the link said. */
const signing = document.querySelector("form[data-sign-in]");
if (signing?.dataset.elsewhere !== undefined) {
  const again = new URL(window.location.href);
  again.searchParams.set("here", "");
  window.location.replace(again);
}
signing?.addEventListener("submit", () => {
  const { next } = signing.elements;
  if (next && window.location.hash && !next.value.includes("#")) next.value += window.location.hash;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const asked = event.submitter?.dataset.ask ?? form.dataset.ask;
  if (asked && !window.confirm(asked)) { event.preventDefault(); return; }
  if (form.method !== "post" || form.dataset.again !== undefined) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy).textContent;
  navigator.clipboard?.writeText(text).then(() => { button.dataset.done = "yes"; });
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

/* What goes on in the background is looked at again until it ends: the part of the page that tells it is put in anew. */
const going = document.querySelector("[data-refresh]");
if (going) look(going);
async function look(part) {
  const every = Number(part.dataset.refresh) || 2;
  await new Promise((done) => setTimeout(done, every * 1000));
  const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return look(part);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById(part.id);
  if (!next) { window.location.reload(); return undefined; }
  part.replaceWith(next);
  if (next.dataset.refresh !== undefined) return look(next);
  if (next.dataset.then === "reload") window.location.reload();
  return undefined;
}
