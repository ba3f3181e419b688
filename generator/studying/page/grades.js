// The buttons below a card, and the counts beside them.

import { byId, el } from "./dom.js";
import { spanWords } from "./spans.js";
import { say } from "./words.js";

export const GRADES = ["again", "hard", "good", "easy"]; // 1 to 4
export const GOOD = 3;

/** The one button of a front. */
export function drawShow(reveal) {
  byId("buttons").className = "one";
  byId("buttons").replaceChildren(
    el(
      "button",
      { type: "button", class: "main show", "aria-keyshortcuts": "Space", onclick: reveal },
      say("show"),
    ),
  );
}

/** The four grades, with when the card is next. Space gives the one that is `marked`. */
export function drawGrades(card, marked, words, give) {
  const buttons = GRADES.map((name, at) => {
    const span = spanWords(card.intervals[at]);
    const isMarked = marked === at + 1;
    const keys = isMarked ? `${at + 1} Space` : String(at + 1);
    const label = say("gradeLabel", { grade: say(name), span });
    return el(
      "button",
      {
        type: "button",
        class: `grade ${name}${isMarked ? " marked" : ""}`,
        title: isMarked ? words : null,
        "aria-label": isMarked && words ? `${label} – ${words}` : label,
        "aria-keyshortcuts": keys,
        onclick: () => give(at + 1),
      },
      el("span", { class: "span" }, span),
      el("span", { class: "name" }, say(name), el("kbd", { "aria-hidden": "true" }, String(at + 1))),
    );
  });
  byId("buttons").className = "four";
  byId("buttons").replaceChildren(...buttons);
}

export function clearButtons(...content) {
  byId("buttons").className = "none";
  byId("buttons").replaceChildren(...content);
}

const COUNTS = [["new", "newCards"], ["learning", "learningCards"], ["review", "reviewCards"]];

/** How many cards are left today, of each sort; the one of the card that is shown is underlined. */
export function drawCounts(counts, state) {
  const now = state === "relearning" ? "learning" : state;
  const parts = COUNTS.map(([name, words]) =>
    el(
      "span",
      { class: `count ${name}${name === now ? " now" : ""}`, title: say(words) },
      el("b", {}, String(counts[name])),
      el("span", { class: "what" }, ` ${say(words)}`),
    ),
  );
  byId("counts").replaceChildren(...parts);
}

/** How far one has come today. */
export function drawProgress({ today, counts }) {
  const left = counts.new + counts.learning + counts.review;
  const part = today.reviews + left ? today.reviews / (today.reviews + left) : 0;
  const bar = byId("progress");
  bar.setAttribute("aria-valuenow", String(Math.round(part * 100)));
  const time = spanWords(today.seconds);
  bar.title = say("today", { n: today.reviews, time });
  bar.setAttribute("aria-valuetext", bar.title);
  bar.firstElementChild.style.width = `${part * 100}%`;
}
