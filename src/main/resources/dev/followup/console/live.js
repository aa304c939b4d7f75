// Live: events as they come, the newest first.
import { choose, field, h, select, show } from './dom.js';
import { eventCard, hasOutcome, nameOf, summary } from './parts.js';
import { text } from './strings.js';

/** How many cards are shown at once. */
const SHOWN = 50;

export function livePane(feed, openDo) {
  const entity = h('input', { type: 'search', placeholder: text.live.entityHint, autocomplete: 'off', spellcheck: 'false' });
  const rule = select([['', text.live.any]]);
  const outcome = select([['', text.live.any], ...Object.entries(text.live.outcomes)]);
  const hold = h('button', { type: 'button', 'aria-pressed': 'false' }, text.live.pause);
  const counts = h('p', { class: 'counts' });
  const announcement = h('p', { class: 'visually-hidden', role: 'status' });
  const list = h('div', { class: 'cards' });
  const cards = new Map();
  let held = null;

  const matches = (event) => {
    const wanted = entity.value.trim().toLowerCase();
    return (!wanted || [event.entity ?? '', nameOf(event), ...event.about].some((one) => one.toLowerCase().includes(wanted)))
      && (!rule.value || event.rules.some((one) => one.rule === rule.value && one.decision === 'fires')
        || event.commands.some((one) => one.rule === rule.value))
      && hasOutcome(event, outcome.value);
  };

  function card(event) {
    const known = cards.get(event.id);
    if (known?.version === event.version) return known.node;
    const node = eventCard(event);
    known?.node.querySelectorAll('details[data-details]').forEach((before) => {
      const now = node.querySelector(`details[data-details="${before.dataset.details}"]`);
      if (now) now.open = before.open;
    });
    cards.set(event.id, { version: event.version, node });
    return node;
  }

  function empty() {
    return feed.events.size
      ? h('p', { class: 'empty' }, text.live.noMatch)
      : h('div', { class: 'empty' }, h('p', {}, text.live.empty), h('button', { type: 'button', class: 'primary', on: { click: openDo } }, text.live.emptyAction));
  }

  function render() {
    const kept = feed.newest();
    const rules = [...new Set(kept.flatMap((event) => event.rules.map((one) => one.rule)))].sort();
    choose(rule, [['', text.live.any], ...rules.map((name) => [name, name])]);
    const matching = kept.filter(matches);
    const shown = matching.slice(0, SHOWN);
    [...cards.keys()].filter((id) => !feed.events.has(id)).forEach((id) => cards.delete(id));
    show(list, shown.length ? shown.map(card) : empty());
    counts.textContent = [
      text.live.shown(shown.length, matching.length, kept.length),
      feed.dropped > 0 && text.live.dropped(feed.dropped),
    ].filter(Boolean).join('. ');
  }

  hold.addEventListener('click', () => {
    held = held ? null : new Set();
    hold.setAttribute('aria-pressed', String(Boolean(held)));
    hold.textContent = held ? text.live.resume(0) : text.live.pause;
    if (!held) render();
  });
  const clear = h('button', {
    type: 'button', class: 'quiet',
    on: { click: () => { entity.value = rule.value = outcome.value = ''; render(); } },
  }, text.live.clear);
  entity.addEventListener('input', render);
  rule.addEventListener('change', render);
  outcome.addEventListener('change', render);
  feed.onChange((changed) => {
    if (held) {
      changed.forEach((id) => held.add(id));
      hold.textContent = text.live.resume(held.size);
      return;
    }
    render();
    const latest = Math.max(0, ...changed);
    const event = feed.events.get(latest);
    if (event) announcement.textContent = text.live.announce(nameOf(event) || event.kind, summary(event));
  });
  render();

  return {
    node: h('div', {},
      h('div', { class: 'intro' }, h('h2', {}, text.live.heading), h('p', {}, text.live.intro)),
      h('div', { class: 'filters', role: 'search' },
        field(text.live.entity, entity), field(text.live.rule, rule), field(text.live.outcome, outcome), clear, hold),
      counts, announcement, list),
    shown: render,
  };
}
