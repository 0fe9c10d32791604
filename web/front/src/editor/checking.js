// What is wrong, underlined at its place while one types; beside the editor as a list one can go through.
import { ask } from "../asking.js";

const SOON = 200;

export function checking(page) {
  const list = page.form.querySelector("[data-problems]");
  if (!list) return;
  let timer, asking;
  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    const text = page.text();
    try {
      const { told } = await ask("POST", `/v1/drafts/${page.draft}/check`, { path: page.path, text }, { signal: asking.signal });
      if (text !== page.text()) return;
      show(page, list, told.problems);
      page.sound = told.problems.length === 0;
      page.checked?.();
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren(paragraph(error.message));
    }
  };
  const later = () => { window.clearTimeout(timer); timer = window.setTimeout(look, SOON); };
  page.changed(later);
  page.checkAgain = look;
  list.replaceChildren(paragraph(page.said.checking));
  look();
}

function show(page, list, problems) {
  const here = problems.filter((one) => one.location.part === page.path);
  const elsewhere = problems.filter((one) => one.location.part !== page.path);
  page.report(here.map((one) => diagnostic(page, one)));
  const parts = [];
  if (!problems.length) parts.push(paragraph(page.said.no_problems, "good"));
  if (here.length) parts.push(items(page, here, (one) => {
    const button = document.createElement("button");
    button.type = "button"; button.className = "plain"; button.textContent = `${one.location.line}:${one.location.column}`;
    button.addEventListener("click", () => page.goTo(one.location.line));
    return button;
  }));
  if (elsewhere.length) {
    parts.push(paragraph(page.said.other_file));
    parts.push(items(page, elsewhere, (one) => {
      const link = document.createElement("a");
      link.href = `/drafts/${page.draft}/edit/${one.location.part}#line-${one.location.line}`;
      link.textContent = `${one.location.part}:${one.location.line}`;
      return link;
    }));
  }
  list.replaceChildren(...parts);
}

function diagnostic(page, one) {
  const { doc } = page.view.state;
  const line = doc.line(Math.min(one.location.line ?? 1, doc.lines));
  const from = Math.min(line.from + (one.location.column ?? 1) - 1, line.to);
  const word = /^("[^"]*"|'[^']*'|[^\s,:}\]#]+)/.exec(line.text.slice(from - line.from));
  return { from, to: Math.max(from, from + (word ? word[0].length : 1) > line.to ? line.to : from + (word ? word[0].length : 1)),
    severity: "error", message: `${one.message} ${one.remedy}`, renderMessage: () => told(page, one) };
}

/** What is wrong and what to do about it, each a sentence. */
function told(page, one) {
  const all = document.createElement("span"), remedy = document.createElement("span");
  all.append(...sentence(page, one.message));
  if (!one.remedy) return all;
  remedy.className = "quiet";
  remedy.append(...sentence(page, one.remedy));
  all.append(" ", remedy);
  return all;
}

/** *said* with its stop, and what it quotes of the file as code. */
function sentence(page, said) {
  const pieces = said.split("`");
  const parts = pieces.length % 2 ? pieces.map((piece, at) => (at % 2 ? code(piece) : piece)) : [said];
  return /[。？！.?!：:]$/.test(said) ? parts : [...parts, page.said.stop];
}

function code(text) {
  return Object.assign(document.createElement("code"), { textContent: text });
}

function items(page, problems, place) {
  const list = document.createElement("ul");
  list.className = "problem-list";
  for (const one of problems.slice(0, 100)) {
    const item = list.appendChild(document.createElement("li"));
    item.append(place(one), " ", told(page, one));
  }
  return list;
}

function paragraph(text, tone) {
  const made = document.createElement("p");
  made.textContent = text;
  made.className = tone ? `badge ${tone}` : "quiet";
  return made;
}
