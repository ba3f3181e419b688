// A session: a card, its answer, a grade, the next card; until nothing is left.

import { drawHead } from "./card_head.js";
import { banner } from "./connection.js";
import { announce, byId, el } from "./dom.js";
import { drawEnding, drawWaiting } from "./ending.js";
import { GOOD, GRADES, clearButtons, drawCounts, drawGrades, drawProgress, drawShow } from "./grades.js";
import { Outbox, newToken } from "./outbox.js";
import { RequestError, get, pathOf, post } from "./server.js";
import { Stopwatch } from "./stopwatch.js";
import { say } from "./words.js";
import { Workplace } from "./workplace.js";

const RETRY = 2000; // ms

export class Session {
  /** `page` = {sides, filters, tell(words), settings(), stats()}. */
  constructor(page) {
    this.page = page;
    this.phase = "loading"; // front, back, sent (a grade is on its way), waiting, over
    this.card = null;
    this.watch = new Stopwatch();
    this.work = new Workplace({
      reveal: () => this.reveal(),
      propose: (grade, words) => this.propose(grade, words),
    });
    this.outbox = new Outbox({
      stored: (grade, answer) => answer.leech && page.tell(this.leechWords(grade)),
      refused: (grade, error) =>
        page.tell(error.status === 409 ? say("elsewhere") : say("refused", { why: error.message })),
    });
    clearButtons(el("p", { class: "blank" }, say("loading")));
  }

  // --- the next card ----------------------------------------------------------------

  /** Sends what waits to be sent, and goes on to the next card. */
  async resume() {
    clearTimeout(this.timer);
    const all = await this.outbox.send();
    if (!all) return this.keep();
    if (byId("banners").querySelector(".kept")) announce(say("sent"));
    banner("kept");
    if (this.phase === "sent" || this.phase === "loading") await this.next();
    else await this.refresh();
  }

  /** Says that grades are kept, and tries again in a while. */
  keep() {
    const n = this.outbox.size;
    banner("kept", el("span", {}, say("kept", { n })));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resume(), RETRY);
  }

  async next() {
    const asked = (this.asked = (this.asked ?? 0) + 1);
    clearTimeout(this.timer);
    try {
      const turn = await get(`/api/next?${this.page.filters.query()}`);
      if (asked === this.asked) this.take(turn);
    } catch (error) {
      if (asked !== this.asked) return;
      if (error instanceof RequestError) this.page.tell(say("failedRequest", { why: error.message }));
      this.phase = "loading";
      this.timer = setTimeout(() => this.resume(), RETRY);
    }
  }

  take(turn) {
    this.count(turn);
    if (turn.card) this.show(turn.card);
    else if (turn.wait !== null) this.wait(turn);
    else this.end(turn);
  }

  count(turn) {
    this.turn = turn;
    drawProgress(turn);
    drawCounts(turn.counts, turn.card?.state);
    byId("undo").disabled = !turn.undo;
  }

  show(card) {
    this.leave();
    this.card = card;
    this.phase = "front";
    this.marked = GOOD;
    this.why = "";
    this.layOut("card");
    drawHead(card, { suspend: () => this.suspend() });
    drawCounts(this.turn.counts, card.state);
    drawShow(() => this.reveal());
    this.work.mount(card);
    this.page.tools(this);
    this.page.sides.ownField = Boolean(this.work.answer);
    this.page.sides.show(card, "front");
    byId("main").scrollTop = 0;
    this.focus();
    announce(say("frontShown", card));
    this.work.begin(card);
    this.watch.start();
  }

  /** Takes down what belongs to the card that was shown. */
  leave() {
    clearTimeout(this.timer);
    clearInterval(this.clock);
    this.watch.stop();
    this.work.clear();
    this.card = null;
    this.page.tools(this);
  }

  layOut(shown) {
    byId("card").hidden = shown !== "card";
    byId("ending").hidden = shown !== "ending";
  }

  /** The keys belong to the page, not to a field or a frame. */
  focus() {
    if (this.page.statsShown()) return;
    byId(this.card ? "card" : "ending").focus({ preventScroll: true });
  }

  // --- the answer and the grade -----------------------------------------------------

  reveal() {
    if (this.phase !== "front") return;
    this.phase = "back";
    this.page.sides.show(this.card, "back");
    this.drawGrades();
    this.focus();
    announce(say("backShown"));
    this.judge();
  }

  async judge() {
    try {
      const judged = await this.work.judge();
      if (judged?.grade) this.propose(judged.grade, judged.message);
    } catch (error) {
      this.page.tell(say("failedRequest", { why: error.message }));
    }
  }

  /** Marks the grade that an answer or a result deserves; before the answer is shown, for then. */
  propose(grade, words = "") {
    this.marked = grade;
    this.why = words || say("proposed");
    if (this.phase === "back") this.drawGrades();
    if (words) announce(words);
  }

  drawGrades() {
    drawGrades(this.card, this.marked, this.why, (grade) => this.grade(grade));
  }

  /** Space: the answer, then the marked grade. */
  onward() {
    if (this.phase === "front") this.reveal();
    else if (this.phase === "back") this.grade(this.marked);
  }

  async grade(grade) {
    if (this.phase !== "back") return;
    this.phase = "sent";
    const given = {
      card: this.card.key,
      turn: this.card.turn,
      digest: this.card.digest,
      grade,
      token: newToken(),
      at: Date.now(),
      took: this.watch.stop(),
      ...this.work.written,
    };
    this.outbox.put(given);
    for (const button of byId("buttons").children) button.disabled = true;
    byId("buttons").children[grade - 1].classList.add("given");
    if (await this.outbox.send()) return this.next();
    clearButtons(el("p", { class: "blank" }, say("keptLast", { grade: say(GRADES[grade - 1]) })));
    this.keep();
  }

  /** What is told of a leech, whose grade may be from an earlier page. */
  leechWords({ card }) {
    return card === this.card?.key ? say("isLeech", this.card) : say("someLeech");
  }

  // --- what else one can do ---------------------------------------------------------

  async undo() {
    if (this.outbox.size || this.phase === "sent" || this.phase === "loading") return;
    this.undoing ??= newToken(); // kept until the server has answered: nothing is undone twice
    try {
      const { card } = await post("/api/undo", { token: this.undoing });
      this.undoing = null;
      this.asked += 1;
      this.show(card);
      announce(say("undone"));
      await this.recount();
    } catch (error) {
      if (error instanceof RequestError) this.undoing = null;
      this.page.tell(say("failedRequest", { why: error.message }));
    }
  }

  /** Suspends the card, or wakes it. */
  suspend() {
    return this.mark({ suspend: !this.card?.suspended });
  }

  /** Suspends, wakes, buries or flags the card. */
  async mark(what) {
    const { card, phase } = this;
    if (!card || (phase !== "front" && phase !== "back")) return;
    try {
      await post("/api/mark", { card: card.key, token: newToken(), ...what });
      if ("flag" in what) {
        card.flag = what.flag;
        drawHead(card, { suspend: () => this.suspend() });
        announce(what.flag ? say("flagged", { n: what.flag }) : say("noFlag"));
      } else {
        this.page.tell(say(what.bury ? "buried" : what.suspend ? "suspended" : "woken"));
        if (card === this.card) await this.next();
      }
    } catch (error) {
      this.page.tell(say("failedRequest", { why: error.message }));
    }
  }

  // --- when there is no card --------------------------------------------------------

  wait(turn) {
    this.leave();
    this.phase = "waiting";
    this.layOut("ending");
    const until = Date.now() + turn.wait * 1000;
    const draw = () => drawWaiting(Math.max(0, until - Date.now()) / 1000, () => this.next());
    draw();
    clearButtons();
    this.focus();
    this.clock = setInterval(draw, 10_000);
    this.timer = setTimeout(() => this.next(), turn.wait * 1000 + 300);
  }

  end(turn) {
    this.leave();
    this.phase = "over";
    this.layOut("ending");
    drawEnding(turn, { ...this.page, only: (only) => this.page.filters.choose({ only }) });
    clearButtons();
    this.focus();
  }

  // --- what happens elsewhere -------------------------------------------------------

  /** A grade, an undo or a mark, in this window or another one; or the deck has changed. */
  async changed({ graded, deck }) {
    if (this.phase === "over" || this.phase === "waiting") return this.next();
    if (!this.card || this.phase === "sent") return;
    if (deck || graded === this.card.key) await this.refresh();
    else if (graded) await this.recount();
  }

  /** Takes the card as it is now; another one where it is gone, or graded in another window. */
  async refresh() {
    const before = this.card;
    if (!before) return this.phase === "sent" ? undefined : this.next();
    try {
      const card = await get(`/api/card/${pathOf(before.key)}`);
      if (this.card !== before || this.phase === "sent") return;
      if (card.turn !== before.turn) {
        this.page.tell(say("elsewhere"));
        return this.next();
      }
      const same = JSON.stringify(card) === JSON.stringify(before);
      Object.assign(before, card);
      drawHead(before, { suspend: () => this.suspend() });
      if (!same && this.phase === "back") this.drawGrades();
      this.page.sides.show(before, this.phase);
      await this.recount();
    } catch (error) {
      if (!(error instanceof RequestError) || this.card !== before) return;
      if (error.status === 404) this.page.tell(say("gone"));
      if (error.status === 404) await this.next();
    }
  }

  /** Takes the counts alone. */
  async recount() {
    const { card } = this;
    try {
      const turn = await get(`/api/next?${this.page.filters.query()}`);
      if (card !== this.card || !card) return;
      this.count({ ...turn, card });
    } catch {
      // They come with the next card.
    }
  }
}
