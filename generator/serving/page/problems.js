// What is wrong: with the card that is shown, and with the deck.

import { choose, panelOpen } from "./choices.js";
import { byId, el, segments } from "./dom.js";
import { say } from "./words.js";

const MOST = 200; // of the whole deck; the others come up as these are mended

export class Problems {
  /** `act` is what its buttons do: {go(problem), open(place), accept(problem)}. */
  constructor(model, act) {
    this.model = model;
    this.act = act;
    this.key = null; // of the card that is shown
    this.all = false;
    this.box = byId("problems");
    this.count = byId("problem-count");
    this.count.addEventListener("click", () => this.toggle());
  }

  get open() {
    return panelOpen(this.model.problems.length);
  }

  toggle(open = !this.open) {
    choose({ panel: open });
    this.draw();
  }

  /** Shows those of a card, null if none is shown, and those of the deck as they are now. */
  show(key) {
    this.key = key;
    this.draw();
  }

  draw() {
    const errors = this.model.problems.filter((each) => each.severity === "error").length;
    const warnings = this.model.problems.length - errors;
    const none = this.model.busy ? say("noneSoFar") : `✓ ${say("noneWrong")}`;
    this.count.replaceChildren(
      ...[
        errors ? el("span", { class: "error" }, `✗ ${say("errors", { n: errors })}`) : null,
        warnings ? el("span", { class: "warning" }, `! ${say("warnings", { n: warnings })}`) : null,
        errors + warnings || this.model.unread ? null : none,
      ].filter(Boolean),
    );
    this.count.setAttribute("aria-expanded", String(this.open));
    this.box.hidden = !this.open;
    if (this.open) this.drawList();
  }

  drawList() {
    const here = this.model.problemsOf(this.key);
    const all = this.all || !this.key || (Boolean(this.model.broken) && !here.length);
    const problems = all ? this.model.problems : here;
    const tabs = [
      [false, `${say("problemsHere")} (${here.length})`],
      [true, `${say("problemsAll")} (${this.model.problems.length})`],
    ];
    const list = problems.slice(0, MOST).map((problem) => this.item(problem, all));
    const focused = document.activeElement?.closest?.("[data-problem]")?.dataset.problem;
    const head = el(
      "header",
      {},
      el("h2", { class: "unseen" }, say("problems")),
      segments(say("problems"), tabs, all, (value) => {
        this.all = value;
        this.draw();
      }),
      el("span", { class: "grow" }),
      el(
        "button",
        { type: "button", class: "plain", "aria-label": say("close"), onclick: () => this.toggle(false) },
        "×",
      ),
    );
    const top = this.box.scrollTop;
    this.box.replaceChildren(
      ...[
        head,
        list.length ? el("ol", { class: "list" }, list) : null,
        list.length ? null : el("p", { class: "blank" }, say(this.model.unread ? "reading" : all ? "noProblems" : "noProblemsHere")),
        problems.length > MOST ? el("p", { class: "small" }, say("more", { n: problems.length - MOST })) : null,
      ].filter(Boolean),
    );
    this.box.scrollTop = top;
    if (focused) this.box.querySelector(`[data-problem="${CSS.escape(focused)}"] button`)?.focus();
  }

  item(problem, all) {
    const place = `${problem.path}:${problem.line}`;
    const button = (words, title, keys, work) =>
      el("button", { type: "button", title, "aria-keyshortcuts": keys, onclick: work }, words);
    return el(
      "li",
      { class: `problem ${problem.severity}`, dataset: { problem: problem.id } },
      el(
        "div",
        { class: "first" },
        el("strong", { class: problem.severity }, say(problem.severity)),
        el("code", {}, problem.code),
        el("span", { class: "grow" }),
        el(
          "button",
          {
            type: "button",
            class: "link",
            title: say("editorHint", { place }),
            onclick: () => this.act.open(problem),
          },
          all ? place : say("line", { n: problem.line }),
        ),
      ),
      this.model.cardOf(problem)
        ? el(
            "button",
            { type: "button", class: "message link", title: say("showInCard"), onclick: () => this.act.go(problem) },
            problem.message,
          )
        : el("p", { class: "message" }, problem.message),
      excerptOf(problem),
      problem.hint ? el("p", { class: "hint" }, problem.hint) : null,
      problem.detail
        ? el("details", {}, el("summary", {}, say("detail")), el("pre", {}, problem.detail))
        : null,
      problem.acceptable
        ? button(say("accept"), say("acceptHint"), "a", () => this.act.accept(problem))
        : null,
    );
  }

  /** The first problem of a card that `accept` can mend. */
  acceptable(key) {
    return this.model.problemsOf(key).find((problem) => problem.acceptable);
  }
}

function excerptOf({ excerpt }) {
  if (!excerpt?.length) return null;
  const lines = excerpt.map(({ line, text, marked }) =>
    el(
      "div",
      { class: marked ? "line marked" : "line" },
      el("span", { class: "number", "aria-hidden": "true" }, String(line)),
      el("code", {}, text || " "),
    ),
  );
  return el("div", { class: "excerpt", tabindex: "0", role: "group", "aria-label": say("line", { n: excerpt[0].line }) }, lines);
}
