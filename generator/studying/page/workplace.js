// Where a learner works on the card that is shown: answers it, runs its program.

import { answering } from "./answers.js";
import { announce, byId } from "./dom.js";
import { get, pathOf, post } from "./server.js";
import { trial } from "./trial.js";

const touched = matchMedia("(pointer: coarse)");

export class Workplace {
  /** `act` = {reveal(), propose(grade, words)}. */
  constructor(act) {
    this.act = act;
    this.answer = null; // what the card asks for
    this.trial = null; // the program that it has
  }

  mount(card) {
    const current = {};
    this.current = current;
    const hooks = {
      get,
      post,
      pathOf,
      announce,
      reveal: this.act.reveal,
      propose: (grade, words) => current === this.current && this.act.propose(grade, words),
      opened: (isOpen) => byId("card").classList.toggle("trying", isOpen),
    };
    this.answer = answering(byId("answer"), card, hooks);
    byId("answer").hidden = !this.answer;
    this.trial = trial(byId("trial"), card, hooks);
    byId("trial").hidden = !this.trial;
  }

  /** Begins what the card is for, once it is shown. */
  begin({ practice }) {
    if (practice?.answer === "exercise") this.trial?.open();
    else if (practice?.answer === "typed" && !touched.matches) this.answer?.focus();
  }

  /** The verdict on what was answered: {grade, message}, or null. */
  async judge() {
    const { current } = this;
    const judged = await this.answer?.judge();
    return current === this.current ? (judged ?? null) : null;
  }

  /** What goes into the log beside the grade. */
  get written() {
    const [answer, attempt] = [this.answer?.text(), this.trial?.attempt()];
    return { ...(answer && { answer }), ...(attempt && { attempt }) };
  }

  clear() {
    this.current = null;
    this.answer?.close();
    this.trial?.close();
    this.answer = this.trial = null;
    for (const name of ["answer", "trial"]) {
      byId(name).replaceChildren();
      byId(name).hidden = true;
    }
    byId("card").classList.remove("trying");
  }
}
