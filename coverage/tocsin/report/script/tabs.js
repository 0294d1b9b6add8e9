// Map, change, table, graph and history are tabs of one thing.
const TAB_TITLES = { map: "Map", change: "Change A \u2192 B", beside: "A beside B", table: "Table", graph: "Who tells whom", time: "Over time" };
// The change is drawn on the same map, and B of the two that stand side by side.
const PANEL_OF = { change: "map", beside: "map" };

views.push({
  name: "tabs",
  init({ store }) {
    const list = document.getElementById("tabs");
    this.buttons = TABS.map((tab) => element("button", {
      type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": `panel-${PANEL_OF[tab] || tab}`,
      onclick: () => store.peek({ tab }),
    }, TAB_TITLES[tab]));
    list.replaceChildren(...this.buttons);
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = (TABS.indexOf(store.get().tab) + step + TABS.length) % TABS.length;
      store.peek({ tab: TABS[at] });
      this.buttons[at].focus();
      event.preventDefault();
    });
  },
  update({ store }) {
    const { tab } = store.get();
    this.buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", TABS[at] === tab);
      button.tabIndex = TABS[at] === tab ? 0 : -1;
    });
    for (const panel of ["map", "table", "graph", "time"]) {
      document.getElementById(`panel-${panel}`).hidden = panel !== (PANEL_OF[tab] || tab);
    }
    document.getElementById("panel-map").setAttribute("aria-labelledby", `tab-${PANEL_OF[tab] ? tab : "map"}`);
  },
});
