// A plain editor: a field of text over the same text in colours. Typing, undo and composing words are
// the browser's own; the colours come from the server after a pause.

import { el } from "./dom.js";
import { say } from "./practice_words.js";

const PAUSE = 250; // ms
const MOST_COLOURED = 60_000; // characters
const INDENT = "    ";
const LEAVES_BLOCK = /^\s*(?:return|pass|break|continue|raise)\b/;
const coarse = matchMedia("(pointer: coarse)");

let names = 0;

/** Lines of runs [class, text] as an element of code. */
export function coloured(lines) {
  return el("code", {}, lines.map((line) => el("span", { class: "line" }, runs(line), "\n")));
}

function runs(line) {
  return line.map(([role, text]) => (role ? el("span", { class: role }, text) : text));
}

export class CodeEditor {
  /**
   * `code` = {text, lines}, `label` says what it is, `post` asks the server. `run()` is called on
   * Ctrl+Enter, `changed()` after each change.
   */
  constructor({ code, label, post, run = () => {}, changed = () => {} }) {
    this.original = code.text;
    this.post = post;
    this.run = run;
    this.changed = changed;
    this.known = new Map(); // the runs of lines, by their text
    this.learn(code.text, code.lines);
    const help = `editor-help-${(names += 1)}`;
    this.shown = el("pre", { "aria-hidden": "true" });
    this.field = el("textarea", {
      "aria-label": label,
      "aria-describedby": help,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      translate: "no",
      wrap: "off",
      oninput: () => this.input(),
      onkeydown: (event) => this.key(event),
      oncompositionend: () => this.input(),
    });
    this.field.value = code.text;
    this.element = el(
      "div",
      { class: "code-editor" },
      el("div", { class: "code-sheet" }, this.shown, this.field),
      el("p", { class: "unseen", id: help }, say("editorHelp")),
    );
    this.draw();
  }

  get value() {
    return this.field.value;
  }

  set value(text) {
    if (text === this.field.value) return;
    this.field.focus({ preventScroll: true });
    this.field.select();
    this.put(text); // as if it was typed, so that it can be undone
  }

  focus() {
    this.field.focus();
    if (!coarse.matches) this.field.setSelectionRange(this.value.length, this.value.length);
  }

  close() {
    clearTimeout(this.timer);
    this.closed = true;
  }

  // --- colours ----------------------------------------------------------------------

  input() {
    this.draw();
    this.changed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.colour(), PAUSE);
  }

  async colour() {
    const text = this.value;
    if (text.length > MOST_COLOURED || this.closed) return;
    try {
      const { lines } = await this.post("/api/highlight", { code: text });
      if (text !== this.value || this.closed) return;
      this.known.clear();
      this.learn(text, lines);
      this.draw();
    } catch {
      // Without colours it is code all the same.
    }
  }

  learn(text, lines) {
    text.split("\n").forEach((line, index) => this.known.set(line, lines[index] ?? []));
  }

  draw() {
    const lines = this.value.split("\n").map((line) => this.known.get(line) ?? [["", line]]);
    this.shown.replaceChildren(coloured(lines));
    this.element.style.setProperty("--digits", String(Math.max(2, String(lines.length).length)));
  }

  // --- keys -------------------------------------------------------------------------

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.run();
    else if (event.key === "Tab" && plain) this.indent(event.shiftKey);
    else if (event.key === "Enter" && plain && !event.shiftKey) this.newLine();
    else if (event.key === "Backspace" && plain && this.isIndented()) this.unindent();
    else return;
    event.preventDefault();
  }

  /** Writes over what is selected, so that the browser can undo it. */
  put(text) {
    const done = text
      ? document.execCommand("insertText", false, text)
      : document.execCommand("delete");
    if (done) return;
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.input();
  }

  /** The lines that the selection touches: from where to where, and their text. */
  lines() {
    const { selectionStart, selectionEnd } = this.field;
    const text = this.value;
    const start = text.lastIndexOf("\n", selectionStart - 1) + 1;
    const last = selectionEnd > selectionStart && text[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
    const end = text.indexOf("\n", last);
    return { start, end: end < 0 ? text.length : end };
  }

  indent(back) {
    const { selectionStart, selectionEnd } = this.field;
    const { start, end } = this.lines();
    const block = this.value.slice(start, end);
    if (!back && selectionStart === selectionEnd) {
      const column = selectionStart - start;
      this.put(" ".repeat(INDENT.length - (column % INDENT.length)));
      return;
    }
    const moved = block
      .split("\n")
      .map((line) => (back ? line.replace(/^ {1,4}|^\t/, "") : line && INDENT + line))
      .join("\n");
    if (moved === block) return;
    const first = moved.split("\n", 1)[0].length - block.split("\n", 1)[0].length;
    this.field.setSelectionRange(start, end);
    this.put(moved);
    const from = Math.max(start, selectionStart + first);
    if (selectionStart === selectionEnd) this.field.setSelectionRange(from, from);
    else this.field.setSelectionRange(from, Math.max(from, selectionEnd + moved.length - block.length));
  }

  /** A line of the same indentation; deeper behind a colon, less deep where a block is left. */
  newLine() {
    const { start } = this.lines();
    const line = this.value.slice(start, this.field.selectionStart);
    let indent = /^[ \t]*/.exec(line)[0];
    if (/:\s*(?:#.*)?$/.test(line)) indent += INDENT;
    else if (LEAVES_BLOCK.test(line)) indent = indent.slice(0, -INDENT.length);
    this.put(`\n${indent}`);
    this.element.scrollLeft = 0;
  }

  /** Whether there are only spaces before the caret on its line. */
  isIndented() {
    const { selectionStart, selectionEnd } = this.field;
    if (selectionStart !== selectionEnd) return false;
    const before = this.value.slice(this.lines().start, selectionStart);
    return before.length > 1 && /^ +$/.test(before);
  }

  unindent() {
    const at = this.field.selectionStart;
    const column = at - this.lines().start;
    this.field.setSelectionRange(at - (column % INDENT.length || INDENT.length), at);
    this.put("");
  }
}
