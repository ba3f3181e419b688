// `proofdeck preview` in the browser: what happens, and who hears of it.

import { choices, choose, chosen, onSurroundings } from "./choices.js";
import { accept, help, print } from "./dialogs.js";
import { announce, byId, el, isTyped, once } from "./dom.js";
import { Finding } from "./finding.js";
import { Model, severities, wrong } from "./model.js";
import { Problems } from "./problems.js";
import { Stream, post } from "./server.js";
import { Stage } from "./stage.js";
import { Status } from "./status.js";
import { Tree } from "./tree.js";
import { translate } from "./vocabulary.js";
import { say, wordsFor } from "./words.js";

translate(say);
byId("search").placeholder = `${say("search")}  /`;
chosen.applyTheme(wordsFor("theme"), say("themeHint"));

const model = new Model();
const status = new Status(() => stream.open());
const tree = new Tree(model, (key) => go(key));
const finding = new Finding(model, () => list());
const problems = new Problems(model, { go: goTo, open: openEditor, accept });
const stage = new Stage(model, { open: openEditor, print: printed });
let whole = false; // all results have been in once

const list = () => finding.tell(tree.list());
const redraw = once(() => {
  byId("title").textContent = model.title || "Proofdeck";
  document.title = model.title ? `${model.title} – Proofdeck` : "Proofdeck";
  stage.broken = Boolean(model.broken);
  stage.drawOld();
  finding.offer();
  list();
  problems.show(stage.key);
  status.deck(model);
});

/** Shows a card, and keeps it in the page's address. */
function go(key, { follow = false } = {}) {
  const summary = model.cards.get(key);
  if (!summary) return;
  stage.show(key, summary);
  problems.show(key);
  tree.select(key);
  const address = `#${encodeURI(key)}`;
  if (location.hash !== address) history.replaceState(null, "", address);
  if (!follow) drawer(false);
}

function goTo(problem) {
  const key = model.cardOf(problem);
  if (!key) return;
  problems.all = false;
  go(key);
  stage.seek(`#problem-${problem.id}`);
}

function fromAddress() {
  try {
    return decodeURI(location.hash.slice(1));
  } catch {
    return "";
  }
}

/** The key of the card to show if none was chosen just now. */
const wanted = () => [stage.key, fromAddress(), model.keys[0]].find((key) => model.cards.has(key));

const stream = new Stream({
  beat: () => status.beat(),
  lost: (since) => status.lost(since),
  back: () => status.back(),
  state(state) {
    model.take(state);
    stage.frames.renew();
    status.live();
    redraw();
    const key = wanted();
    if (!key) stage.clear(say(model.unread ? "reading" : "emptyDeck"));
    else if (key === stage.key) stage.show(key, model.cards.get(key));
    else setTimeout(() => go(key, { follow: true }));
    whole = !model.busy;
  },
  change(change) {
    const before = new Map(Object.keys(change.cards ?? {}).map((key) => [key, model.cards.get(key)]));
    const at = model.keys.indexOf(stage.key);
    model.apply(change);
    redraw();
    const edited = editedBy(change, before);
    whole ||= !model.busy;
    if (choices.follow && edited && edited !== stage.key) {
      setTimeout(() => go(edited, { follow: true }));
      announce(say("updated", { question: model.cards.get(edited).question }));
    } else if (stage.key && !model.cards.has(stage.key)) {
      announce(say("gone"));
      const next = model.keys[Math.min(at, model.keys.length - 1)];
      if (next) setTimeout(() => go(next, { follow: true }));
      else stage.clear(say("emptyDeck"));
    } else if (before.has(stage.key)) refresh(before.get(stage.key));
    else if (!stage.key && wanted()) setTimeout(() => go(wanted(), { follow: true }));
    else if (!stage.key) stage.frames.say(say(model.unread ? "reading" : "emptyDeck"));
  },
});

/**
 * The card that an author has just saved. Results that come in are no edits; nor are changes all over
 * the deck, such as another branch of its repository.
 */
function editedBy(change, before) {
  if (!whole) return undefined;
  const edited = (key) => {
    const [was, now] = [before.get(key), model.cards.get(key)];
    if (!was) return true;
    if (was.running || (now.settled && !was.settled)) return false;
    return now.running || now.digest !== was.digest;
  };
  const found = (change.edited ?? [...before.keys()].filter(edited)).filter((key) => model.cards.has(key));
  const files = new Set(found.map((key) => model.cards.get(key).path));
  return files.size === 1 ? model.keys.find((key) => found.includes(key)) : undefined;
}

/** The card that is shown has changed. */
function refresh(before) {
  const now = model.cards.get(stage.key);
  stage.show(stage.key, now);
  if (before?.digest !== now.digest) announce(say("updated", { question: now.question }));
  const { errors, warnings } = severities(now);
  const was = severities(before ?? {});
  if (errors + warnings && errors + warnings !== was.errors + was.warnings)
    announce(say("nowWrong", { n: errors + warnings }));
}

async function openEditor({ path, line }) {
  try {
    const done = await post("/api/open", { path, line });
    const command = done.command ? el("code", {}, done.command) : null;
    if (done.url && !/^(javascript|data|blob|vbscript):/i.test(done.url)) location.assign(done.url);
    status.tell(done.message || say("opened", { place: `${path}:${line}` }), command);
  } catch (error) {
    status.tell(say("failedRequest", { why: error.message }));
  }
}

function printed() {
  if (stage.key) print(stage.key, stage.summary.question);
}

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  byId("veil").hidden = !open;
  byId("drawer").setAttribute("aria-expanded", String(open));
  if (open) byId("search").focus();
}

function drawTheme() {
  chosen.applyTheme(wordsFor("theme"), say("themeHint"));
  stage.draw();
}

function nextTheme() {
  chosen.nextTheme();
  drawTheme();
}

function follow(on = !choices.follow) {
  choose({ follow: on });
  byId("follow").setAttribute("aria-pressed", String(on));
  announce(say(on ? "followOn" : "followOff"));
}

function escape() {
  if (document.body.classList.contains("drawer")) drawer(false);
  else if (document.activeElement === byId("search") && byId("search").value) finding.clear();
  else if (isTyped(document.activeElement)) byId("tree").focus();
  else if (model.filtered) finding.clear();
}

/** Enter in the search: the list has the keys, at a card that was found. */
function found() {
  if (!tree.keys.length) return;
  go(tree.keys.includes(stage.key) ? stage.key : tree.keys[0]);
  byId("tree").focus();
}

const isWrong = (key) => wrong(model.cards.get(key));
const step = (key) => key && go(key);
const KEYS = {
  j: () => step(tree.next(1)),
  k: () => step(tree.next(-1)),
  J: () => step(tree.nextChapter(1)),
  K: () => step(tree.nextChapter(-1)),
  n: () => step(tree.next(1, isWrong, true)),
  N: () => step(tree.next(-1, isWrong, true)),
  "/": () => {
    if (byId("drawer").offsetParent) drawer(true);
    finding.focus();
  },
  " ": () => stage.turn(),
  b: () => stage.bothSides(),
  d: () => stage.nextDevice(),
  l: () => stage.nextLook(),
  c: () => stage.nextCard(),
  p: () => problems.toggle(),
  a: () => {
    const problem = problems.acceptable(stage.key);
    if (problem) accept(problem);
  },
  e: () => stage.summary && openEditor(stage.summary),
  P: printed,
  f: () => follow(),
  t: nextTheme,
  "?": help,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") return escape();
  if (isTyped(event.target)) return;
  if (event.key === " " && event.target.closest?.("button, summary, a")) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

addEventListener("hashchange", () => {
  const key = fromAddress();
  if (key !== stage.key) go(key);
});
// A frame that was clicked has the keys. They come back as soon as the pointer is elsewhere.
document.addEventListener("pointerover", (event) => {
  const holder = document.activeElement;
  if (holder?.tagName === "IFRAME" && event.target !== holder) byId("stage").focus();
});
byId("search").form.addEventListener("submit", found);
byId("drawer").addEventListener("click", () => drawer(!document.body.classList.contains("drawer")));
byId("veil").addEventListener("click", () => drawer(false));
byId("help").addEventListener("click", help);
byId("theme").addEventListener("click", nextTheme);
byId("follow").addEventListener("click", () => follow());
byId("follow").setAttribute("aria-pressed", String(choices.follow));
finding.offer();
onSurroundings(() => {
  drawTheme();
  stage.drawViews();
  problems.draw();
});
drawTheme();
