// What several parts of the page show: an event, the verdicts of rules, and the ways of commands.
import { h } from './dom.js';
import { number, timeOfDay, when } from './format.js';
import { text } from './strings.js';

/** What the parts need of each other: to open the book at a line, ask why, replay, and name users. */
export const page = {
  openLine: () => {},
  askWhy: () => {},
  replay: () => {},
  users: new Map(),
};

export const userName = (id) => page.users.get(Number(id)) ?? text.board.person(id);

/** The name of what an event is about, if its facts have one. */
export function nameOf(event) {
  const [subject] = event.kind.split('.');
  return event.facts[subject]?.name ?? event.facts.lead?.name ?? event.facts.contact?.name ?? event.facts.task?.text ?? '';
}

export const firing = (event) => event.rules.filter((rule) => rule.decision === 'fires');

const inState = (event, ...states) => event.commands.filter((one) => states.includes(one.steps.at(-1).state)).length;

export function summary(event) {
  return event.rules.length || event.commands.length
    ? text.event.summary(
        firing(event).length, inState(event, 'DONE'), inState(event, 'PENDING', 'SENT'), inState(event, 'WAITING'))
    : event.words;
}

/** Whether an event has an outcome of the filter. */
export function hasOutcome(event, outcome) {
  switch (outcome) {
    case 'fires': return firing(event).length > 0;
    case 'quiet': return firing(event).length === 0;
    case 'waiting': return inState(event, 'WAITING') > 0;
    case 'pending': return inState(event, 'PENDING', 'SENT') > 0;
    case 'done': return inState(event, 'DONE') > 0;
    case 'failed': return inState(event, 'SKIPPED', 'REFUSED', 'DROPPED', 'IGNORED') > 0;
    default: return true;
  }
}

/** A reason with a button in the place of each position in the book, such as `(rules.yaml:13:18)`. */
export function reasonWithLines(reason, key) {
  const parts = [];
  let end = 0;
  for (const match of reason.matchAll(/\(([\w.-]+\.ya?ml):(\d+):(\d+)\)/g)) {
    parts.push(reason.slice(end, match.index));
    parts.push(h('button', {
      type: 'button', class: 'line', 'data-key': `${key}-${match.index}`, title: `${match[1]}:${match[2]}`,
      on: { click: () => page.openLine(Number(match[2])) },
    }, text.rules.line(match[2])));
    end = match.index + match[0].length;
  }
  parts.push(reason.slice(end));
  return parts.filter((part) => part !== '');
}

/** The verdict of a rule; `note` says what is special about it. */
export function verdict(rule, key, note) {
  return h('li', { class: `verdict ${rule.decision}` },
    h('span', { class: 'decision' }, text.decisions[rule.decision]),
    h('span', { class: 'rule' }, rule.rule),
    h('span', { class: 'reason' }, reasonWithLines(rule.reason, key), note && h('strong', { class: 'note' }, note)),
    rule.today && h('span', { class: `reason today ${rule.today.differs ? 'differs' : ''}` },
      text.why.today(text.decisions[rule.today.decision], rule.today.differs), ' ', rule.today.differs && reasonWithLines(rule.today.reason, `${key}-today`)));
}

function verdicts(event, isWhole) {
  const key = `event-${event.id}`;
  const loud = event.rules.filter((rule) => isWhole || rule.decision !== 'does-not-fire');
  const silent = event.rules.filter((rule) => !loud.includes(rule));
  return [
    loud.length > 0 && h('ul', { class: 'verdicts' }, loud.map((rule, i) => verdict(rule, `${key}-${i}`))),
    silent.length > 0 && h('details', { 'data-details': `${key}-silent`, open: loud.length === 0 && silent.length <= 4 },
      h('summary', { 'data-key': `${key}-silent` }, text.event.silent(silent.length)),
      h('ul', { class: 'verdicts' }, silent.map((rule, i) => verdict(rule, `${key}-silent-${i}`)))),
    event.rules.length === 0 && h('p', { class: 'quiet' }, event.words || text.event.noRules),
    event.others > 0 && h('p', { class: 'quiet' }, text.event.others(event.others)),
  ];
}

function subject(work) {
  const which = work.task ? text.command.theTask(work.task) : (work.which ?? '');
  switch (work.action) {
    case 'complete-tasks': return text.command.completes(which);
    case 'change-tasks': return text.command.changes(which);
    default: return work.text;
  }
}

export function responsible(work) {
  if (work.rotates?.length) return text.command.rotates;
  if (work.responsible) return userName(work.responsible);
  if (work.leastLoaded?.length) return text.command.leastLoaded;
  return work.action === 'create-task' ? text.command.nobody : null;
}

/** A command with its state and the way to it; `action` is a button for it. */
export function command(one, action) {
  const work = one.work;
  const last = one.steps.at(-1);
  const details = [
    work?.due && text.command.due(when(work.due)),
    work && responsible(work),
    last.until && text.command.until(when(last.until)),
    one.tasks.length > 0 && text.command.tasks(one.tasks),
    one.rule,
  ].filter(Boolean);
  return h('li', { class: `command state-${last.state.toLowerCase()}` },
    h('span', { class: 'pill' }, text.states[last.state]),
    h('div', {},
      h('p', { class: 'what' }, work ? subject(work) : text.command.unknown),
      h('p', { class: 'details' }, details.map((words) => h('span', {}, words))),
      last.reason && h('p', { class: 'reason' }, last.reason),
      h('ol', { class: 'way', 'aria-label': text.command.way }, one.steps.map((step) => h('li', {},
        text.states[step.state], ' ', h('time', { datetime: step.at }, timeOfDay(step.at))))),
      action));
}

/** Why nothing comes of the rules that fire. */
function ignored(event) {
  return firing(event).length > 0 && event.commands.length === 0 && h('p', { class: 'quiet' }, event.words);
}

const heading = (event) => nameOf(event) || event.entity || event.kind;

/** An event with everything that followed; `isShort` leaves out what does not fire. */
export function eventCard(event, { isShort = false, isWhole = false, hasActions = true } = {}) {
  const price = event.facts.lead?.price;
  const isPlain = event.rules.length === 0 && event.commands.length === 0 && event.warnings.length === 0;
  return h('article', { class: `card event ${firing(event).length ? 'loud' : isPlain ? 'plain' : ''}`, 'data-event': event.id, 'aria-label': text.event.of(event.kind, heading(event)) },
    h('header', {},
      h('div', {},
        h('h3', {}, heading(event)),
        h('p', { class: 'meta' },
          h('span', { class: 'kind' }, event.kind),
          event.entity && h('span', {}, event.entity),
          price !== undefined && price !== 0 && h('span', {}, number(price)),
          event.repeats > 0 && h('span', {}, text.event.repeats(event.repeats)))),
      h('div', { class: 'side' },
        h('time', { datetime: event.time }, when(event.time)),
        h('span', { class: 'summary' }, summary(event)))),
    isPlain ? null : isShort
      ? firing(event).length + event.commands.length > 0 && h('div', { class: 'body' },
          h('ul', { class: 'verdicts' }, firing(event).map((rule, i) => verdict(rule, `short-${event.id}-${i}`))),
          h('ul', { class: 'commands' }, event.commands.map((one) => command(one))),
          ignored(event))
      : h('div', { class: 'body split' },
          h('section', { 'aria-label': text.event.rules }, verdicts(event, isWhole)),
          h('section', { 'aria-label': text.event.commands },
            event.commands.length > 0 && h('ul', { class: 'commands' }, event.commands.map((one) => command(one))),
            ignored(event),
            event.warnings.length > 0 && h('ul', { class: 'warnings', 'aria-label': text.event.warnings },
              event.warnings.map((warning) => h('li', {}, warning))))),
    hasActions && !isShort && !isPlain && h('footer', {},
      event.entity && h('button', {
        type: 'button', class: 'quiet', 'data-key': `why-${event.id}`, on: { click: () => page.askWhy(event.entity) },
      }, text.event.why),
      event.rules.length > 0 && h('button', {
        type: 'button', class: 'quiet', 'data-key': `replay-${event.id}`, on: { click: () => page.replay(event.id) },
      }, text.event.replay)));
}
