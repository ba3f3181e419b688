// Dialogs: the settings, more about a card, the keys.

import { keysList, openDialog } from "./dialog.js";
import { el } from "./dom.js";
import { post } from "./server.js";
import { percentWords } from "./spans.js";
import { say, wordsFor } from "./words.js";

const open = (name, title, ...content) => openDialog(name, title, say("close"), ...content);

export const help = () => open("keys", say("keys"), keysList(wordsFor("keysOf")));

const BOUNDS = { new: [0, 9999], reviews: [0, 9999], minutes: [0, 1440] };

/** The settings, which `saved(settings)` is told of once the server has them. */
export function settings(now, saved) {
  const field = (name, words, hint) =>
    el(
      "label",
      { class: "field" },
      el("span", {}, words, hint ? el("small", {}, hint) : null),
      el("input", {
        type: "number",
        name,
        min: BOUNDS[name][0],
        max: BOUNDS[name][1],
        step: 1,
        required: true,
        inputmode: "numeric",
        autofocus: name === "new",
        value: now[name],
      }),
    );
  const part = el("output", {}, percentWords(now.retention));
  const parts = { min: 0.7, max: 0.99, step: 0.01, value: now.retention };
  const range = el("input", { type: "range", name: "retention", ...parts });
  range.addEventListener("input", () => (part.textContent = percentWords(range.value)));
  const words = el("p", { class: "said", role: "status" });
  const form = el(
    "form",
    { class: "settings" },
    field("new", say("newADay")),
    field("reviews", say("reviewsADay")),
    field("minutes", say("minutesADay"), say("minutesNone")),
    el(
      "label",
      { class: "field wide-field" },
      el("span", {}, say("retention"), " ", part),
      range,
      el("small", {}, say("retentionHint")),
    ),
    words,
    el(
      "footer",
      {},
      el("button", { type: "button", onclick: () => dialog.close() }, say("cancel")),
      el("button", { type: "submit", class: "main" }, say("save")),
    ),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(Object.keys(BOUNDS).map((name) => [name, form.elements[name].valueAsNumber]));
    try {
      saved(await post("/api/settings", { ...values, retention: Number(range.value) }));
      dialog.close();
    } catch (error) {
      words.textContent = say("failedRequest", { why: error.message });
    }
  });
  const dialog = open("settings", say("settings"), form);
}

/** What else can be done with a card. `act` = {undo, hint, trial, bury, suspend, flag(n)}; null for what cannot. */
export function more(card, act) {
  const flags = wordsFor("flags").map((words, n) =>
    el(
      "button",
      {
        type: "button",
        class: `plain flag flag-${n}`,
        "aria-pressed": String(card.flag === n),
        title: words || say("noFlag"),
        "aria-label": words ? `${say("flag")}: ${words}` : say("noFlag"),
        onclick: () => then(() => act.flag(n)),
      },
      n ? "⚑" : "⚐",
    ),
  );
  const row = (words, work, key) =>
    work
      ? el("button", { type: "button", class: "row", onclick: () => then(work) }, words, el("kbd", {}, key))
      : null;
  const then = (work) => {
    dialog.close();
    work();
  };
  const tags = (card.tags ?? []).map((tag) => el("span", { class: "chip" }, `#${tag}`));
  const place = card.path ? `${card.path}:${card.line}` : "";
  const dialog = open(
    "more",
    card.question,
    el("p", { class: "tags" }, tags),
    place ? el("p", { class: "small" }, say("source", { place })) : el("span"),
    el(
      "div",
      { class: "rows" },
      [
        row(say("tryIt"), act.trial, "e"),
        row(say("hint"), act.hint, "h"),
        row(say("undo"), act.undo, "u"),
        row(say("bury"), act.bury, "b"),
        row(say(card.suspended ? "wake" : "suspend"), act.suspend, "s"),
      ].filter(Boolean),
    ),
    el("div", { class: "flags", role: "group", "aria-label": say("flag") }, flags),
  );
}

/** Which cards of a deck cannot be studied, and why; and what else is to be said of it. */
export function leftOut({ left_out: cards, left_out_count: n, notices = [] }) {
  const row = ({ question, id, why, path, line }) =>
    el("li", {}, el("b", {}, question || id), el("span", {}, why), path ? el("code", {}, `${path}:${line}`) : null);
  open(
    "left-out",
    say(n ? "leftOutTitle" : "notices"),
    notices.map((words) => el("p", {}, words)),
    el("ul", {}, cards.map(row)),
    n > cards.length ? el("p", { class: "small" }, say("leftOutMore", { n: n - cards.length })) : el("span"),
  );
}
