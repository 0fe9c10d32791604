// Completion and hover: from the schema of the file and from the names of the base.
import { whereIs } from "./where.js";

const BY_KEY = {
  authority: "departments", by: "departments", executors: "departments", department: "departments",
  measure: "measures", measures_include: "measures", measures_exclude: "measures",
  listed: "lists", excluded_by: "lists", policy: "policies", end_of: "lists", grade: "grades", proposals: "policies",
  undecided: "policies", on: "fact_types", fact: "fact_types", answered_by: "fact_types", plan: "clauses",
  basis: "sources", source: "sources", none_provided: "sources", repair_needs: "fact_types",
};
const MOST = 400;

export function completing(schema, names, words) {
  return (context) => {
    const here = whereIs(context.state.doc.toString(), context.pos);
    if (!context.explicit && !here.typed && here.at === "key" && !/[{[,\s-]$/.test(context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos))) return null;
    if (!context.explicit && !here.typed) return null;
    const options = here.at === "key" ? keys(here, schema, names, words, context) : values(here, schema, names, context);
    return options.length ? { from: here.from, options: options.slice(0, MOST), validFor: /^[\w./"-]*$/ } : null;
  };
}

function keys(here, schema, names, words, context) {
  const text = context.state.doc.toString();
  const found = schema.keys(here.path).map(({ name, description }) => ({
    label: name, apply: `${name}: `, detail: words[name] ?? "", info: description || undefined, type: "property",
  }));
  const key = here.path.at(-1);
  if (key === "where" || key === "about") return [...fields(here, names, text, context.pos), ...found];
  if (key === "lists") found.push(...named(names.lists, (name) => `${name}: `));
  if (key === "grades") found.push(...named(names.grades, (name) => `${name}: `));
  if (here.path.at(-2) === "facts" || key === "facts") found.push(...fields(here, names, text, context.pos));
  if (!found.length) found.push(...named(names.lists, (name) => `${name}: `));
  return found;
}

function values(here, schema, names, context) {
  const text = context.state.doc.toString();
  const path = here.path.at(-1) === "*" ? here.path.slice(0, -1) : here.path;
  const key = path.at(-1);
  const found = [...new Set([...schema.words(here.path), ...schema.words(path)])].map((word) => ({ label: word, type: "keyword" }));
  if (path.at(-2) === "where") found.push(...tests(key, names, text, context.pos));
  if (key === "type" && path.includes("facts")) found.push(...types(names));
  const sort = BY_KEY[key];
  if (sort === "fact_types") found.push(...types(names));
  else if (sort === "policies") found.push(...named({ ...names.lists, ...names.grades }));
  else if (sort === "sources") found.push(...named({ ...names.sources, ...own(text, "basis", "title") }));
  else if (sort && path.at(-1) === key && !(key === "grade" && path.includes("expect"))) found.push(...named(names[sort] ?? {}));
  if (["period", "again", "at_most", "extend"].includes(key)) found.push(...named(own(text, "parameters", "label")));
  return found;
}

const named = (known, apply) => Object.entries(known).map(([name, title]) => ({ label: name, detail: title, type: "constant", ...(apply && { apply: apply(name) }) }));
const types = (names) => Object.entries(names.fact_types).map(([name, one]) => ({ label: name, detail: one.title, type: "class" }));

/** The fields of the fact type that is named nearest before *pos*. */
function fields(here, names, text, pos) {
  return typesBefore(text, pos).flatMap((type) => Object.entries(names.fact_types[type]?.fields ?? {})
    .map(([name, one]) => ({ label: name, apply: `${name}: `, detail: one.label, info: one.unit || undefined, type: "variable" })));
}

function tests(field, names, text, pos) {
  const found = named(own(text, "parameters", "label")).map((one) => ({ ...one, label: `">= ${one.label}"` }));
  for (const type of typesBefore(text, pos)) {
    const known = names.fact_types[type]?.fields?.[field];
    if (known?.values) found.push(...named(known.values));
  }
  return found;
}

function typesBefore(text, pos) {
  const before = [...text.slice(0, pos).matchAll(/\b(?:on|fact|type): *(\[[^\]\n]*\]|[\w.]+)/g)].at(-1);
  return before ? before[1].replace(/[[\]]/g, "").split(",").map((one) => one.trim().replace(/^deadline_missed\..*/, "")).filter(Boolean) : [];
}

/** Names the file itself defines under the top key *section*, with what is said of them at *said*. */
function own(text, section, said) {
  const found = {};
  const start = new RegExp(`^${section}:[ \\t]*\\n((?:[ \\t]+.*\\n|[ \\t]*#.*\\n|\\n)*)`, "m").exec(`${text}\n`);
  for (const line of start ? start[1].matchAll(/^ {2}([a-z]\w*):(.*(?:\n {4}.*)*)/gm) : []) {
    found[line[1]] = new RegExp(`${said}: *([^,}\\n]+)`).exec(line[2])?.[1] ?? "";
  }
  return found;
}

/** What to say of the word at a place: what its key means, and what people call the name. */
export function telling(schema, names, words) {
  return (view, pos) => {
    const line = view.state.doc.lineAt(pos);
    const inLine = pos - line.from;
    const before = /[\w./-]*$/.exec(line.text.slice(0, inLine))[0];
    const after = /^[\w./-]*/.exec(line.text.slice(inLine))[0];
    const word = before + after;
    if (!word) return null;
    const from = pos - before.length, to = pos + after.length;
    const isKey = /^["']?\s*:(\s|$)/.test(line.text.slice(to - line.from));
    const here = whereIs(view.state.doc.toString(), from);
    const said = isKey
      ? [words[word], schema.description([...here.path, word]) || fieldLabel(names, word)]
      : [title(names, word) ?? own(view.state.doc.toString(), "parameters", "label")[word], ""];
    const lines = said.filter(Boolean);
    if (!lines.length) return null;
    return { pos: from, end: to, above: true, create() {
      const dom = document.createElement("div");
      dom.className = "author-hover";
      for (const one of lines) dom.appendChild(document.createElement("p")).textContent = one;
      return { dom };
    } };
  };
}

function title(names, word) {
  const head = word.split("/")[0];
  return names.fact_types[word]?.title ?? names.measures[word] ?? names.departments[word] ?? names.lists[word] ?? names.grades[word]
    ?? names.sources[word] ?? names.sources[head] ?? names.clauses[word];
}

function fieldLabel(names, word) {
  for (const one of Object.values(names.fact_types)) if (one.fields[word]) return one.fields[word].label;
  return "";
}
