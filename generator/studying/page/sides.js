// The two sides of a card, each in a sandboxed frame: nothing in it runs. The back is loaded while the
// front is read, so that it is there at once.

import { byId, el } from "./dom.js";
import { say } from "./words.js";

// The page may look into a frame, to give it the height of its content and hear its keys. A frame may
// open a link that is clicked, in a tab of its own. There is no "allow-scripts".
const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const PATIENCE = 400; // ms
const TALLEST_IMAGE = 0.8; // of the window
const phone = matchMedia("(max-width: 760px)");

class Side {
  constructor(name, heard) {
    this.name = name;
    this.heard = heard;
    this.url = null;
    this.box = el("div", { class: "side", dataset: { side: name }, hidden: true });
  }

  load(url, title) {
    if (this.url === url) return;
    this.url = url;
    const frame = el("iframe", { class: "waiting", sandbox: SANDBOX, title, src: url });
    frame.addEventListener("load", () => this.loaded(frame));
    this.frame = frame;
    this.box.append(frame);
  }

  loaded(frame) {
    if (this.frame !== frame) return frame.remove();
    for (const other of [...this.box.children]) if (other !== frame) other.remove();
    const inside = this.inside;
    if (inside?.body) {
      // Its window is as high as its content, so that no height can be a part of it.
      for (const image of inside.images) image.style.maxHeight = `${innerHeight * TALLEST_IMAGE}px`;
      inside.addEventListener("keydown", this.heard.key);
      inside.addEventListener("click", (event) => this.clicked(event));
      this.watcher?.disconnect();
      this.watcher = new ResizeObserver(() => this.fit());
      this.watcher.observe(inside.documentElement);
      this.watcher.observe(inside.body);
      this.fit();
    } else frame.style.height = "100%"; // a server that closes its frames to us
    frame.classList.remove("waiting");
    this.heard.loaded(this);
  }

  /** An option of the card that is clicked is chosen, by its place. */
  clicked({ target }) {
    const option = target.closest?.(".options > li");
    if (option) this.heard.option([...option.parentElement.children].indexOf(option));
  }

  get inside() {
    try {
      return this.frame?.contentDocument ?? null;
    } catch {
      return null;
    }
  }

  /** Gives the frame the height of what is in it. */
  fit() {
    const root = this.inside?.documentElement;
    if (!root || this.box.hidden) return;
    const height = Math.ceil(Math.max(root.offsetHeight, root.getBoundingClientRect().height));
    if (this.frame.style.height !== `${height}px`) this.frame.style.height = `${height}px`;
  }

  show(shown) {
    this.box.hidden = !shown;
    if (shown) this.fit();
  }

  get isReady() {
    return Boolean(this.frame) && !this.frame.classList.contains("waiting");
  }
}

export class Sides {
  /** `key(event)` hears what is typed in a frame, `option(index)` which option is clicked. `night()` is
   * whether the page is dark. */
  constructor({ key, option, night }) {
    this.night = night;
    this.box = byId("sides");
    this.wanted = "front";
    this.ownField = false; // whether the page has a field for the answer, in place of the card's
    const heard = { key, option, loaded: () => this.settle() };
    this.both = [new Side("front", heard), new Side("back", heard)];
    this.box.append(...this.both.map((side) => side.box));
    phone.addEventListener("change", () => this.draw());
    addEventListener("resize", () => this.both.forEach((side) => side.fit()));
  }

  /** Shows one side, "front" or "back", of a card. */
  show(card, side) {
    const another = card.key !== this.card?.key || card.turn !== this.card?.turn;
    this.card = card;
    this.wanted = side;
    this.draw();
    // What is shown stays until the next card is there, unless that takes long.
    clearTimeout(this.timer);
    if (another) this.timer = setTimeout(() => this.forget(), PATIENCE);
  }

  draw() {
    if (!this.card) return;
    const flags = `night=${this.night() ? 1 : 0}&phone=${phone.matches ? 1 : 0}`;
    for (const side of this.both) {
      const url = this.card.sides[side.name];
      side.load(`${url}${url.includes("?") ? "&" : "?"}${flags}`, say(side.name, this.card));
    }
    this.settle();
  }

  /** The side that is wanted replaces the other one as soon as it can be seen. */
  settle() {
    const [front, back] = this.both;
    const wanted = this.wanted === "front" ? front : back;
    if (!wanted.isReady) return;
    for (const side of this.both) side.show(side === wanted);
    this.box.dataset.shown = this.wanted;
    const field = front.inside?.querySelector("input#typeans");
    if (field && this.ownField) field.hidden = true;
    if (this.card?.practice?.answer === "choice")
      for (const option of front.inside?.querySelectorAll(".options > li") ?? []) option.style.cursor = "pointer";
    this.foldHints(front.inside?.querySelectorAll("details.callout") ?? []);
    if (wanted === back) this.toAnswer();
  }

  /** Hints of an exercise are asked for one by one below its editor, where they count. */
  foldHints(folded) {
    const { hints = 0 } = this.card?.practice?.exercise ?? {};
    if (hints && folded.length === hints) for (const each of folded) each.hidden = true;
  }

  /** Takes away what is shown of an earlier card. */
  forget() {
    for (const side of this.both) {
      for (const other of [...side.box.children]) if (other !== side.frame) other.remove();
      side.show(side.name === this.wanted);
    }
  }

  /** Scrolls to the answer if it begins below what is seen. */
  toAnswer() {
    const answer = this.both[1].inside?.getElementById("answer");
    const page = byId("main");
    if (!answer || this.scrolledTo === this.card.sides.back) return;
    this.scrolledTo = this.card.sides.back;
    const top = answer.getBoundingClientRect().top + this.box.getBoundingClientRect().top;
    const seen = page.getBoundingClientRect();
    if (top > seen.top + seen.height * 0.6) page.scrollTop += top - seen.top - 24;
  }
}
