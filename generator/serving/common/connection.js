// Whether the server is heard: the dot that beats, and banners.

import { announce, byId, el, timeOf } from "./dom.js";

export class Connection {
  /** `retry` connects at once. */
  constructor(retry, say) {
    this.retry = retry;
    this.say = say;
    this.box = byId("connection");
    byId("connection-words").textContent = say("connecting");
  }

  /** The server was heard: the dot beats. */
  beat(moment = Date.now()) {
    const beat = byId("beat");
    beat.classList.remove("now");
    void beat.offsetWidth; // restarts the animation
    beat.classList.add("now");
    this.box.title = this.say("heard", { time: timeOf(moment) });
  }

  live() {
    this.box.className = "live";
    byId("connection-words").textContent = this.say("connected");
  }

  lost(since) {
    const { say } = this;
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
    announce(this.say("isBack"));
  }

  /** A passing message, such as why a request failed. */
  tell(words, ...more) {
    const closing = el(
      "button",
      { type: "button", class: "plain", "aria-label": this.say("close"), onclick: () => banner("told") },
      "×",
    );
    banner("told", el("span", {}, words), ...more.filter(Boolean), closing);
    announce(words);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => banner("told"), 8000);
  }

  /** What is wrong with the deck, in its author's words; "" takes that away. */
  broken(words) {
    if (!words) banner("broken");
    else banner("broken", el("strong", {}, this.say("broken")), el("span", {}, words));
  }
}

/** Shows a banner in place of the one of that name; without content it takes that away. */
export function banner(name, ...content) {
  const before = byId("banners").querySelector(`.${name}`);
  if (!content.length) return before?.remove();
  const made = el("div", { class: `banner ${name}`, role: "alert" }, content);
  if (before?.textContent === made.textContent) return;
  if (before) before.replaceWith(made);
  else byId("banners").append(made);
}
