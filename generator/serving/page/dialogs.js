// Dialogs: what `accept` would write, the card in print, the keys.

import { keysList, openDialog } from "./dialog.js";
import { announce, el } from "./dom.js";
import { get, pathOf, post } from "./server.js";
import { say, wordsFor } from "./words.js";

const open = (name, title, ...content) => openDialog(name, title, say("close"), ...content);

/** Shows what would be written, and writes it once the reader has agreed. */
export async function accept(problem) {
  const body = el("div", { class: "body", tabindex: "0" }, say("acceptWait"));
  const words = el("p", { class: "said", role: "status" });
  const cancel = el("button", { type: "button", onclick: () => dialog.close() }, say("cancel"));
  const write = el("button", { type: "button", class: "main", disabled: true }, say("acceptWrite"));
  const dialog = open(
    "accept",
    say("acceptTitle"),
    el("p", { class: "small" }, `${problem.path}:${problem.line}`),
    body,
    words,
    el("footer", {}, cancel, write),
  );
  let seen; // stands for this change, and no other is written
  try {
    const offer = await post("/api/accept", { problem: problem.id, apply: false });
    seen = offer.seen;
    body.replaceChildren(diffOf(offer.diff));
    words.textContent = offer.message ?? "";
    write.disabled = !offer.diff;
    write.focus();
  } catch (error) {
    body.replaceChildren();
    words.textContent = say("failedRequest", { why: error.message });
  }
  write.addEventListener("click", async () => {
    write.disabled = true;
    try {
      const done = await post("/api/accept", { problem: problem.id, apply: true, seen });
      if (!done.applied) throw new Error(done.message);
      dialog.close();
      announce(done.message || say("written"));
    } catch (error) {
      words.textContent = say("failedRequest", { why: error.message });
    }
  });
}

/** A unified diff, a line each. */
function diffOf(diff) {
  const kind = (line) => {
    if (/^(\+\+\+|---|@@)/.test(line)) return "about";
    return { "+": "added", "-": "removed" }[line[0]] ?? "same";
  };
  const lines = (diff ?? "").replace(/\n$/, "").split("\n");
  return el("pre", { class: "diff" }, lines.map((line) => el("span", { class: kind(line) }, `${line}\n`)));
}

/** The card as it is printed, drawn when it is asked for. */
export function print(key, question) {
  const shown = el("div", { class: "body pictures", tabindex: "0", "aria-live": "polite" });
  const tabs = el("div", { class: "segments", role: "group", "aria-label": say("printTitle") });
  let asked = 0;
  const show = async (what) => {
    const now = ++asked;
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.what === what));
    shown.replaceChildren(el("p", { class: "blank" }, say("printWait")));
    let content;
    try {
      const { pictures = [], message } = await get(`/api/cards/${pathOf(key)}/print?what=${what}`);
      content = pictures.map(({ label, url }) => {
        const words = label.replace(/^(front|back)/, (side) => say(side)).replace(/^sheet$/, say("printSheet"));
        return el("figure", {}, el("img", { src: url, alt: words }), el("figcaption", {}, words));
      });
      if (!content.length) content = [el("p", { class: "blank" }, message || say("printNone"))];
    } catch (error) {
      content = [el("p", { class: "blank" }, say("failedRequest", { why: error.message }))];
    }
    if (now === asked) shown.replaceChildren(...content);
  };
  for (const [what, words] of [["card", say("printCard")], ["sheet", say("printSheet")]])
    tabs.append(el("button", { type: "button", dataset: { what }, onclick: () => show(what) }, words));
  open("print", say("printTitle"), el("p", { class: "small" }, question), tabs, shown);
  show("card");
}

export const help = () => open("keys", say("keys"), keysList(wordsFor("keysOf")));
