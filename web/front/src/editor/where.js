// Where in a YAML text a place is: the keys that lead to it, whether a key or a value stands there, and what is typed.
/** The path at *pos* of *text*: `{path, at: "key" | "value", typed, from}`; `*` is a member of a list. */
export function whereIs(text, pos) {
  const levels = [{ indent: -1, step: null }];
  const lines = text.slice(0, pos).split("\n");
  let flow = [];
  let rest = "", offset = 0, consumed = 0;
  let valueOf = null;
  lines.forEach((line, number) => {
    const last = number === lines.length - 1;
    if (flow.length) {
      scanFlow(line, flow);
      if (last) [rest, offset] = tail(line, consumed);
      consumed += line.length + 1;
      return;
    }
    const body = line.replace(/\s+#.*$|^#.*$/, (found) => (last ? (found.includes("#") ? " ".repeat(found.length) : found) : ""));
    if (!body.trim() && !last) { consumed += line.length + 1; return; }
    let indent = body.length - body.trimStart().length;
    let inner = body.slice(indent);
    if (inner.trim() || last) while (levels.length > 1 && indent <= levels.at(-1).indent) levels.pop();
    while (/^-(\s|$)/.test(inner)) {
      const wide = inner.length - inner.slice(1).trimStart().length;
      levels.push({ indent, step: "*" });
      indent += wide;
      inner = inner.slice(wide);
    }
    const key = /^("[^"]*"|'[^']*'|[^\s#:{}[\],][^#{}[\],]*?):(\s+|$)/.exec(inner);
    valueOf = null;
    if (key) {
      levels.push({ indent, step: bare(key[1]) });
      inner = inner.slice(key[0].length);
      valueOf = true;
    }
    const opened = [];
    if (/^[[{]/.test(inner)) scanFlow(inner, opened);
    flow = opened;
    if (last) { rest = inner; offset = consumed + line.length - inner.length; }
    consumed += line.length + 1;
  });
  const path = levels.map((level) => level.step).filter((step) => step !== null);
  if (!flow.length) {
    const typed = rest.replace(/^["']/, "");
    return { path, at: valueOf ? "value" : "key", typed: typed.trimStart(), from: pos - typed.trimStart().length };
  }
  for (const level of flow) {
    if (level.key !== null) path.push(level.key);
    else if (level.open === "[") path.push("*");
  }
  const inside = flow.at(-1);
  const typed = inside.typed.replace(/^["']/, "");
  const at = inside.open === "[" || inside.key !== null ? "value" : "key";
  return { path, at, typed, from: pos - typed.length, quoted: /^["']/.test(inside.typed) };
}

function scanFlow(text, stack) {
  let quote = null;
  for (let index = 0; index < text.length; index += 1) {
    const one = text[index], top = stack.at(-1);
    if (quote) { top.typed += one; if (one === quote) quote = null; continue; }
    if (one === "#" && /\s/.test(text[index - 1] ?? " ")) break;
    if (one === "{" || one === "[") stack.push({ open: one, key: null, typed: "" });
    else if (one === "}" || one === "]") { stack.pop(); if (!stack.length) return; stack.at(-1).typed = ""; }
    else if (one === ",") { if (top) { top.key = null; top.typed = ""; } }
    else if (one === ":" && top?.open === "{" && /\s|^$/.test(text[index + 1] ?? "")) { top.key = bare(top.typed.trim()); top.typed = ""; }
    else if (top) {
      if ((one === '"' || one === "'") && !top.typed) quote = one;
      if (top.typed || !/\s/.test(one)) top.typed += one;
    }
  }
}

const tail = (line, consumed) => [line, consumed];
const bare = (key) => key.replace(/^["']|["']$/g, "");
