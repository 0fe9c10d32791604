// Lines marked in the editor: rules that fired, conditions a case saw true or false, and those no case has tested.
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker } from "@codemirror/view";

const put = StateEffect.define();

class Mark extends GutterMarker {
  constructor(sort, said) { super(); this.sort = sort; this.said = said; }
  eq(other) { return other.sort === this.sort && other.said === this.said; }
  toDOM() {
    const dom = document.createElement("span");
    dom.className = `author-mark ${this.sort}`;
    dom.textContent = { fired: "▶", true: "✓", false: "✗", both: "±", wanting: "○" }[this.sort];
    dom.title = this.said;
    return dom;
  }
}

const field = StateField.define({
  create: () => ({ lines: Decoration.none, gutter: RangeSet.empty }),
  update(value, transaction) {
    const given = transaction.effects.find((effect) => effect.is(put));
    if (given) return given.value;
    if (!transaction.docChanged) return value;
    return { lines: value.lines.map(transaction.changes), gutter: value.gutter.map(transaction.changes) };
  },
  provide: (it) => [
    EditorView.decorations.from(it, (value) => value.lines),
    gutter({ class: "author-marks", markers: (view) => view.state.field(it).gutter, initialSpacer: () => new Mark("fired", "") }),
  ],
});

export const marks = field;

/** Mark lines of *view*: `[{line, sort, said, whole}]`; *whole* ones have a ground. */
export function mark(view, wanted) {
  const { doc } = view.state;
  const known = new Map();
  for (const one of wanted) {
    if (one.line < 1 || one.line > doc.lines) continue;
    const from = doc.line(one.line).from;
    const there = known.get(from) ?? {};
    known.set(from, { ...there, ...(one.ground ? { ground: one.ground } : {}), ...(one.sort ? { sort: one.sort, said: one.said } : {}) });
  }
  const places = [...known].sort(([a], [b]) => a - b);
  view.dispatch({ effects: put.of({
    lines: Decoration.set(places.filter(([, one]) => one.ground).map(([from, one]) => Decoration.line({ class: `author-line ${one.ground}` }).range(from))),
    gutter: RangeSet.of(places.filter(([, one]) => one.sort).map(([from, one]) => new Mark(one.sort, one.said).range(from))),
  }) });
}
