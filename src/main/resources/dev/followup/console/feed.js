// The latest events, as Followup streams them. Bounded: what is older is counted.

const KEPT = 200;

export class Feed {
  events = new Map();
  dropped = 0;
  isConnected = false;
  #run = '';
  #listeners = [];
  #scheduled = false;
  #changed = new Set();

  /** Calls a listener once a frame at most, with the ids of what has changed. */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  open(address) {
    const source = new EventSource(address);
    source.onopen = () => this.#connected(true);
    source.onerror = () => this.#connected(false);
    source.onmessage = (message) => this.#take(JSON.parse(message.data));
  }

  /** The events, the newest first. */
  newest() {
    return [...this.events.values()].sort((one, other) => other.id - one.id);
  }

  /** The events, the one that has changed last first. */
  changedLast() {
    return [...this.events.values()].sort((one, other) => other.version - one.version);
  }

  #connected(isConnected) {
    if (this.isConnected !== isConnected) {
      this.isConnected = isConnected;
      this.#schedule();
    }
  }

  #take(news) {
    if (news.run !== this.#run) {
      this.#run = news.run;
      this.events.clear();
    }
    this.dropped = news.dropped;
    for (const event of news.events) {
      this.events.set(event.id, event);
      this.#changed.add(event.id);
    }
    const ids = [...this.events.keys()].sort((one, other) => one - other);
    ids.slice(0, Math.max(0, ids.length - KEPT)).forEach((id) => this.events.delete(id));
    this.#schedule();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      const changed = this.#changed;
      this.#changed = new Set();
      this.#listeners.forEach((listener) => listener(changed));
    });
  }
}
