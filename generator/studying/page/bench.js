// A bench for the program of a card: editors, what runs and stops it, and what is said of it.

import { CodeEditor } from "./code_editor.js";
import { el } from "./dom.js";
import { newToken } from "./outbox.js";
import { language, say } from "./practice_words.js";
import { RequestError } from "./server.js";

const SLOW = 300; // ms after which a run is said to be under way
const drafts = new Map(); // what was written on each card, as long as the page is open

/** Whether an end leaves nothing to show. */
export const hasNotRun = ({ ended }) => ["refused", "cancelled", "lost"].includes(ended);

/** One output, as text or as a picture of this server. */
export function output([kind, text]) {
  if (kind === "image") return el("img", { src: text, alt: say("picture") });
  return el("pre", { class: `output ${kind}` }, text);
}

export class Bench {
  /** `codes` are {text, lines}, of one editor each. */
  constructor(box, card, hooks, codes) {
    this.box = box;
    this.card = card;
    this.hooks = hooks;
    this.codes = codes;
    this.isOpen = false;
    this.ticket = null;
  }

  open() {
    if (this.isOpen) return;
    this.isOpen = true;
    if (!this.editors) this.build();
    this.box.hidden = false;
    this.bench.hidden = false;
    this.hooks.opened(true);
  }

  /** Puts the bench away, and ends what runs. */
  close() {
    this.cancel();
    if (!this.isOpen) return;
    this.isOpen = false;
    this.bench.hidden = true;
    this.box.hidden = true;
    this.hooks.opened(false);
  }

  build() {
    const kept = drafts.get(this.card.key);
    this.editors = this.codes.map((code, index) => {
      const n = index + 1;
      const label = this.codes.length > 1 ? say("programOf", { n, all: this.codes.length }) : say("program");
      const editor = new CodeEditor({
        code,
        label,
        post: this.hooks.post,
        run: () => this.run(),
        changed: () => this.keep(),
      });
      if (kept?.[index] !== undefined && kept[index] !== code.text) {
        editor.field.value = kept[index];
        editor.draw();
        editor.colour();
      }
      return editor;
    });
    this.runButton = el("button", { type: "button", class: "main", title: say("runHint"), onclick: () => this.run() }, say(this.verb));
    this.stopButton = el("button", { type: "button", disabled: true, onclick: () => this.cancel() }, say("stop"));
    this.resetButton = el("button", { type: "button", class: "plain", title: say("resetHint"), onclick: () => this.reset() }, say("reset"));
    this.status = el("p", { class: "trial-status", role: "status" });
    this.bench = el(
      "div",
      { class: "bench", onkeydown: (event) => this.leave(event) },
      el("h2", {}, say(this.title)),
      this.middle(),
      el("div", { class: "trial-bar" }, this.runButton, this.stopButton, this.more(), el("span", { class: "grow" }), this.resetButton),
      this.status,
      this.below(),
    );
    this.box.replaceChildren(this.bench);
  }

  /** Escape in an editor gives the keys back to the page. */
  leave(event) {
    if (event.key === "Escape" && !event.isComposing) this.cancel();
  }

  keep() {
    drafts.set(this.card.key, this.texts);
  }

  get texts() {
    return this.editors.map((editor) => editor.value);
  }

  get isChanged() {
    return Boolean(this.editors) && this.texts.some((text, index) => text !== this.codes[index].text);
  }

  attempt() {
    return this.isChanged ? this.texts.join("\n\n") : null;
  }

  reset() {
    this.editors.forEach((editor) => (editor.value = editor.original));
    this.show(null);
    this.status.replaceChildren();
  }

  async run() {
    if (this.ticket) return;
    const ticket = (this.ticket = newToken());
    const started = performance.now();
    const tell = () => {
      const seconds = Math.floor((performance.now() - started) / 1000);
      this.status.textContent = seconds ? say("runningFor", { seconds }) : say("running");
    };
    this.runButton.disabled = true;
    this.stopButton.disabled = false;
    this.bench.setAttribute("aria-busy", "true");
    const first = setTimeout(tell, SLOW);
    const clock = setInterval(tell, 1000);
    try {
      const found = await this.ask(ticket);
      if (ticket !== this.ticket) return;
      this.show(found);
      this.tell(found);
    } catch (error) {
      if (ticket !== this.ticket) return;
      this.status.textContent = error instanceof RequestError ? error.message : say("lost");
      this.status.className = "trial-status bad";
    } finally {
      clearTimeout(first);
      clearInterval(clock);
      if (ticket === this.ticket) {
        this.ticket = null;
        this.runButton.disabled = false;
        this.stopButton.disabled = true;
        this.bench.removeAttribute("aria-busy");
      }
    }
  }

  /** Ends what runs; its answer, which says that it was stopped, is shown as any. */
  cancel() {
    if (this.ticket) this.hooks.post("/api/cancel", { ticket: this.ticket }).catch(() => {});
  }

  tell(found) {
    const took = say("took", { seconds: found.seconds < 0.095 ? found.seconds.toFixed(3) : found.seconds.toFixed(2) });
    this.status.className = `trial-status ${found.ok ? "good" : "bad"}`;
    this.status.textContent = [found.words, hasNotRun(found) ? "" : took].filter(Boolean).join(" · ");
  }
}
