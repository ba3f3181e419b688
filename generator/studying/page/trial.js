// The program of a card, run as it is changed.

import { Bench, output } from "./bench.js";
import { el } from "./dom.js";
import { Exercise } from "./exercise.js";
import { language, say } from "./practice_words.js";

/** The bench of a card, null where it has no program to run. */
export function trial(box, card, hooks) {
  const { practice } = card;
  if (!practice?.runnable) return null;
  return practice.exercise ? new Exercise(box, card, hooks) : new Trial(box, card, hooks);
}

class Trial extends Bench {
  constructor(box, card, hooks) {
    super(box, card, hooks, card.practice.code);
    this.verb = "run";
    this.title = "tryIt";
  }

  open() {
    if (!this.card.practice.ahead) this.hooks.reveal(); // its code is part of the answer
    super.open();
    this.editors[0].focus();
  }

  middle() {
    this.shown = this.editors.map(() => el("div", { class: "outputs", role: "group", "aria-label": say("output") }));
    return this.editors.map((editor, index) => el("div", { class: "cell" }, editor.element, this.shown[index]));
  }

  more() {
    return null;
  }

  below() {
    this.unseen = el("div", { class: "outputs" });
    return this.unseen;
  }

  hint() {}

  ask(ticket) {
    return this.hooks.post("/api/run", { card: this.card.key, code: this.texts, ticket, language });
  }

  show(found) {
    for (const box of [...this.shown, this.unseen]) box.replaceChildren();
    if (!found) return;
    const places = this.card.practice.places ?? this.codes.map((_, index) => index);
    for (const { index, outputs } of found.cells) {
      const place = places.indexOf(index);
      (this.shown[place] ?? this.unseen).replaceChildren(...outputs.map(output));
    }
    const nothing = found.ok && found.cells.every(({ outputs }) => !outputs.length);
    if (nothing) this.unseen.replaceChildren(el("p", { class: "small" }, say("nothing")));
  }
}
