// The deck as the server last told it, and which of its cards are listed.

export class Model {
  constructor() {
    this.filter = { text: "", kind: "", tag: "", language: "", problems: false, changed: false };
    this.take({ title: "", languages: [], chapters: [], cards: {}, problems: [], busy: null });
  }

  /** The whole state. */
  take(state) {
    this.title = state.title || "";
    this.languages = state.languages || [];
    this.cards = new Map(Object.entries(state.cards));
    this.problems = state.problems || [];
    this.busy = state.busy;
    this.broken = state.broken;
    this.order(state.chapters);
  }

  /** What has changed. */
  apply(change) {
    for (const [key, card] of Object.entries(change.cards ?? {})) {
      this.cards.set(key, card);
      this.texts.delete(key);
    }
    for (const key of change.removed ?? []) this.cards.delete(key);
    if (change.problems) this.problems = change.problems;
    if ("busy" in change) this.busy = change.busy;
    if ("broken" in change) this.broken = change.broken;
    if (change.title) this.title = change.title;
    if (change.languages) this.languages = change.languages;
    if (change.chapters) this.order(change.chapters);
  }

  order(chapters) {
    this.chapters = chapters;
    this.texts = new Map();
    this.keys = [];
    this.chapterOf = new Map();
    for (const chapter of chapters)
      for (const key of chapter.cards) {
        this.keys.push(key);
        this.chapterOf.set(key, chapter);
      }
  }

  /** The kinds and tags that there are, each in order of its name. */
  values() {
    const kinds = new Set();
    const tags = new Set();
    for (const card of this.cards.values()) {
      kinds.add(card.kind);
      for (const tag of card.tags ?? []) tags.add(tag);
    }
    const inOrder = (set) => [...set].filter(Boolean).sort((a, b) => a.localeCompare(b));
    return { kinds: inOrder(kinds), tags: inOrder(tags) };
  }

  /** Whether nobody can say yet which cards there are. */
  get unread() {
    return !this.keys.length && Boolean(this.busy?.reading);
  }

  get filtered() {
    return Object.values(this.filter).some(Boolean);
  }

  /** The chapters that have listed cards, each with those: [{chapter, keys}]. */
  listed() {
    const words = plain(this.filter.text).split(/\s+/).filter(Boolean);
    const found = [];
    for (const chapter of this.chapters) {
      const keys = chapter.cards.filter((key) => this.matches(key, words));
      if (keys.length || !this.filtered) found.push({ chapter, keys });
    }
    return found;
  }

  matches(key, words) {
    const card = this.cards.get(key);
    if (!card) return false;
    const { kind, tag, language, problems, changed } = this.filter;
    if (kind && card.kind !== kind) return false;
    if (tag && !card.tags?.includes(tag)) return false;
    if (language && card.language !== language) return false;
    if (problems && !wrong(card)) return false;
    if (changed && !card.changed) return false;
    return !words.length || this.holds(key, card, words);
  }

  holds(key, card, words) {
    let text = this.texts.get(key);
    if (text === undefined) {
      const { title } = this.chapterOf.get(key) ?? {};
      const parts = [card.question, card.slug, card.kind, card.path, title, ...(card.tags ?? [])];
      text = plain(parts.filter(Boolean).join("\n"));
      this.texts.set(key, text);
    }
    return words.every((word) => text.includes(word));
  }

  /** The key of the card that a problem is about, null for one of the deck. */
  cardOf(problem) {
    if (problem.key !== undefined) return problem.key;
    let found = null;
    for (const chapter of this.chapters) {
      if (chapter.path !== problem.path) continue;
      for (const key of chapter.cards)
        if ((this.cards.get(key)?.line ?? Infinity) <= problem.line) found = key;
    }
    return found;
  }

  /** The problems of one card. */
  problemsOf(key) {
    return key ? this.problems.filter((problem) => this.cardOf(problem) === key) : [];
  }

  /** Cards by status, and what is not settled yet. */
  counts() {
    const counts = { verified: 0, failed: 0, "not-run": 0, "not-read": 0, "no-code": 0, "": 0 };
    let unsettled = 0;
    for (const card of this.cards.values()) {
      if (card.status in counts) counts[card.status] += 1;
      if (!card.settled && !card.running) unsettled += 1;
    }
    return { counts, unsettled };
  }
}

const plain = (text) => text.normalize("NFKC").toLowerCase();

/** How many errors and warnings a card has: {errors, warnings}. */
export function severities(card) {
  const { errors = 0, warnings = 0 } = card.problems ?? {};
  return { errors, warnings };
}

export function wrong(card) {
  const { errors, warnings } = severities(card);
  return errors + warnings > 0;
}
