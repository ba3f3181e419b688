// Times in words.

import { chinese } from "./vocabulary.js";
import { say } from "./words.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A number with one digit after the point, where it is small and has one. */
const short = (value) => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

/** A span of seconds as it stands on a button: "10 min", "4 d", "1.3 y". */
export function spanWords(seconds) {
  if (seconds < MINUTE) return say("seconds");
  if (seconds < HOUR) return say("minutes", { n: Math.round(seconds / MINUTE) });
  if (seconds < DAY) return say("hours", { n: short(seconds / HOUR) });
  const days = Math.round(seconds / DAY);
  if (days < 30) return say("days", { n: days });
  if (days < 365) return say("months", { n: short(days / 30.44) });
  return say("years", { n: short(days / 365.25) });
}

const number = new Intl.NumberFormat(chinese ? "zh-CN" : "en");
const percent = new Intl.NumberFormat(chinese ? "zh-CN" : "en", { style: "percent" });
const date = new Intl.DateTimeFormat(chinese ? "zh-CN" : "en", { day: "numeric", month: "short", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(chinese ? "zh-CN" : "en", { month: "short", timeZone: "UTC" });

export const numberWords = (value) => number.format(value);
export const percentWords = (part) => percent.format(part);
/** Days are "2026-11-30", whatever the time here. */
export const dayWords = (day) => date.format(new Date(`${day}T00:00:00Z`));
export const monthWords = (day) => month.format(new Date(`${day}T00:00:00Z`));
