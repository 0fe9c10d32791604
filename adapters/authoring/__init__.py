"""Writing policies: what an editor asks while somebody types, a form that edits the text, a text laid out anew."""
