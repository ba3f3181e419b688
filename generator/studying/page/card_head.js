// What stands above a card: where it is from, and what is to be known about it.

import { byId, el } from "./dom.js";
import { kindWords, say, wordsFor } from "./words.js";

export function drawHead(card, act) {
  const parts = [
    // A card of Proofdeck says its chapter itself.
    card.kind ? null : el("span", { class: "chapter" }, card.chapter),
    el("span", { class: `chip phase ${card.state}` }, wordsFor("state")[card.state]),
    card.kind ? el("span", { class: "kind" }, kindWords(card.kind)) : null,
    card.leech ? el("span", { class: "chip warned" }, say("leech")) : null,
    card.flag ? flagMark(card.flag) : null,
  ];
  byId("card-head").replaceChildren(...parts.filter(Boolean));
  const suspend = () =>
    el("button", { type: "button", class: "link", onclick: act.suspend }, say(card.suspended ? "wake" : "suspend"));
  byId("notices").replaceChildren(
    ...[
      card.changed ? notice("changed", say("changed")) : null,
      card.last_good ? notice("old", say("lastGood", { why: card.last_good })) : null,
      card.practice?.why ? notice("old", say("notRun", { why: card.practice.why })) : null,
      card.suspended ? notice("old", say("isSuspended"), suspend()) : null,
      card.leech && !card.suspended ? notice("leech", say("leechTold", { n: card.lapses }), suspend()) : null,
    ].filter(Boolean),
  );
}

const notice = (name, words, more = "") =>
  el("p", { class: `notice ${name}` }, el("span", {}, words), " ", more || null);

/** A small flag in its colour, with its number for who sees none. */
export const flagMark = (n) =>
  el("span", { class: `flag flag-${n}`, role: "img", "aria-label": flagWords(n), title: flagWords(n) }, "⚑");

const flagWords = (n) => `${say("flagged", { n })} ${wordsFor("flags")[n]}`;
