// Grades on their way to the log. Each is kept in the browser, under the token that lets the server
// count it once, until the server has said that it is stored: across a lost network, a server that is
// started anew, and a page that is loaded anew.

import { post } from "./server.js";

const PREFIX = "proofdeck-grade-";
// All else may be mended by a repeated request: no answer or half of one, a server with a fault, or
// one that was ended while it answered.
const isRefusal = ({ status }) => status >= 400 && status < 500 && ![403, 408, 429].includes(status);

export class Outbox {
  /** `told` = {stored(grade, answer), refused(grade, error)}. */
  constructor(told) {
    this.told = told;
    this.waiting = new Map(keptGrades());
    this.sending = null;
  }

  get size() {
    return this.waiting.size;
  }

  /** Keeps a grade. `send` has to follow. */
  put(grade) {
    this.waiting.set(grade.token, grade);
    try {
      localStorage.setItem(PREFIX + grade.token, JSON.stringify(grade));
    } catch {
      // Then it is kept as long as this page.
    }
  }

  /** Sends all that waits, in order; true once nothing does. Calls that overlap share one attempt. */
  send() {
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  async sendAll() {
    for (let grade = first(this.waiting); grade; grade = first(this.waiting)) {
      try {
        const answer = await post("/api/grade", grade);
        this.drop(grade);
        this.told.stored(grade, answer);
      } catch (error) {
        if (!isRefusal(error)) return false;
        this.drop(grade);
        this.told.refused(grade, error);
      }
    }
    return true;
  }

  drop({ token }) {
    this.waiting.delete(token);
    try {
      localStorage.removeItem(PREFIX + token);
    } catch {
      // It was kept by this page alone.
    }
  }
}

const first = (map) => map.values().next().value;

/** The grades that an earlier page could not send, oldest first. */
function keptGrades() {
  const found = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      const grade = JSON.parse(localStorage.getItem(name));
      if (grade?.token && grade.card) found.push([grade.token, grade]);
    }
  } catch {
    // Nothing that is ours can be read.
  }
  return found.sort((a, b) => a[1].at - b[1].at);
}

/** A name that nothing else has. */
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}
