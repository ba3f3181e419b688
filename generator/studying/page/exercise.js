// The bench of an exercise: its tests are run, and grade what was written.

import { Bench, hasNotRun, output } from "./bench.js";
import { el } from "./dom.js";
import { language, say } from "./practice_words.js";
import { RequestError } from "./server.js";

export class Exercise extends Bench {
  constructor(box, card, hooks) {
    super(box, card, hooks, [card.practice.exercise.starter]);
    this.verb = "runTests";
    this.title = "write";
    this.hints = 0;
    this.started = performance.now();
  }

  middle() {
    return this.editors[0].element;
  }

  more() {
    const all = this.card.practice.exercise.hints;
    const { attempt } = this.card.practice;
    this.hintButton = el("button", { type: "button", hidden: !all, onclick: () => this.hint() }, say("hint", { n: 1, all }));
    this.lastButton = el("button", { type: "button", class: "plain", hidden: !attempt, title: say("lastHint"), onclick: () => this.takeLast() }, say("last"));
    return [this.hintButton, this.lastButton];
  }

  /** Puts what was written last, on another day, into the editor. */
  takeLast() {
    this.editors[0].value = this.card.practice.attempt;
    this.lastButton.hidden = true;
  }

  below() {
    const { seconds, memory } = this.card.practice.exercise;
    const bounds = memory
      ? say("boundsMemory", { seconds, mib: Math.round(memory / 2 ** 20) })
      : say("bounds", { seconds });
    this.hintList = el("ol", { class: "hints" });
    this.outputs = el("div", { class: "outputs" });
    this.results = el("ul", { class: "tests", "aria-label": say("tests") });
    return [this.hintList, this.outputs, this.results, el("p", { class: "small" }, bounds)];
  }

  attempt() {
    return this.isChanged ? this.texts[0] : null;
  }

  /** Shows the next hint. */
  async hint() {
    this.open();
    const all = this.card.practice.exercise.hints;
    if (this.hints >= all) return this.hooks.announce(say("noHint"));
    const n = this.hints + 1;
    try {
      const query = new URLSearchParams({ card: this.card.key, n });
      const { hint } = await this.hooks.get(`/api/hint?${query}`);
      if (this.hints >= n) return undefined;
      this.hints = n;
      this.hintList.append(el("li", {}, ...marked(hint)));
      this.hintButton.disabled = n === all;
      this.hintButton.textContent = say("hint", { n: Math.min(n + 1, all), all });
      this.hooks.announce(hint);
    } catch (error) {
      this.status.textContent = error instanceof RequestError ? error.message : say("lost");
    }
    return undefined;
  }

  ask(ticket) {
    const took = Math.round(performance.now() - this.started);
    this.wasSeen = solutionIsShown();
    return this.hooks.post("/api/exercise", {
      card: this.card.key,
      code: this.texts[0],
      ticket,
      took,
      hints: this.hints,
      language,
    });
  }

  show(found) {
    this.outputs.replaceChildren(...(found?.outputs ?? []).map(output));
    this.results.replaceChildren(...(found?.tests ?? []).map(result));
    if (!found || hasNotRun(found)) return;
    if (found.ok && this.passed === undefined) this.passed = this.wasSeen ? 1 : found.grade;
    const grade = this.passed ?? 1;
    this.hooks.propose(grade, this.passed === 1 ? say("seen") : found.words);
  }
}

/** Whether the back of the card is open, with the solution on it. */
const solutionIsShown = () => document.querySelector('.side[data-side="back"]:not([hidden])') !== null;

function result({ name, ok, words }) {
  const state = ok === null ? "unreached" : ok ? "passed" : "failed";
  const sign = { unreached: "–", passed: "✓", failed: "✗" }[state];
  return el(
    "li",
    { class: state },
    el("span", { class: "sign", "aria-hidden": "true" }, sign),
    el("div", {}, el("span", { class: "unseen" }, `${say(state)}: `), el("code", {}, name), words ? el("p", {}, ...marked(words)) : null),
  );
}

/** A text whose parts in backticks are code. */
const marked = (text) =>
  text.split(/`([^`]+)`/).map((part, index) => (index % 2 ? el("code", {}, part) : part));
