// The search and the filters above the list.

import { byId, el } from "./dom.js";
import { say } from "./words.js";

export class Finding {
  /** `changed()` is called after each change of the filter. */
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    const set = (name, value) => {
      model.filter[name] = value;
      changed();
    };
    byId("search").addEventListener("input", (event) => set("text", event.target.value));
    byId("search").form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["kind", "tag", "language"])
      byId(name).addEventListener("change", (event) => set(name, event.target.value));
    for (const [id, name] of [["only-problems", "problems"], ["only-changed", "changed"]])
      byId(id).addEventListener("click", (event) => {
        const on = !model.filter[name];
        event.currentTarget.setAttribute("aria-pressed", String(on));
        set(name, on);
      });
  }

  /** Offers the values that the deck has now. */
  offer() {
    const { kinds, tags } = this.model.values();
    options(byId("kind"), say("anyKind"), kinds);
    options(byId("tag"), say("anyTag"), tags);
    options(byId("language"), say("anyLanguage"), this.model.languages);
    byId("tag").hidden = !tags.length;
    byId("language").hidden = this.model.languages.length < 2;
    for (const name of ["kind", "tag", "language"]) this.model.filter[name] = byId(name).value;
  }

  /** Says how many cards are listed. */
  tell(cards) {
    const all = this.model.keys.length;
    const box = byId("found");
    const clear = el("button", { type: "button", class: "link", onclick: () => this.clear() }, say("showAll"));
    if (!all) box.replaceChildren(say(this.model.unread ? "reading" : "emptyDeck"));
    else if (!this.model.filtered) box.replaceChildren(say("found", { n: all, all }));
    else box.replaceChildren(cards ? say("found", { n: cards, all }) : say("noneFound"), " ", clear);
  }

  focus() {
    byId("search").focus();
    byId("search").select();
  }

  clear() {
    Object.assign(this.model.filter, { text: "", kind: "", tag: "", language: "", problems: false, changed: false });
    byId("search").value = "";
    for (const name of ["kind", "tag", "language"]) byId(name).value = "";
    for (const id of ["only-problems", "only-changed"]) byId(id).setAttribute("aria-pressed", "false");
    this.changed();
  }
}

function options(select, any, values) {
  const now = ["", ...values].join("\n");
  if (select.dataset.now === now) return;
  select.dataset.now = now;
  const value = select.value;
  select.replaceChildren(
    el("option", { value: "" }, any),
    ...values.map((each) => el("option", { value: each }, each)),
  );
  select.value = values.includes(value) ? value : "";
}
