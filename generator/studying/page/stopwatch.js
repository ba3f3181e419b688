// The time for which something is looked at: none of it while the page is hidden.

export class Stopwatch {
  constructor() {
    this.spent = 0;
    this.since = null;
    this.runs = false;
    document.addEventListener("visibilitychange", () => this.turn());
  }

  start() {
    this.spent = 0;
    this.since = null;
    this.runs = true;
    this.turn();
  }

  /** The milliseconds until now. */
  stop() {
    const spent = this.spent + (this.since === null ? 0 : performance.now() - this.since);
    this.runs = false;
    this.since = null;
    this.spent = spent;
    return Math.round(spent);
  }

  turn() {
    if (!this.runs) return;
    if (document.hidden && this.since !== null) {
      this.spent += performance.now() - this.since;
      this.since = null;
    } else if (!document.hidden) this.since ??= performance.now();
  }
}
