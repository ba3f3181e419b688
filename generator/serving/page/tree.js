// The list of chapters and cards. Only the rows in view exist: a deck may have 10,000 cards.

import { byId, el } from "./dom.js";
import { severities } from "./model.js";
import { say, wordsFor } from "./words.js";

const CHAPTER = 34; // px, as in parts.css
const CARD = 50;
const SPARE = 400; // px above and below what is seen

const MARKS = { verified: "✓", failed: "✗", "not-run": "○", "not-read": "?", "no-code": "–", "": "…" };

export class Tree {
  /** `choose(key)` is called when the reader goes to a card. */
  constructor(model, choose) {
    this.model = model;
    this.choose = choose;
    this.closed = new Set(); // chapters, by path
    this.rows = [];
    this.selected = null;
    this.cursor = null; // the row that has the focus: a key or a chapter's path
    this.box = byId("tree");
    this.sizer = el("div", { class: "sizer", role: "presentation" });
    this.box.append(this.sizer);
    this.box.addEventListener("scroll", () => this.draw(), { passive: true });
    this.box.addEventListener("click", (event) => this.clicked(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** Lists the deck anew. */
  list() {
    const groups = this.model.listed();
    this.rows = [];
    let top = 0;
    let cards = 0;
    groups.forEach(({ chapter, keys }, index) => {
      const open = !this.closed.has(chapter.path);
      const place = { level: 1, position: index + 1, of: groups.length };
      this.rows.push({ id: chapter.path, chapter, open, keys, top, height: CHAPTER, ...place });
      top += CHAPTER;
      cards += keys.length;
      if (!open) return;
      keys.forEach((key, at) => {
        const place = { level: 2, position: at + 1, of: keys.length };
        this.rows.push({ id: key, key, top, height: CARD, ...place });
        top += CARD;
      });
    });
    this.keys = groups.flatMap(({ keys }) => keys);
    this.sizer.style.height = `${top}px`;
    this.draw();
    return cards;
  }

  draw() {
    const from = this.box.scrollTop - SPARE;
    const to = this.box.scrollTop + this.box.clientHeight + SPARE;
    const first = this.rowAt(from);
    const made = [];
    for (let at = first; at < this.rows.length && this.rows[at].top < to; at++)
      made.push(this.row(this.rows[at]));
    const shown = this.rows.find((row) => row.id === this.cursor);
    const inView = shown && made.some((row) => row.dataset.id === this.cursor);
    this.sizer.replaceChildren(...made);
    if (inView) this.box.setAttribute("aria-activedescendant", "row-now");
    else this.box.removeAttribute("aria-activedescendant");
  }

  /** The index of the first row that ends below `y`. */
  rowAt(y) {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].top + this.rows[middle].height > y) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  row(row) {
    const made = row.chapter ? this.chapterRow(row) : this.cardRow(row);
    made.style.top = `${row.top}px`;
    made.dataset.id = row.id;
    made.setAttribute("aria-level", row.level);
    made.setAttribute("aria-posinset", row.position);
    made.setAttribute("aria-setsize", row.of);
    if (row.id === this.cursor) made.id = "row-now";
    made.classList.toggle("cursor", row.id === this.cursor);
    return made;
  }

  chapterRow({ chapter, open, keys }) {
    const bad = keys.filter((key) => severities(this.model.cards.get(key)).errors > 0).length;
    return el(
      "div",
      { class: "row chapter", role: "treeitem", "aria-expanded": String(open), title: chapter.path },
      el("span", { class: "twist", "aria-hidden": "true" }, open ? "▾" : "▸"),
      el("span", { class: "name", lang: chapter.language }, chapter.title || chapter.path),
      bad ? el("span", { class: "badge error" }, `${bad}`) : null,
      el("span", { class: "language" }, chapter.language),
    );
  }

  cardRow({ key }) {
    const card = this.model.cards.get(key);
    const { errors, warnings } = severities(card);
    // What was verified is the code; with an error the card is not built all the same.
    const bad = errors > 0 && card.status !== "failed";
    const status = bad ? say("errors", { n: errors }) : (wordsFor("status")[card.status] ?? card.status);
    const outcome = card.old ? "" : bad ? "failed" : card.status;
    const mark = card.running ? "…" : (MARKS[outcome] ?? "");
    const notes = [card.slug, card.kind && card.kind !== "basic" ? card.kind : ""];
    return el(
      "div",
      {
        class: `row card ${outcome} ${card.running ? "running" : ""}`,
        role: "treeitem",
        "aria-selected": String(key === this.selected),
        title: card.question,
      },
      el("span", { class: "mark", title: card.running ? say("running") : status }, mark),
      el("span", { class: "unseen" }, card.running ? say("running") : status),
      el(
        "span",
        { class: "words" },
        el("span", { class: "name", lang: card.language }, card.question || card.slug || key),
        el("span", { class: "small" }, notes.filter(Boolean).join(" · ")),
      ),
      errors ? el("span", { class: "badge error", title: say("errors", { n: errors }) }, `${errors}`) : null,
      warnings
        ? el("span", { class: "badge warning", title: say("warnings", { n: warnings }) }, `${warnings}`)
        : null,
      card.changed
        ? el("span", { class: "badge changed" }, wordsFor("changed")[card.changed] ?? card.changed)
        : null,
    );
  }

  /** Marks a card as the one that is shown, and brings it into view. */
  select(key) {
    this.selected = key;
    this.cursor = key;
    const chapter = this.model.chapterOf.get(key);
    if (chapter && this.closed.delete(chapter.path)) this.list();
    this.reveal(key);
  }

  reveal(id) {
    const row = this.rows.find((each) => each.id === id);
    if (row) {
      const above = this.box.scrollTop;
      const room = this.box.clientHeight;
      if (row.top < above + CHAPTER) this.box.scrollTop = row.top - CHAPTER;
      else if (row.top + row.height > above + room - 8)
        this.box.scrollTop = row.top + row.height - room + CARD;
    }
    this.draw();
  }

  /**
   * The next card in the list (`steps` 1) or the one before (-1) among those for which `fits`; null
   * if there is none. `around` goes on at the other end.
   */
  next(steps, fits = () => true, around = false) {
    const keys = this.keys ?? [];
    const at = keys.indexOf(this.selected);
    const before = keys.slice(0, Math.max(0, at));
    const behind = keys.slice(at + 1);
    const all = steps > 0 ? [...behind, ...(around ? before : [])]
                          : [...before.reverse(), ...(around ? behind.reverse() : [])]; // prettier-ignore
    return all.find(fits) ?? null;
  }

  /** The first card of the next or the previous chapter that has listed cards. */
  nextChapter(steps) {
    const own = this.model.chapterOf.get(this.selected);
    const groups = this.model.listed().filter(({ keys }) => keys.length);
    const at = groups.findIndex(({ chapter }) => chapter === own);
    return groups[at < 0 ? 0 : at + steps]?.keys[0] ?? null;
  }

  clicked(event) {
    const row = event.target.closest(".row");
    if (!row) return;
    const id = row.dataset.id;
    if (row.classList.contains("chapter")) this.toggle(id);
    else this.choose(id);
  }

  toggle(path, open = this.closed.has(path)) {
    if (open) this.closed.delete(path);
    else this.closed.add(path);
    this.cursor = path;
    this.list();
  }

  /** The keys of a tree, while it has the focus. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.rows.findIndex((row) => row.id === this.cursor);
    const row = this.rows[at];
    const page = Math.max(1, Math.floor(this.box.clientHeight / CARD) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.rows.length - 1,
                 PageDown: at + page, PageUp: at - page }[event.key]; // prettier-ignore
    if (to !== undefined) this.go(Math.min(this.rows.length - 1, Math.max(0, to)));
    else if (event.key === "Enter" && row?.chapter) this.toggle(row.id);
    else if (event.key === "ArrowLeft" && row?.chapter) this.toggle(row.id, false);
    else if (event.key === "ArrowRight" && row?.chapter) this.toggle(row.id, true);
    else if (event.key === "ArrowLeft" && row) {
      const path = this.model.chapterOf.get(row.key)?.path;
      this.go(this.rows.findIndex((each) => each.id === path));
    } else return;
    event.preventDefault();
  }

  go(at) {
    const row = this.rows[at];
    if (!row) return;
    this.cursor = row.id;
    if (row.key) this.choose(row.key);
    else this.reveal(row.id);
  }
}
