// Pictures of numbers, drawn as SVG. Their colours are those of the page, by class. Behind each there
// is a table with the same numbers.

import { el } from "./dom.js";
import { say } from "./chart_words.js";
import { numberWords } from "./spans.js";

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, TOP, BOTTOM] = [34, 10, 20]; // room around the bars, in px

/** An element of SVG; `title` becomes what is told of it on hovering. */
export function svg(name, { title, ...attributes } = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) made.setAttribute(key, String(value));
  made.append(...children.flat(Infinity).filter(Boolean));
  if (title) made.append(svg("title", {}, title));
  return made;
}

/**
 * A picture with its heading and its table. `draw(width)` gives the SVG for a width in px, `rows` the
 * table, its first row the heads.
 */
export function figure(title, draw, rows, ...more) {
  const canvas = el("div", { class: "canvas" });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(canvas.clientWidth);
    if (width && width !== drawn) canvas.replaceChildren(draw((drawn = width)));
  }).observe(canvas);
  return el("figure", { class: "picture" }, el("figcaption", {}, el("h3", {}, title), ...more), canvas, table(rows, title));
}

function table([heads, ...rows], title) {
  const head = el("tr", {}, heads.map((words) => el("th", { scope: "col" }, words)));
  const body = rows.map(([first, ...rest]) =>
    el("tr", {}, el("th", { scope: "row" }, String(first)), rest.map((value) => el("td", {}, String(value)))),
  );
  return el(
    "details",
    { class: "numbers" },
    el("summary", {}, say("table")),
    el("div", { class: "scrolled" }, el("table", { "aria-label": title }, el("thead", {}, head), el("tbody", {}, body))),
  );
}

/** A round number not below `value`: 1, 2, 4, 6, 8, 10, 20, 40 … */
function roundAbove(value) {
  const base = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 4, 6, 8, 10].map((each) => each * base).find((each) => each >= value);
}

/**
 * Bars from left to right. Each of `values` is {value, part (of it, drawn darker), title, label ("" for
 * none), strong}. `summary` says it to who cannot see it.
 */
export function bars(width, height, values, summary) {
  const top = roundAbove(Math.max(...values.map(({ value }) => value), 1));
  const [wide, high] = [width - LEFT, height - TOP - BOTTOM];
  const step = wide / values.length;
  const gap = step > 5 ? Math.min(4, step * 0.25) : 0.5;
  const y = (value) => TOP + high * (1 - value / top);
  const lines = (top % 2 ? [0, top] : [0, top / 2, top]).map((value) => [
    svg("line", { class: "grid", x1: LEFT, x2: width, y1: y(value), y2: y(value) }),
    svg("text", { class: "tick", x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, numberWords(value)),
  ]);
  const bar = (at, from, to, name) => {
    if (to <= from) return null;
    const across = { x: LEFT + at * step + gap / 2, width: Math.max(0.5, step - gap) };
    return svg("rect", { class: name, ...across, y: y(to), height: y(from) - y(to), rx: step > 8 ? 2 : 0 });
  };
  const drawn = values.map(({ value, part = 0, title, strong }, at) =>
    svg(
      "g",
      { title },
      svg("rect", { class: "ghost", x: LEFT + at * step, width: step, y: TOP, height: high }),
      bar(at, 0, value, strong ? "bar strong" : "bar"),
      bar(at, 0, part, "bar part"),
    ),
  );
  const labels = values.map(({ label }, at) => {
    if (!label) return null;
    const x = LEFT + (at + 0.5) * step;
    const anchor = x > width - 24 ? "end" : "middle";
    return svg("text", { class: "tick", x: anchor === "end" ? width : x, y: height - 4, "text-anchor": anchor }, label);
  });
  return svg(
    "svg",
    { class: "bars", role: "img", "aria-label": summary, width, height, viewBox: `0 0 ${width} ${height}` },
    lines,
    drawn,
    labels,
  );
}

/** A line of parts of a whole: [[name, value, class], …]. */
export function stacked(width, parts, summary) {
  const whole = parts.reduce((sum, [, value]) => sum + value, 0) || 1;
  let x = 0;
  const drawn = parts.map(([name, value, kind]) => {
    const wide = (width * value) / whole;
    const start = x;
    x += wide;
    const title = `${name}: ${value}`;
    return value ? svg("rect", { class: kind, x: start, width: Math.max(1, wide - 1.5), height: 18, title }) : null;
  });
  return svg("svg", { class: "stacked", role: "img", "aria-label": summary, width, height: 18 }, drawn);
}

/** A bar for a part of 1, with a line where it should be. */
export function gauge(part, wanted) {
  return svg(
    "svg",
    { class: "gauge", "aria-hidden": "true", viewBox: "0 0 100 10", preserveAspectRatio: "none" },
    svg("rect", { class: "ghost track", width: 100, height: 10 }),
    svg("rect", { class: part < wanted - 0.05 ? "bar low" : "bar", width: part * 100, height: 10 }),
    svg("rect", { class: "aim", x: wanted * 100 - 0.25, width: 0.5, height: 10 }),
  );
}
