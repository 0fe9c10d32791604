// A rejected row that is corrected is ticked to be sent again.
document.addEventListener("input", (event) => {
  if (event.target.type === "checkbox") return;
  const tick = event.target.closest("tr[data-row]")?.querySelector("input[name=row]");
  if (tick) tick.checked = true;
});
