// The sides of a card as a device shows them, each in a sandboxed frame of its own.

import { byId, el } from "./dom.js";
import { say } from "./words.js";

const LEAST = { desktop: 720, phone: 320 }; // CSS px across; narrower frames are scaled
// All that a frame may do: open a link that is clicked, in a tab of its own.
const LINKS = "allow-popups allow-popups-to-escape-sandbox";

/** One screen. Its frame is replaced only when the next one has loaded, so that nothing flickers. */
class Screen {
  constructor({ side, device, look }) {
    this.device = device;
    this.url = null;
    this.glass = el("div", { class: "glass" });
    this.words = el("figcaption", {}, [say(side), say(device), say(look)].join(" · "));
    this.figure = el(
      "figure",
      { class: `screen ${device} ${look}`, dataset: { side, device, look } },
      this.words,
      this.glass,
    );
    new ResizeObserver(() => this.fit()).observe(this.glass);
  }

  /** A sandboxed page cannot be measured from outside, so it scrolls inside, as on a device. */
  fit() {
    const { clientWidth: room, clientHeight: height } = this.glass;
    const wanted = Math.max(LEAST[this.device], room);
    const scale = room / wanted;
    for (const frame of this.glass.children) {
      frame.style.width = `${wanted}px`;
      frame.style.height = `${height / scale}px`;
      frame.style.transform = scale < 1 ? `scale(${scale})` : "none";
    }
  }

  show(url, title, sameCard) {
    if (this.url === url) {
      if (this.frame) this.frame.title = title;
      return;
    }
    this.url = url;
    if (!sameCard) this.glass.replaceChildren();
    const frame = el("iframe", { class: "waiting", sandbox: LINKS, title, src: url });
    frame.addEventListener("load", () => {
      if (this.frame !== frame) return frame.remove();
      frame.classList.remove("waiting");
      // A frame that is put in anew loads anew, so the others go.
      for (const other of [...this.glass.children]) if (other !== frame) other.remove();
    });
    this.frame = frame;
    this.glass.append(frame);
    this.fit();
  }
}

export class Frames {
  constructor() {
    this.box = byId("frames");
    this.screens = new Map();
    this.key = null;
  }

  /**
   * Shows one side or more of a card, of the addresses {front, back}. `marks` stands for the problems
   * that are marked in them; `anchor` is the one to scroll to.
   */
  show({ key, question, urls, sides, devices, looks, marks, anchor = "" }) {
    const wanted = [];
    for (const side of sides)
      for (const device of devices) for (const look of looks) wanted.push({ side, device, look });
    const sameCard = key === this.key && !this.empty;
    this.key = key;
    this.empty = false;
    this.box.dataset.sides = sides.length;
    this.box.dataset.devices = devices.length;
    this.box.dataset.looks = looks.length;
    const screens = new Map();
    for (const each of wanted) {
      const name = Object.values(each).join(" ");
      screens.set(name, this.screens.get(name) ?? new Screen(each));
    }
    this.screens = screens;
    this.place([...screens.values()].map((screen) => screen.figure));
    for (const [name, screen] of screens) {
      const [side, device, look] = name.split(" ");
      const flags = `night=${look === "night" ? 1 : 0}&phone=${device === "phone" ? 1 : 0}&marks=${marks}`;
      const url = urls[side] + (urls[side].includes("?") ? "&" : "?") + flags + anchor;
      screen.show(url, `${screen.words.textContent}: ${question}`, sameCard);
    }
  }

  /** Puts figures in order without moving those that are there: their frames would load anew. */
  place(figures) {
    for (const child of [...this.box.children]) if (!figures.includes(child)) child.remove();
    figures.forEach((figure, at) => {
      if (this.box.children[at] !== figure) this.box.insertBefore(figure, this.box.children[at] ?? null);
    });
  }

  /** Loads all anew with the next card that is shown: what is there may be no card. */
  renew() {
    for (const screen of this.screens.values()) screen.url = null;
  }

  /** Shows words in place of a card. */
  say(words) {
    this.empty = true;
    this.key = null;
    this.screens = new Map();
    this.box.replaceChildren(el("p", { class: "blank" }, words));
  }

  /** Greys what is shown, and says why; "" for what is shown is as it is now. */
  old(why) {
    this.box.classList.toggle("old", Boolean(why));
    this.box.dataset.why = why;
  }
}
