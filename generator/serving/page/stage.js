// The card in the middle: what it is, how it is shown, and its sides.

import { choices, choose, chosen, devices, looks, sides } from "./choices.js";
import { byId, el, segments } from "./dom.js";
import { Frames } from "./frames.js";
import { severities } from "./model.js";
import { get, pathOf } from "./server.js";
import { after } from "./theme.js";
import { say, wordsFor } from "./words.js";

export class Stage {
  /** `act` are what its buttons do: {open(place), print()}. */
  constructor(model, act) {
    this.model = model;
    this.act = act;
    this.frames = new Frames();
    this.key = null;
    this.summary = null;
    this.sides = null; // of each card of the note: {front, back}, addresses with the digest
    this.ordinal = 0;
    this.broken = false;
    this.asked = 0;
    this.sought = ""; // the mark to scroll to, such as "#problem-1"
    this.frames.say(say("connecting"));
    this.drawViews();
  }

  /** Shows a card as `summary` says it is now. */
  async show(key, summary) {
    const other = key !== this.key;
    const before = this.summary;
    if (other) {
      this.ordinal = 0;
      this.sides = null;
      this.sought = "";
      byId("stage").scrollTop = 0;
    }
    const asked = ++this.asked;
    this.key = key;
    this.summary = summary;
    this.drawHead();
    this.drawOld();
    if (!summary.sides) {
      this.sides = [];
      return this.draw();
    }
    if (this.sides?.length === summary.sides) {
      // The same addresses but for the digest: the sides need not wait for another answer.
      const [was, now] = [before, summary].map(({ digest }) => `/side/${digest}/`);
      this.sides = this.sides.map(({ front, back }) => ({
        front: front.replace(was, now),
        back: back.replace(was, now),
      }));
      return this.draw();
    }
    try {
      const { sides, digest } = await get(`/api/cards/${pathOf(key)}`);
      if (asked !== this.asked) return;
      this.sides = sides;
      this.summary = { ...this.summary, digest };
      this.draw();
    } catch (error) {
      if (asked === this.asked) this.frames.say(say("failedRequest", { why: error.message }));
    }
  }

  /** Nothing to show, and why. */
  clear(words) {
    this.asked += 1;
    this.key = this.summary = this.sides = null;
    byId("card-head").replaceChildren();
    this.drawOld();
    this.drawViews();
    this.frames.say(words);
  }

  draw() {
    this.drawViews();
    if (!this.sides) return;
    if (!this.sides.length)
      return this.frames.say(say(this.summary.running ? "running" : "notShown"));
    const urls = this.sides[Math.min(this.ordinal, this.sides.length - 1)];
    const question = this.summary.question;
    const marks = this.model.problemsOf(this.key).map(({ id }) => id).join(".");
    const shown = { sides: sides(), devices: devices(), looks: looks(), marks };
    const anchor = this.sought;
    this.frames.show({ key: `${this.key} ${this.ordinal}`, question, urls, anchor, ...shown });
  }

  /** Scrolls to a mark, at once or as soon as the card is here. */
  seek(anchor) {
    this.sought = anchor;
    this.draw();
  }

  drawOld() {
    if (!this.summary?.sides) this.frames.old("");
    else if (this.broken || this.summary.old) this.frames.old(say("oldFrames"));
    else this.frames.old(this.summary?.running ? say("runningFrames") : "");
  }

  drawHead() {
    const card = this.summary;
    const place = `${card.path}:${card.line}`;
    const status = wordsFor("status")[card.status] ?? card.status;
    const bad = severities(card).errors > 0 && card.status === "verified";
    const chips = [
      card.status
        ? el(
            "span",
            { class: `chip status ${card.running || card.old ? "old" : bad ? "" : card.status}` },
            status,
          )
        : null,
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
    const focused = byId("card-head").contains(document.activeElement);
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
    if (focused) byId("card-head").querySelector("button").focus();
  }

  drawViews() {
    const set = (name) => (value) => this.choose({ [name]: value });
    const pairs = (names) => names.map((name) => [name, say(name)]);
    const look = choices.look === "auto" ? (chosen.pageIsDark ? "night" : "light") : choices.look;
    const device = choices.device === "auto" ? devices()[0] : choices.device;
    const cards = this.sides?.length ?? 0;
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
    const cards = this.sides?.length ?? 0;
    if (cards > 1) this.turnTo((this.ordinal + 1) % cards);
  }
}
