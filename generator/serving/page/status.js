// What the deck and the connection are doing now: the line at the foot, and banners above the card.

import { announce, byId, el, timeOf } from "./dom.js";
import { say, wordsFor } from "./words.js";

export class Status {
  constructor(retry) {
    this.retry = retry;
    this.box = byId("connection");
    byId("connection-words").textContent = say("connecting");
  }

  /** The server was heard: the dot beats. */
  beat(moment = Date.now()) {
    const beat = byId("beat");
    beat.classList.remove("now");
    void beat.offsetWidth; // restarts the animation
    beat.classList.add("now");
    this.box.title = say("heard", { time: timeOf(moment) });
  }

  live() {
    this.box.className = "live";
    byId("connection-words").textContent = say("connected");
  }

  lost(since) {
    const words = since ? say("lost", { time: timeOf(since) }) : say("lostNever");
    this.box.className = "lost";
    byId("connection-words").textContent = say("retrying");
    document.body.classList.add("lost");
    banner(
      "lost",
      el("span", {}, `${words} ${say("retrying")}`),
      el("button", { type: "button", onclick: () => this.retry() }, say("retry")),
    );
    announce(words);
  }

  back() {
    document.body.classList.remove("lost");
    banner("lost");
    this.live();
    announce(say("isBack"));
  }

  /** A passing message, such as why a request failed. */
  tell(words, ...more) {
    banner("told", el("span", {}, words), ...more.filter(Boolean), closing("told"));
    announce(words);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => banner("told"), 8000);
  }

  deck(model) {
    const { counts, unsettled } = model.counts();
    const names = wordsFor("status");
    const shown = Object.entries(counts).filter(([, n]) => n);
    byId("counts").replaceChildren(
      ...shown.map(([status, n]) => el("span", { class: status }, `${n} ${names[status]}`)),
    );
    const busy = byId("busy");
    const { reading, programs, settling = unsettled } = model.busy ?? {};
    if (programs) busy.textContent = say("programs", { n: programs });
    else if (settling) busy.textContent = say("settling", { n: settling });
    else busy.textContent = say(reading ? "reading" : "settled");
    busy.classList.toggle("working", Boolean(programs || settling || reading));
    const broken = model.broken;
    if (!broken) banner("broken");
    else banner("broken", el("strong", {}, say("broken")), el("span", {}, broken));
  }
}

const closing = (name) =>
  el("button", { type: "button", class: "plain", "aria-label": say("close"), onclick: () => banner(name) }, "×");

/** Shows a banner in place of the one of that name; without content it takes that away. */
function banner(name, ...content) {
  const before = byId("banners").querySelector(`.${name}`);
  if (!content.length) return before?.remove();
  const made = el("div", { class: `banner ${name}`, role: "alert" }, content);
  if (before?.textContent === made.textContent) return;
  if (before) before.replaceWith(made);
  else byId("banners").append(made);
}
