// Asking the service from a script: who asks proves that it is our page, and gets what went wrong in their language.
export const csrf = () => document.querySelector("meta[name=csrf]")?.content ?? "";
export const language = () => document.documentElement.lang;

/** Ask the API of this host; an answer that is no success throws what it says went wrong. */
export async function ask(method, path, body, { signal, headers = {} } = {}) {
  const given = { "Accept-Language": language(), "X-CSRF-Token": csrf(), ...headers };
  if (body !== undefined && !(body instanceof Blob)) given["Content-Type"] ??= "application/json";
  const sent = body === undefined || body instanceof Blob || typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(path, { method, headers: given, body: sent, signal, credentials: "same-origin" });
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : await answer.text();
  if (!answer.ok) throw Object.assign(new Error(told.detail ?? answer.statusText), { status: answer.status, told });
  return { told, answer };
}

/** Take over from this page's address what proves that it is ours, after somebody signed in anew; whether they did. */
export async function renewed() {
  const answer = await fetch(window.location.pathname, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("meta[name=csrf]")?.content;
  if (!answer.ok || !found) return false;
  document.querySelector("meta[name=csrf]").content = found;
  for (const field of document.querySelectorAll("input[name=csrf]")) field.value = found;
  return true;
}
