// Trying it without the page being loaded anew: each step is sent as the form would be, and the page put in that comes
// back; what is tried stands in the address, after the `#`, which no server is told.
const MARK = "#";
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-try]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  send(form, event.submitter);
});

/* What a folded record says follows what is typed into it. */
document.addEventListener("change", (event) => {
  const record = event.target.name?.endsWith("-date") && event.target.closest("details.record");
  if (record) record.querySelector("summary .day").textContent = event.target.value;
});

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button ?? undefined));
  form.setAttribute("aria-busy", "true");
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
  form.removeAttribute("aria-busy");
  if (!answer) { tell(document.querySelector("form[data-try]").dataset.offline); return; }
  put(await answer.text(), button?.value ?? "run");
}

/** Say above the form what came in place of an answer: what is typed stays. */
function tell(text) {
  document.querySelector("[data-told]")?.remove();
  const told = Object.assign(document.createElement("div"), { className: "notice bad", tabIndex: -1 });
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  told.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.querySelector("form[data-try]").before(told);
  told.focus();
}

/** Put in the page that came back, and lead to what is new on it. */
function put(text, step) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  if (!main?.querySelector("form[data-try], form[data-kept]")) { tell((main ?? page.body).querySelector(".lead")?.textContent ?? page.title); return; }
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  if (main.querySelector("form[data-kept]")) { main.focus(); return; } // it holds what was typed
  const link = main.querySelector("form[data-try]")?.dataset.link;
  const told = link && main.querySelector("#answer") ? link : window.location.pathname;
  history.replaceState(null, "", told);
  const opened = main.querySelector("details.record[open]");
  const heading = step === "add" || step.startsWith("copy") ? opened?.querySelector("input:not([type=hidden])") : main.querySelector("[data-focus], #answer-heading");
  heading?.focus();
}

/* An address that holds a trial: it is opened. */

function open() {
  const state = window.location.hash.slice(MARK.length);
  const form = document.querySelector("form[data-open]");
  if (!form || !/^[\w-]{20,}$/.test(state) || document.querySelector("#answer")) return;
  form.elements.state.value = state;
  send(form, null);
}
open();
window.addEventListener("hashchange", open);
