// The text beside that of the release the draft changes.
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export function comparing(page) {
  const pane = page.form.querySelector("[data-pane=difference]");
  let view = null;
  const show = () => {
    view?.destroy();
    view = null;
    const text = page.text();
    if (text === page.published || !page.published) {
      pane.replaceChildren(Object.assign(document.createElement("p"), { className: "empty", textContent: text === page.published ? page.said.no_difference : page.said.new_file }));
      return;
    }
    pane.replaceChildren();
    view = new EditorView({ parent: pane, doc: text, extensions: [
      ...page.common(), EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-label": document.querySelector("[data-view=difference]").textContent, tabindex: "0" }),
      unifiedMergeView({ original: page.published, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 }, gutter: true }),
    ] });
  };
  const listener = () => { if (page.shown === "difference") show(); };
  listener.shown = (name) => { if (name === "difference") show(); };
  page.changed(listener);
}
