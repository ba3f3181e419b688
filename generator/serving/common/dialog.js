// Dialogs, of which one is open at a time.

import { el } from "./dom.js";

/** Opens a dialog; it is gone once it is closed. `closing` are the words of its button. */
export function openDialog(name, title, closing, ...content) {
  document.querySelector("dialog[open]")?.close();
  const close = el(
    "button",
    { type: "button", class: "plain", "aria-label": closing, onclick: () => made.close() },
    "×",
  );
  const made = el(
    "dialog",
    { class: name, "aria-labelledby": "dialog-title" },
    el("header", {}, el("h2", { id: "dialog-title" }, title), el("span", { class: "grow" }), close),
    ...content,
  );
  made.addEventListener("close", () => made.remove());
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  made.showModal();
  return made;
}

/** The keys of a page, each with what it does: [["j  k", words], …]. */
export function keysList(rows) {
  const keysOf = (keys) => keys.split("  ").map((key) => el("kbd", {}, key));
  return el(
    "dl",
    {},
    rows.map(([keys, words]) => el("div", {}, el("dt", {}, keysOf(keys)), el("dd", {}, words))),
  );
}
