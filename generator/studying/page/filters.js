// Which cards are studied. The choice is kept in the page's address.

import { byId, el } from "./dom.js";
import { kindWords, say, wordsFor } from "./words.js";

const NAMES = ["chapter", "kind", "tag", "language", "only"];
const ANY = { chapter: "anyChapter", kind: "anyKind", tag: "anyTag", only: "anyCard" };
const EVERY = "*"; // language

export class Filters {
  /** `changed()` is called after each change. */
  constructor(changed) {
    this.changed = changed;
    this.box = byId("filters");
    this.deck = { chapters: [], kinds: [], tags: [], languages: [], cards: 1 };
    const kept = new URLSearchParams(location.hash.slice(1));
    this.chosen = Object.fromEntries(NAMES.map((name) => [name, kept.get(name) ?? ""]));
    this.since = kept.get("since") ?? "";
    this.box.addEventListener("submit", (event) => event.preventDefault());
    byId("filter").addEventListener("click", () => this.toggle());
  }

  /** The words for a deck in which there is nothing to study, "" for any other. */
  get empty() {
    if (this.deck.cards) return "";
    return this.deck.reading ? "reading" : "emptyDeck";
  }

  /** How many cards come once their programs have run. */
  get waiting() {
    return this.deck.reading ? this.deck.waiting ?? 0 : 0;
  }

  get filtered() {
    return NAMES.some((name) => this.chosen[name]);
  }

  /** What the server is asked with. */
  query() {
    const query = new URLSearchParams();
    for (const name of NAMES) if (this.chosen[name]) query.set(name, this.chosen[name]);
    if (this.since) query.set("since", this.since);
    return query;
  }

  offer(deck) {
    this.deck = deck;
    this.draw();
  }

  choose(changes) {
    Object.assign(this.chosen, changes);
    if (this.chosen.language === (this.deck.language || EVERY)) this.chosen.language = "";
    if ("language" in changes) this.chosen.chapter = ""; // which is one of a language
    // Cards that are chosen whether due or not come until each has been graded from now on.
    if ("only" in changes) this.since = this.chosen.only && this.chosen.only !== "due" ? String(Date.now()) : "";
    history.replaceState(null, "", this.filtered ? `#${this.query()}` : location.pathname);
    this.draw();
    this.changed();
  }

  clear() {
    this.choose(Object.fromEntries(NAMES.map((name) => [name, ""])));
  }

  draw() {
    const { kinds, tags, languages } = this.deck;
    const language = this.chosen.language || this.deck.language || EVERY;
    const chapters = this.deck.chapters.filter((each) => language === EVERY || each.language === language);
    const same = (values) => values.map((value) => [value, value]);
    const choices = {
      chapter: chapters.map(({ name, cards }) => [name, `${name} (${cards})`]),
      kind: kinds.map((kind) => [kind, kindWords(kind)]),
      tag: same(tags),
      // Without a choice it is the one that the server begins with.
      language: languages.length > 1 ? [...same(languages), [EVERY, say("anyLanguage")]] : [],
      only: Object.entries(wordsFor("onlyOf")),
    };
    const focused = document.activeElement?.name;
    const clear = el("button", { type: "button", class: "plain", onclick: () => this.clear() }, say("clear"));
    const selects = NAMES.filter((name) => choices[name].length || this.chosen[name]).map((name) =>
      this.select(name, choices[name]),
    );
    this.box.replaceChildren(...selects, ...(this.filtered ? [clear] : []));
    if (NAMES.includes(focused)) this.box.elements[focused]?.focus();
    const words = Object.entries(this.chosen).filter(([, value]) => value);
    const shown = words.map(([name, value]) => {
      if (name === "only") return wordsFor("onlyOf")[value] ?? value;
      if (name === "kind") return kindWords(value);
      return value === EVERY ? say("anyLanguage") : value;
    });
    byId("filter").classList.toggle("active", this.filtered);
    byId("filter").lastElementChild.textContent = shown.join(", ") || say("filter");
  }

  select(name, choices) {
    const now = this.chosen[name] || (name === "language" ? this.deck.language || EVERY : "");
    const listed = choices.some(([value]) => value === now) || !now ? choices : [...choices, [now, now]];
    const any = name === "language" ? [] : [["", say(ANY[name])]];
    const options = [...any, ...listed].map(([value, words]) =>
      el("option", { value, selected: value === now }, words),
    );
    const attributes = { name, "aria-label": say(name), class: this.chosen[name] ? "active" : null };
    return el("select", { ...attributes, onchange: (event) => this.choose({ [name]: event.target.value }) }, options);
  }

  toggle(open = this.box.hidden) {
    this.box.hidden = !open;
    byId("filter").setAttribute("aria-expanded", String(open));
    if (open) this.box.elements[0]?.focus();
  }
}
