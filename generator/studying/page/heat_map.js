// A year of days, a column for each week.

import { say } from "./chart_words.js";
import { svg } from "./charts.js";
import { dayWords, monthWords } from "./spans.js";

const [CELL, GAP, TOP] = [12, 3, 18];
const WEEK = 7;
export const DAY = 86_400_000;
export const LEVELS = 4;

export const dayAfter = (day, n) => new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);

/** The level of a day, 0 to 4, by how it stands among the days on which there was something. */
export function levelOf(value, sorted) {
  if (!value) return 0;
  const below = sorted.filter((each) => each < value).length;
  return 1 + Math.min(LEVELS - 1, Math.floor((below / sorted.length) * LEVELS));
}

/** The last year up to `today`, or as many weeks as there is room for; `counts` are reviews by day. */
export function heatMap(width, today, counts, summary) {
  const weeks = Math.min(53, Math.floor((width + GAP) / (CELL + GAP)));
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % WEEK; // Monday is 0
  const days = (weeks - 1) * WEEK + weekday + 1;
  const sorted = [...counts.values()].filter(Boolean);
  const cells = [];
  const months = [];
  for (let at = 0; at < days; at += 1) {
    const day = dayAfter(today, at + 1 - days);
    const x = Math.floor(at / WEEK) * (CELL + GAP);
    const n = counts.get(day) ?? 0;
    cells.push(
      svg("rect", {
        class: `day level-${levelOf(n, sorted)}${day === today ? " today" : ""}`,
        x,
        y: TOP + (at % WEEK) * (CELL + GAP),
        width: CELL,
        height: CELL,
        rx: 2.5,
        title: say("dayReviews", { day: dayWords(day), n }),
      }),
    );
    if (day.endsWith("-01") && x < width - 24) months.push(svg("text", { class: "tick", x, y: 11 }, monthWords(day)));
  }
  const [wide, high] = [weeks * (CELL + GAP) - GAP, TOP + WEEK * (CELL + GAP) - GAP];
  return svg(
    "svg",
    { class: "heat", role: "img", "aria-label": summary, width: wide, height: high },
    months,
    cells,
  );
}
