// Why: the story of an entity, and what would happen.
import { api } from './api.js';
import { field, h, show } from './dom.js';
import { command, eventCard, reasonWithLines, responsible, verdict } from './parts.js';
import { when } from './format.js';
import { storyOf } from './story.js';
import { text } from './strings.js';

const words = text.why;

const SAMPLE = 'leads[add][0][id]=501&leads[add][0][name]=Roof&leads[add][0][price]=60000&leads[add][0][responsible_user_id]=101';

/** When to look whether the worker has dropped something, in milliseconds after one another. */
const DROPPING = [300, 700, 1500, 3000];

const decisionOf = (rule) => (rule.fires === null ? 'undecided' : rule.fires ? 'fires' : 'does-not-fire');

export function whyPane(feed, setup) {
  const known = h('datalist', { id: 'entities' });
  const entity = h('input', { required: true, list: 'entities', placeholder: words.entityHint, pattern: '[a-z\\-]+/\\S+', autocomplete: 'off', spellcheck: 'false' });
  const besideToday = h('input', { type: 'checkbox', on: { change: () => asked && ask() } });
  const story = h('section', { class: 'cards', 'aria-live': 'polite' });
  const dropped = h('p', { class: 'status', role: 'status' });
  const body = h('textarea', { rows: '5', spellcheck: 'false', value: SAMPLE });
  const answer = h('div', { 'aria-live': 'polite' });
  let asked = '';

  /** Drops what a rule waits for; the worker does it, and the feed or the next look shows it gone. */
  async function drop(one) {
    try {
      const { answer: sentences, refused } = await api.drop(setup.account, one.subject, one.rule);
      dropped.textContent = [...sentences, ...refused.map((why) => `${why.where}: ${why.reason}`)].join(' ');
      for (const pause of DROPPING) {
        await new Promise((over) => { setTimeout(over, pause); });
        if (!(await ask()).some((other) => other.rule === one.rule)) return;
      }
    } catch (error) {
      dropped.textContent = text.failed(error.message);
    }
  }

  const waits = (waiting) => waiting.length > 0 && h('section', { class: 'card waits', 'aria-label': words.waits },
    h('h4', {}, words.waits),
    h('ul', { class: 'commands' }, waiting.map((one, i) => command(one, h('button', {
      type: 'button', 'data-key': `drop-${i}`, 'aria-label': words.dropOf(one.rule), on: { click: () => drop(one) },
    }, words.drop)))));

  async function ask() {
    if (asked !== entity.value.trim()) dropped.textContent = '';
    asked = entity.value.trim();
    try {
      const { answer: sentences, events, notes, waiting } = await storyOf(setup.account, asked, besideToday.checked);
      show(story, h('h3', {}, words.story(asked)),
        sentences.map((sentence) => h('p', {}, sentence)),
        waits(waiting),
        events.length === 0 && sentences.length === 0 && h('p', { class: 'empty' }, words.none(asked)),
        events.map((event) => eventCard(event, { isWhole: true, hasActions: false })),
        notes.length > 0 && h('ul', { class: 'quiet' }, notes.map((note) => h('li', {}, `${when(note.at)} ${note.kind}: ${note.words}`))));
      return waiting;
    } catch (error) {
      show(story, h('p', { class: 'bad' }, text.failed(error.message)));
      return [];
    }
  }

  async function explain() {
    try {
      const found = await api.explain(setup.account, body.value);
      show(answer,
        found.events.map((event, i) => h('article', { class: 'card event' },
          h('header', {}, h('div', {}, h('h4', {}, event.kind), h('p', { class: 'meta' },
            event.entity && h('span', {}, `${event.entity.type}/${event.entity.id}`), h('time', { datetime: event.time }, when(event.time))))),
          h('ul', { class: 'verdicts' }, found.rules.filter((rule) => rule.event === i && rule.listens)
            .map((rule, n) => verdict({ rule: rule.rule, decision: decisionOf(rule), reason: rule.reason }, `explain-${i}-${n}`))),
          h('ul', { class: 'commands' }, found.commands.filter((one) => one.event === i).map((one) => h('li', { class: 'command' },
            h('div', {}, h('p', { class: 'what' }, one.text ?? one.which ?? one.action),
              h('p', { class: 'details' }, [one.due && text.command.due(when(one.due)), one.after && text.command.until(when(one.after)), responsible(one), one.rule]
                .filter(Boolean).map((detail) => h('span', {}, detail))))))))),
        found.warnings.length > 0 && h('ul', { class: 'warnings' }, found.warnings.map((warning) => h('li', {}, warning))),
        found.refused.length > 0 && h('div', { class: 'bad' }, h('h4', {}, words.refused),
          h('ul', {}, found.refused.map((one) => h('li', {}, `${one.where}: `, reasonWithLines(one.reason, 'refused'))))),
        found.events.length + found.refused.length === 0 && h('p', { class: 'empty' }, words.nothing));
    } catch (error) {
      answer.textContent = text.failed(error.message);
    }
  }

  let isShown = false;
  const list = () => known.replaceChildren(...[...new Set(feed.newest().flatMap((event) => [event.entity, ...event.about]))]
    .filter(Boolean).slice(0, 60).map((one) => h('option', { value: one })));
  feed.onChange((changed) => {
    if (!isShown) return;
    list();
    if (asked && [...changed].some((id) => feed.events.get(id)?.about.includes(asked))) ask();
  });

  return {
    node: h('div', {},
      h('div', { class: 'intro' }, h('h2', {}, words.heading), h('p', {}, words.intro)),
      h('form', { class: 'filters', on: { submit: (event) => { event.preventDefault(); ask(); } } },
        field(words.entity, entity), known, h('button', { type: 'submit', class: 'primary' }, words.submit),
        h('label', { class: 'check' }, besideToday, h('span', {}, words.besideToday))),
      dropped, story,
      h('form', { class: 'card explain', 'aria-label': words.explain, on: { submit: (event) => { event.preventDefault(); explain(); } } },
        h('h3', {}, words.explain), h('p', { class: 'hint' }, words.explainIntro), field(words.body, body),
        h('div', { class: 'actions' }, h('button', { type: 'submit' }, words.explainSubmit)), answer)),
    shown: () => { isShown = true; list(); },
    hidden: () => { isShown = false; },
    ask: (of) => { entity.value = of; return ask(); },
  };
}
