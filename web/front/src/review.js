// What takes a while to find out is put into the page once it is: the section of the same name from another page.
for (const part of document.querySelectorAll("[data-load]")) load(part);

async function load(part) {
  part.setAttribute("aria-busy", "true");
  const answer = await fetch(part.dataset.load, { credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const found = page?.getElementById(part.id);
  if (found) part.replaceWith(found);
  else part.removeAttribute("aria-busy");
}
