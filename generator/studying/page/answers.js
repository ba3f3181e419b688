// The answer that a card asks for: fields or the letters of its options below the card, and what was
// right in it.

import { el } from "./dom.js";
import { language, say } from "./practice_words.js";

const LETTERS = "abcdefghi";
const MARKS = { right: "✓", wrong: "✗", missed: "✓", left: "" };
const MARK_WORDS = { right: "optionRight", wrong: "optionWrong", missed: "optionMissed", left: "optionLeft" };

/** What takes the answer to a card, null where the card asks for none. */
export function answering(box, card, hooks) {
  const { practice } = card;
  switch (practice?.answer) {
    case "output":
    case "typed":
    case "cloze":
      return new Fields(box, card, hooks);
    case "choice":
      return new Options(box, card, hooks);
    default:
      return null;
  }
}

class Fields {
  constructor(box, card, hooks) {
    this.card = card;
    this.hooks = hooks;
    const { answer, boxes, gaps } = card.practice;
    this.fields = Array.from({ length: boxes }, (_, index) =>
      answer === "output" ? this.area() : this.line(index, answer === "cloze" ? gaps[index] : null),
    );
    this.judged = el("div", { class: "judged", role: "status" });
    this.labels = this.fields.map((field, index) =>
      el("label", { class: "asked" }, el("span", {}, this.words(index)), field),
    );
    box.replaceChildren(...this.labels, this.judged);
  }

  words(index) {
    const { answer, gaps } = this.card.practice;
    if (answer === "output") return say("predict");
    if (answer === "typed") return say("typed");
    const { hint } = gaps[index];
    return hint ? say("gapHint", { n: index + 1, hint }) : say("gap", { n: index + 1 });
  }

  area() {
    const area = el("textarea", { ...PLAIN, class: "code", rows: "2", placeholder: say("predictHint") });
    area.addEventListener("input", () => (area.rows = Math.min(16, Math.max(2, area.value.split("\n").length))));
    area.addEventListener("keydown", (event) => {
      if (isComposed(event) || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.hooks.reveal();
    });
    return area;
  }

  line(index, gap) {
    const code = gap === null || gap.sort !== "text";
    const line = el("input", { ...PLAIN, type: "text", class: code ? "code" : null });
    line.addEventListener("keydown", (event) => {
      if (isComposed(event) || event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation(); // it is no key of the page
      const next = this.fields[index + 1];
      if (next) next.focus();
      else this.hooks.reveal();
    });
    return line;
  }

  focus() {
    this.fields[0].focus();
  }

  key() {
    return false;
  }

  get texts() {
    return this.fields.map((field) => field.value);
  }

  text() {
    return this.texts.some((text) => text.trim()) ? this.texts.join("\n") : null;
  }

  /** Holds against what is right what was typed, if anything was. */
  async judge() {
    for (const field of this.fields) field.readOnly = true;
    if (this.text() === null) {
      for (const label of this.labels) label.hidden = true;
      return null;
    }
    const judged = await this.hooks.post("/api/judge", { card: this.card.key, answer: this.texts, language });
    if (this.closed) return null;
    judged.parts.forEach((part, index) => this.labels[index].replaceWith(this.part(part, index)));
    // What is wrong with one of several is said beside it.
    this.judged.replaceChildren(verdict(this.fields?.length > 1 ? { ...judged, message: "" } : judged));
    this.judged.scrollIntoView({ block: "nearest" }); // it may be below a long answer
    return { grade: judged.grade, message: judged.message || say(nameOf(judged)) };
  }

  part(part, index) {
    if (part.right === null) return el("div", { class: "asked" }, el("span", {}, this.words(index)), el("pre", { class: "pieces" }, this.texts[index]));
    return el(
      "div",
      { class: "asked" },
      this.fields.length > 1 ? el("span", {}, this.words(index)) : null,
      el("pre", { class: `pieces ${part.right ? "right" : "wrong"}` }, part.pieces.map(piece)),
      this.fields.length > 1 && part.message ? el("p", { class: "small" }, part.message) : null,
    );
  }

  close() {
    this.closed = true;
  }
}

class Options {
  constructor(box, card, hooks) {
    this.card = card;
    this.hooks = hooks;
    this.chosen = new Set();
    this.many = card.practice.many;
    this.buttons = card.practice.options.map((text, index) =>
      el(
        "button",
        // The card has the words of it, as they are meant to look.
        { type: "button", class: "option", title: text, "aria-pressed": "false", onclick: () => this.choose(index) },
        el("span", { "aria-hidden": "true" }, LETTERS[index]?.toUpperCase() ?? index + 1),
        el("span", { class: "unseen" }, text),
        el("span", { class: "mark" }),
      ),
    );
    this.judged = el("div", { class: "judged", role: "status" });
    const label = say(this.many ? "chooseMany" : "choose");
    this.group = el("div", { class: "options", role: "group", "aria-label": label }, el("p", { class: "small" }, label), this.buttons);
    box.replaceChildren(this.group, this.judged);
  }

  focus() {
    this.buttons[0].focus();
  }

  /** A letter or a digit chooses, and `Enter` has done with it. */
  key(event) {
    if (event.key === "Enter" && this.chosen.size) {
      this.hooks.reveal();
      return true;
    }
    const index = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : LETTERS.indexOf(event.key.toLowerCase());
    if (event.key.length !== 1 || index < 0 || index >= this.buttons.length) return false;
    this.choose(index);
    return true;
  }

  choose(index) {
    if (this.done) return;
    const had = this.chosen.has(index);
    if (!this.many) this.chosen.clear();
    if (had && this.many) this.chosen.delete(index);
    else this.chosen.add(index);
    this.buttons.forEach((button, each) => button.setAttribute("aria-pressed", String(this.chosen.has(each))));
    if (!this.many) this.hooks.reveal();
  }

  text() {
    if (!this.chosen.size) return null;
    return [...this.chosen].sort().map((index) => this.card.practice.options[index]).join("\n");
  }

  async judge() {
    this.done = true;
    for (const button of this.buttons) button.disabled = true;
    if (!this.chosen.size) {
      this.group.hidden = true;
      return null;
    }
    const answer = [...this.chosen];
    const judged = await this.hooks.post("/api/judge", { card: this.card.key, answer, language });
    if (this.closed) return null;
    judged.choices.forEach((mark, index) => {
      const button = this.buttons[index];
      button.classList.add(mark);
      button.querySelector(".mark").replaceChildren(
        el("span", { "aria-hidden": "true" }, MARKS[mark]),
        el("span", { class: "unseen" }, say(MARK_WORDS[mark])),
      );
    });
    this.judged.replaceChildren(verdict(judged));
    this.judged.scrollIntoView({ block: "nearest" }); // it may be below a long answer
    return { grade: judged.grade, message: judged.message || say(nameOf(judged)) };
  }

  close() {
    this.closed = true;
  }
}

const PLAIN = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off", translate: "no" };

const isComposed = (event) => event.isComposing || event.keyCode === 229;

/** A piece of an answer, where it differs marked in more than colour. */
function piece([text, mark]) {
  if (mark === "same") return text;
  const missing = mark === "missing";
  return el(
    missing ? "ins" : "del",
    { class: mark },
    el("span", { class: "unseen" }, say(missing ? "inserted" : "deleted")),
    text.trim() ? text : text.replaceAll("\n", "⏎\n").replaceAll(" ", "·") || "∅",
  );
}

function nameOf({ right, grade }) {
  if (right === null) return "unknown";
  return right ? "right" : grade === 2 ? "near" : "wrong";
}

function verdict(judged) {
  const name = nameOf(judged);
  const mark = { right: "✓", wrong: "✗", near: "≈", unknown: "?" }[name];
  const same = judged.right && judged.message.toLowerCase().startsWith(say("right").toLowerCase());
  return el(
    "p",
    { class: `verdict ${name}` },
    el("span", { class: "sign", "aria-hidden": "true" }, mark),
    el("span", {}, same ? null : el("b", {}, say(name)), !same && judged.message ? " · " : null, judged.message || null),
  );
}
