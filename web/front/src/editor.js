// The code editor of policies: CodeMirror, told what the language and the base know.
import { EditorView, minimalSetup } from "codemirror";
for (const field of document.querySelectorAll("textarea[data-editor]")) {
  const view = new EditorView({ doc: field.value, extensions: [minimalSetup] });
  field.hidden = true;
  field.after(view.dom);
  field.form?.addEventListener("submit", () => { field.value = view.state.doc.toString(); });
}
