// The card in the middle: what it is, how it is shown, and its sides.

import { after, choices, choose, devices, looks, pageIsDark, sides } from "./choices.js";
import { byId, el, segments } from "./dom.js";
import { Frames } from "./frames.js";
import { get, pathOf } from "./server.js";
import { say, wordsFor } from "./words.js";

export class Stage {
  /** `act` are what its buttons do: {open(place), print()}; `loaded(card)` hears of each answer. */
  constructor(act, loaded) {
    this.act = act;
    this.loaded = loaded;
    this.frames = new Frames();
    this.key = null;
    this.summary = null;
    this.detail = null;
    this.ordinal = 0;
    this.broken = false;
    this.asked = 0;
    this.sought = ""; // the mark to scroll to, such as "#problem-1"
    this.frames.say(say("noCard"));
    this.drawViews();
  }

  /** Shows a card as `summary` says, and asks for its sides if they may be others. */
  async show(key, summary, anew = false) {
    const other = key !== this.key;
    if (other) {
      this.ordinal = 0;
      this.detail = null;
      this.sought = "";
      byId("stage").scrollTop = 0;
    }
    this.key = key;
    this.summary = summary;
    this.drawHead();
    this.drawOld();
    if (!other && !anew) return;
    const asked = ++this.asked;
    try {
      const detail = await get(`/api/cards/${pathOf(key)}`);
      if (asked !== this.asked) return;
      this.detail = detail;
      this.draw();
      this.loaded(detail);
    } catch (error) {
      if (asked === this.asked) this.frames.say(say("failedRequest", { why: error.message }));
    }
  }

  /** Nothing to show, and why. */
  clear(words) {
    this.asked += 1;
    this.key = this.summary = this.detail = null;
    byId("card-head").replaceChildren();
    this.drawOld();
    this.drawViews();
    this.frames.say(words);
    this.loaded(null);
  }

  draw() {
    this.drawViews();
    const found = this.detail?.sides ?? [];
    if (!this.detail) return;
    if (!found.length) return this.frames.say(say("notShown"));
    const urls = found[Math.min(this.ordinal, found.length - 1)];
    const question = this.summary.question;
    const marks = (this.detail.problems ?? []).map(({ id }) => id).join(".");
    const shown = { sides: sides(), devices: devices(), looks: looks(), marks };
    const anchor = this.sought;
    this.frames.show({ key: `${this.key} ${this.ordinal}`, question, urls, anchor, ...shown });
  }

  /** Scrolls to a mark, at once or as soon as the card is here. */
  seek(anchor) {
    this.sought = anchor;
    if (this.detail) this.draw();
  }

  drawOld() {
    if (this.broken || this.summary?.old) this.frames.old(say("oldFrames"));
    else this.frames.old(this.summary?.running ? say("runningFrames") : "");
  }

  drawHead() {
    const card = this.summary;
    const place = `${card.path}:${card.line}`;
    const status = wordsFor("status")[card.status] ?? card.status;
    const chips = [
      el("span", { class: `chip status ${card.running || card.old ? "old" : card.status}`, title: card.reason || null }, status),
      card.reason ? el("span", { class: "small reason" }, card.reason) : null,
      card.running ? el("span", { class: "chip running" }, say("running")) : null,
      !card.settled && !card.running
        ? el("span", { class: "chip unsettled", title: say("unsettledTitle") }, say("unsettled"))
        : null,
      card.changed
        ? el(
            "span",
            { class: "chip changed", title: say("changedTitle") },
            wordsFor("changed")[card.changed] ?? card.changed,
          )
        : null,
      el("span", { class: "small" }, card.kind),
      ...(card.tags ?? []).map((tag) => el("span", { class: "small tag" }, tag)),
      card.deck ? el("span", { class: "small" }, card.deck) : null,
    ];
    byId("card-head").replaceChildren(
      el("h2", { lang: card.language }, card.question || card.slug || this.key),
      el("div", { class: "chips" }, chips),
      el(
        "div",
        { class: "where" },
        card.slug ? el("code", {}, card.slug) : null,
        el(
          "button",
          {
            type: "button",
            class: "link",
            title: say("editorHint", { place }),
            "aria-label": `${say("editor")}: ${place}`,
            "aria-keyshortcuts": "e",
            onclick: () => this.act.open(card),
          },
          place,
        ),
      ),
    );
  }

  drawViews() {
    const set = (name) => (value) => this.choose({ [name]: value });
    const pairs = (names) => names.map((name) => [name, say(name)]);
    const look = choices.look === "auto" ? (pageIsDark() ? "night" : "light") : choices.look;
    const device = choices.device === "auto" ? devices()[0] : choices.device;
    const cards = this.detail?.sides?.length ?? 0;
    const numbers = Array.from({ length: cards }, (_, at) => [at, say("cardNumber", { n: at + 1 })]);
    const focused = [...byId("views").querySelectorAll("button")].indexOf(document.activeElement);
    byId("views").replaceChildren(
      ...[
        segments(say("sides"), pairs(["front", "back", "both"]), choices.side, set("side")),
        segments(say("devices"), pairs(["desktop", "phone", "both"]), device, set("device")),
        segments(say("looks"), pairs(["light", "night", "both"]), look, set("look")),
        cards > 1
          ? segments(say("cardsOfNote"), numbers, this.ordinal, (at) => this.turnTo(at))
          : null,
        el(
          "button",
          {
            type: "button",
            class: "plain",
            id: "print",
            title: say("printHint"),
            "aria-keyshortcuts": "Shift+P",
            onclick: () => this.act.print(),
          },
          say("print"),
        ),
      ].filter(Boolean),
    );
    if (focused >= 0) byId("views").querySelectorAll("button")[focused]?.focus();
  }

  choose(changes) {
    choose(changes);
    this.draw();
    this.drawViews();
  }

  turnTo(ordinal) {
    this.ordinal = ordinal;
    this.draw();
  }

  /** The keys of the views. */
  turn() {
    this.choose({ side: choices.side === "front" ? "back" : "front" });
  }

  bothSides() {
    this.choose({ side: "both" });
  }

  nextDevice() {
    const now = choices.device === "auto" ? devices()[0] : choices.device;
    this.choose({ device: after(["desktop", "phone", "both"], now) });
  }

  nextLook() {
    const now = choices.look === "auto" ? looks()[0] : choices.look;
    this.choose({ look: after(["light", "night", "both"], now) });
  }

  nextCard() {
    const cards = this.detail?.sides?.length ?? 0;
    if (cards > 1) this.turnTo((this.ordinal + 1) % cards);
  }
}
