// The statistics, in place of the card.

import { bars, figure, gauge, stacked } from "./charts.js";
import { say, wordsFor } from "./chart_words.js";
import { announce, byId, el, segments } from "./dom.js";
import { LEVELS, dayAfter, heatMap } from "./heat_map.js";
import { get } from "./server.js";
import { dayWords, numberWords, percentWords } from "./spans.js";
import { kindWords, say as sayPage } from "./words.js";

const HEIGHT = 150;
const TABLE_DAYS = 90; // a longer table is for nobody
const narrow = matchMedia("(max-width: 760px)");

export class Stats {
  /** `closed()` is called when the cards are back. */
  constructor(closed) {
    this.closed = closed;
    this.box = byId("stats");
    this.range = null; // days; null until there is something to choose by
  }

  get isShown() {
    return !this.box.hidden;
  }

  async toggle(settings = this.settings) {
    this.settings = settings;
    const shown = !this.isShown;
    this.box.hidden = !shown;
    document.body.classList.toggle("stats", shown);
    byId("figures").setAttribute("aria-pressed", String(shown));
    if (!shown) return this.closed();
    byId("main").scrollTop = 0;
    this.box.focus({ preventScroll: true });
    this.box.replaceChildren(this.head(), el("p", { class: "blank" }, sayPage("loading")));
    try {
      this.figures = await get("/api/stats");
      const { days, today } = this.figures;
      this.range ??= narrow.matches || days[0]?.day > dayAfter(today, -30) ? 30 : 90;
      this.draw();
      announce(sayPage("stats"));
    } catch (error) {
      const words = sayPage("failedRequest", { why: error.message });
      this.box.replaceChildren(this.head(), el("p", { class: "blank" }, words));
    }
  }

  head() {
    const back = el("button", { type: "button", onclick: () => this.toggle() }, `← ${say("backToCards")}`);
    return el("header", {}, el("h2", {}, sayPage("stats")), el("span", { class: "grow" }), back);
  }

  draw() {
    const { figures } = this;
    const parts = figures.days.length
      ? [this.tiles(), this.perDay(), this.heat(), this.forecast(), this.retention(), this.cards(), this.hardest()]
      : [el("p", { class: "blank" }, say("noFigures")), this.forecast(), this.cards()];
    this.box.replaceChildren(this.head(), ...parts.filter(Boolean));
  }

  tiles() {
    const { days, today, streak, retention } = this.figures;
    const now = days.find(({ day }) => day === today) ?? { reviews: 0, seconds: 0 };
    const tile = (value, words) => el("div", { class: "tile" }, el("b", {}, value), el("span", {}, words));
    const { right, of } = retention.all;
    return el(
      "div",
      { class: "tiles" },
      tile(numberWords(now.reviews), say("statToday")),
      tile(numberWords(Math.round(now.seconds / 60)), say("statMinutes")),
      tile(numberWords(streak), say("statStreak")),
      tile(of ? percentWords(right / of) : "–", say("statRetention")),
    );
  }

  /** The last days, each with what was done then. */
  lastDays(n) {
    const { days, today } = this.figures;
    const known = new Map(days.map((each) => [each.day, each]));
    return Array.from({ length: n }, (_, at) => {
      const day = dayAfter(today, at + 1 - n);
      return known.get(day) ?? { day, reviews: 0, seconds: 0, again: 0 };
    });
  }

  perDay() {
    const { range } = this;
    const days = this.lastDays(range);
    const every = range === 30 ? 7 : range === 90 ? 14 : 61;
    const labelled = (at) => (range - 1 - at) % (narrow.matches ? every * 2 : every) === 0;
    const label = (day, at) => (labelled(at) ? dayWords(day) : "");
    const ranges = Object.entries(wordsFor("range")).map(([n, words]) => [Number(n), words]);
    const choice = segments(say("rangeLabel"), ranges, range, (n) => {
      this.range = n;
      group.replaceWith(this.perDay());
    });
    const rows = days.slice(-TABLE_DAYS).filter(({ reviews }) => reviews).reverse();
    const cells = rows.map((each) => [dayWords(each.day), each.reviews, each.again, Math.round(each.seconds / 60)]);
    const heads = [say("day"), say("reviews"), say("failedWord"), say("minutesWord")];
    const sum = days.reduce((all, { reviews }) => all + reviews, 0);
    const time = days.reduce((all, { seconds }) => all + seconds, 0);
    const reviews = days.map((each, at) => ({
      value: each.reviews,
      part: each.again,
      label: label(each.day, at),
      title: say("dayReviews", { day: dayWords(each.day), n: each.reviews }),
    }));
    const minutes = days.map((each, at) => {
      const n = Math.round(each.seconds / 60);
      return { value: each.seconds / 60, label: label(each.day, at), title: say("dayMinutes", { day: dayWords(each.day), n }) };
    });
    const legend = el("span", { class: "legend" }, el("i", { class: "part" }), say("failedWord"));
    const said = `${say("perDay")}, ${wordsFor("range")[range]}: ${numberWords(sum)}`;
    const saidMinutes = `${say("minutesPerDay")}, ${wordsFor("range")[range]}: ${numberWords(Math.round(time / 60))}`;
    const group = el(
      "div",
      { class: "pair" },
      figure(say("perDay"), (width) => bars(width, HEIGHT, reviews, said), [heads, ...cells], legend, choice),
      figure(
        say("minutesPerDay"),
        (width) => bars(width, HEIGHT * 0.8, minutes, saidMinutes),
        [[heads[0], heads[3]], ...cells.map(([day, , , n]) => [day, n])],
      ),
    );
    return group;
  }

  heat() {
    const { days, today } = this.figures;
    const counts = new Map(days.map(({ day, reviews }) => [day, reviews]));
    const months = new Map();
    for (const { day, reviews } of days) {
      const month = day.slice(0, 7);
      months.set(month, (months.get(month) ?? 0) + reviews);
    }
    const levels = Array.from({ length: LEVELS + 1 }, (_, level) => el("i", { class: `level-${level}` }));
    const legend = el("span", { class: "legend", "aria-hidden": "true" }, say("less"), levels, say("moreHeat"));
    const said = `${say("heatMap")}: ${numberWords(days.reduce((all, { reviews }) => all + reviews, 0))}`;
    const rows = [[say("day"), say("reviews")], ...[...months].reverse()];
    return figure(say("heatMap"), (width) => heatMap(width, today, counts, said), rows, legend);
  }

  forecast() {
    const { forecast } = this.figures;
    const values = forecast.map(({ day, due }, at) => ({
      value: due,
      strong: at === 0,
      label: at % (narrow.matches ? 10 : 5) === 0 ? dayWords(day) : "",
      title: say("dayDue", { day: dayWords(day), n: due }),
    }));
    const said = `${say("forecast")}: ${numberWords(forecast.reduce((all, { due }) => all + due, 0))}`;
    const rows = forecast.map(({ day, due }) => [dayWords(day), due]);
    return figure(say("forecast"), (width) => bars(width, HEIGHT, values, said), [[say("day"), say("due")], ...rows]);
  }

  retention() {
    const wanted = this.settings?.retention ?? 0.9;
    const { chapters, kinds } = this.figures.retention;
    const rows = (all) =>
      all
        .filter(({ of }) => of)
        .map(({ name, right, of }) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, name),
            el("td", { class: "drawn" }, gauge(right / of, wanted)),
            el("td", { class: "part" }, percentWords(right / of)),
            el("td", { class: "of" }, numberWords(of)),
          ),
        );
    const heads = [say("name"), "", say("percent"), say("of")].map((words) =>
      words ? el("th", { scope: "col" }, words) : el("td"),
    );
    const shown = (all, what) =>
      el(
        "table",
        { class: "retention", "aria-label": say("retentionOf", { what }) },
        el("caption", {}, el("h3", {}, say("retentionOf", { what }))),
        el("thead", { class: "unseen" }, el("tr", {}, heads)),
        el("tbody", {}, rows(all)),
      );
    if (![...chapters, ...kinds].some(({ of }) => of)) return null;
    return el(
      "section",
      { class: "picture" },
      shown(chapters, say("byChapter")),
      shown(kinds.map((kind) => ({ ...kind, name: kindWords(kind.name) })), say("byKind")),
      el("p", { class: "small" }, say("retentionWhat", { percent: percentWords(wanted) })),
    );
  }

  cards() {
    const names = wordsFor("states");
    const parts = Object.entries(this.figures.cards).filter(([name]) => name in names);
    const said = parts.map(([name, n]) => `${names[name]} ${n}`).join(", ");
    const legend = parts.map(([name, n]) =>
      el("span", { class: "legend" }, el("i", { class: name }), `${names[name]} ${numberWords(n)}`),
    );
    const made = figure(
      say("maturity"),
      (width) => stacked(width, parts.map(([name, n]) => [names[name], n, name]), said),
      [[say("name"), say("number")], ...parts.map(([name, n]) => [names[name], n])],
    );
    made.insertBefore(el("p", { class: "legends", "aria-hidden": "true" }, legend), made.lastElementChild);
    return made;
  }

  hardest() {
    const { hardest } = this.figures;
    if (!hardest.length) return null;
    const row = ({ question, chapter, lapses }) => {
      const about = `${chapter} · ${say("hardestLapses", { n: lapses })}`;
      return el("li", {}, el("span", {}, question), el("span", { class: "small" }, about));
    };
    const list = el("ol", { class: "hardest" }, hardest.map(row));
    return el("section", { class: "picture" }, el("h3", {}, say("hardest")), list);
  }
}
