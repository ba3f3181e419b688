// Where there is no card: what was learned, or when the next one comes.

import { byId, el } from "./dom.js";
import { say, wordsFor } from "./ending_words.js";
import { percentWords, spanWords } from "./spans.js";

const MOST = 12; // cards in a list, before the rest is folded away
const button = (words, onclick, main = false) =>
  el("button", { type: "button", class: main ? "main" : null, onclick }, words);

/** The end of a session. `act` = {settings(), stats(), only(filter), filters}. */
export function drawEnding({ done, limited, today }, act) {
  const { reviews = today.reviews, seconds = today.seconds, right = 0, learned = [], again = [], tomorrow = 0 } = done ?? {};
  const { filtered } = act.filters;
  const title = filtered ? "doneFilter" : reviews ? "done" : "doneNone";
  const parts = [
    act.filters.empty ? null : el("div", { class: "seal", "aria-hidden": "true" }, "✓"),
    el("h2", {}, say(act.filters.empty || title)),
    act.filters.waiting ? el("p", { class: "sum" }, say("toCome", { n: act.filters.waiting })) : null,
    reviews
      ? el(
          "p",
          { class: "sum" },
          [
            say("doneWords", { n: reviews }),
            spanWords(seconds),
            say("doneRight", { percent: percentWords(right / reviews) }),
          ].join(" · "),
        )
      : null,
    limited ? el("p", {}, wordsFor("limited")[limited]) : null,
    el(
      "p",
      { class: "choices" },
      filtered ? button(say("showAll"), () => act.filters.clear(), true) : null,
      limited ? button(say("raiseLimit"), act.settings) : null,
      again.length && !filtered ? button(say("studyFailed"), () => act.only("failed")) : null,
      button(say("seeStats"), act.stats),
    ),
    list("learned", learned),
    list("failed", again),
    tomorrow ? el("p", { class: "small" }, say("tomorrow", { n: tomorrow })) : null,
  ];
  byId("ending").replaceChildren(...parts.filter(Boolean));
}

function list(title, cards) {
  if (!cards.length) return null;
  const row = ({ question }) => el("li", {}, question);
  const rest = cards.slice(MOST);
  return el(
    "section",
    { class: "told" },
    el("h3", {}, say(title, { n: cards.length })),
    el("ul", {}, cards.slice(0, MOST).map(row)),
    rest.length ? el("details", {}, el("summary", {}, `+ ${rest.length}`), el("ul", {}, rest.map(row))) : null,
  );
}

export function drawWaiting(seconds, look) {
  byId("ending").replaceChildren(
    el("div", { class: "seal still", "aria-hidden": "true" }, "◷"),
    el("h2", {}, say("waiting", { span: spanWords(seconds) })),
    el("p", { class: "small" }, say("waitingHint")),
    el("p", { class: "choices" }, button(say("studyNow"), look)),
  );
}
