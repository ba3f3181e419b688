// `proofdeck study` in the browser: what happens, and who hears of it.

import { Connection } from "./connection.js";
import { help, leftOut, more, settings } from "./dialogs.js";
import { byId, el, isTyped } from "./dom.js";
import { Filters } from "./filters.js";
import { Stream, get } from "./server.js";
import { Session } from "./session.js";
import { Sides } from "./sides.js";
import { Stats } from "./stats.js";
import { Choices } from "./theme.js";
import { translate } from "./vocabulary.js";
import { say, wordsFor } from "./words.js";

translate(say);
const choices = new Choices("proofdeck-study", {});
choices.applyTheme(wordsFor("theme"), say("themeHint"));

let deck = { settings: null };
const connection = new Connection(() => stream.open(), say);
const sides = new Sides({
  key: pressed,
  option: (index) => session.phase === "front" && session.work.answer?.choose?.(index),
  night: () => choices.pageIsDark,
});
const filters = new Filters(() => {
  drawTitle();
  session.next();
});
const stats = new Stats(() => session.focus());
const page = {
  sides,
  filters,
  tools: drawTools,
  tell: (words) => connection.tell(words),
  settings: openSettings,
  stats: () => stats.toggle(deck.settings),
  statsShown: () => stats.isShown,
};
byId("tools").replaceChildren(
  tool("undo", "undoHint", "u", () => session.undo()),
  tool("hint", "hintHint", "h", () => session.work.trial?.hint()),
  tool("tryIt", "tryHint", "e", tryIt),
  tool("more", "more", "m", openMore, "⋯"),
);
const session = new Session(page);

const stream = new Stream(
  {
    beat: () => connection.beat(),
    lost: (since) => connection.lost(since),
    back() {
      connection.back();
      session.resume();
    },
    state(state) {
      takeDeck(state);
      connection.live();
      session.resume();
    },
    change(change) {
      if (change.deck) reload();
      session.changed(change);
    },
  },
  "/api/deck",
);

function takeDeck(state) {
  deck = state;
  filters.offer(deck);
  drawTitle();
  connection.broken(deck.broken);
  const [n, told] = [deck.left_out_count ?? 0, deck.notices?.length];
  byId("left-out").hidden = !n && !told;
  byId("left-out").textContent = n ? say("leftOut", { n }) : say("notices");
}

function drawTitle() {
  const title = deck.titles?.[filters.chosen.language] || deck.title;
  byId("title").textContent = title || "Proofdeck";
  document.title = title ? `${title} – Proofdeck` : "Proofdeck";
}

async function reload() {
  try {
    takeDeck(await get("/api/deck"));
  } catch {
    // The stream sees to that.
  }
}

function tool(name, hint, key, onclick, sign = "") {
  const about = { title: say(hint), "aria-keyshortcuts": key, "aria-label": sign ? say(name) : null };
  const id = ["undo", "more"].includes(name) ? name : `tool-${name}`;
  return el("button", { type: "button", id, class: "plain", ...about, onclick }, sign || say(name));
}

/** What can be done with the card that is shown. */
function drawTools({ card, work: { trial } }) {
  byId("tool-tryIt").hidden = !trial;
  byId("tool-hint").hidden = !(trial && card?.practice?.exercise?.hints);
  byId("more").hidden = !card;
}

function tryIt() {
  const { trial } = session.work;
  if (trial?.isOpen) trial.close();
  else trial?.open();
}

function openMore() {
  const { card } = session;
  const { trial } = session.work;
  if (!card) return;
  more(card, {
    undo: byId("undo").disabled ? null : () => session.undo(),
    hint: byId("tool-hint").hidden ? null : () => trial.hint(),
    trial: trial ? tryIt : null,
    bury: () => session.mark({ bury: true }),
    suspend: () => session.suspend(),
    flag: (n) => session.mark({ flag: n }),
  });
}

function openSettings() {
  if (!deck.settings) return;
  settings(deck.settings, (saved) => {
    deck.settings = saved;
    connection.tell(say("saved"));
    session.phase === "over" ? session.next() : session.refresh();
  });
}

function nextTheme() {
  choices.nextTheme();
  choices.applyTheme(wordsFor("theme"), say("themeHint"));
  sides.draw();
}

const scrollBy = (part) => byId("main").scrollBy({ top: part * byId("main").clientHeight });
const CARD_KEYS = {
  " ": () => session.onward(),
  1: () => session.grade(1),
  2: () => session.grade(2),
  3: () => session.grade(3),
  4: () => session.grade(4),
  Enter: () => (session.phase === "front" && session.work.answer ? session.work.answer.focus() : session.onward()),
  e: tryIt,
  t: tryIt,
  h: () => byId("tool-hint").hidden || session.work.trial.hint(),
  b: () => session.mark({ bury: true }),
  s: () => session.suspend(),
  f: () => session.mark({ flag: session.card?.flag ? 0 : 1 }),
  m: openMore,
};
const PAGE_KEYS = {
  u: () => session.undo(),
  "/": () => filters.toggle(true),
  S: () => stats.toggle(deck.settings),
  ",": openSettings,
  T: nextTheme,
  "?": help,
  ArrowDown: () => scrollBy(0.12),
  ArrowUp: () => scrollBy(-0.12),
  PageDown: () => scrollBy(0.9),
  PageUp: () => scrollBy(-0.9),
};
const REPEATED = ["ArrowDown", "ArrowUp", "PageDown", "PageUp"];

/** A key, typed on the page or in the frame of a card. */
function pressed(event) {
  if (event.isComposing || event.keyCode === 229) return; // a word is being composed
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") return escape();
  if (isTyped(event.target)) return;
  if (event.repeat && !REPEATED.includes(event.key)) return;
  const control = event.target.closest?.("button, summary, a");
  if (control && (event.key === " " || event.key === "Enter")) return;
  const onCards = !stats.isShown;
  if (onCards && session.phase === "front" && session.work.answer?.key?.(event)) return event.preventDefault();
  const keys = onCards && Object.hasOwn(CARD_KEYS, event.key) ? CARD_KEYS : PAGE_KEYS;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

function escape() {
  if (isTyped(document.activeElement) && !filters.box.contains(document.activeElement)) session.focus();
  else if (!filters.box.hidden) {
    filters.toggle(false);
    session.focus();
  } else if (stats.isShown) stats.toggle();
  else if (session.work.trial?.isOpen) session.work.trial.close();
  else session.focus();
}

addEventListener("keydown", pressed);
// A frame that was clicked has the keys, where a browser lets us hear none of them. They come back as
// soon as the pointer is elsewhere.
document.addEventListener("pointerover", (event) => {
  const holder = document.activeElement;
  if (holder?.tagName === "IFRAME" && event.target !== holder) session.focus();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && ["over", "waiting"].includes(session.phase)) session.next();
});
byId("left-out").addEventListener("click", () => leftOut(deck));
byId("help").addEventListener("click", help);
byId("theme").addEventListener("click", nextTheme);
byId("settings").addEventListener("click", openSettings);
byId("figures").addEventListener("click", () => stats.toggle(deck.settings));
choices.dark.addEventListener("change", () => {
  choices.applyTheme(wordsFor("theme"), say("themeHint"));
  sides.draw();
});
