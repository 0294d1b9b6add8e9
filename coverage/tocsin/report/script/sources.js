// For paper: what B rests on, agreement by agreement, with its source.
views.push({
  name: "sources",
  seen: "sources",
  init() { this.root = document.getElementById("sources"); },
  update({ data, store }, changed) {
    if (!changed.has("b")) return;
    const force = inForce(data, store.get().b);
    const lines = data.header.agreements.filter((_, at) => force[at]).map((each) =>
      element("li", {}, `${each.title}${each.from ? ` (from ${each.from})` : ""}${each.source ? `: ${each.source}` : ""}`));
    this.root.replaceChildren(
      element("h2", {}, "In force under B, and where it can be read"),
      lines.length ? element("ul", {}, lines) : element("p", {}, "No agreement."));
  },
});
