// The story of an entity: what the journal knows of it, in the shape in which the feed has events.
import { api } from './api.js';

const decision = (fires) => (fires === null ? 'undecided' : fires ? 'fires' : 'does-not-fire');

function command(one) {
  const last = { state: one.state.toUpperCase(), at: one.ended ?? one.planned, reason: one.reason };
  const first = { state: 'PENDING', at: one.planned };
  return { rule: one.rule, work: one, steps: one.state === 'pending' ? [last] : [first, last], tasks: one.tasks };
}

const waits = (one) => ({
  rule: one.rule, work: one.what ?? null, tasks: [], steps: [{ state: 'WAITING', at: one.since, until: one.askedAgainAt ?? one.due }],
});

const entityOf = (event) => (event.entity ? `${event.entity.type}/${event.entity.id}` : undefined);

/** What today's book says of an event, if it was asked. */
const today = (one) => one && { decision: decision(one.fires), reason: one.reason, differs: one.differs };

/**
 * What came about an entity, the oldest first, what waits, and the answer in sentences.
 * With `besideToday` each verdict has that of today's book.
 */
export async function storyOf(account, entity, besideToday) {
  const found = await api.why(account, entity, besideToday);
  return {
    answer: [...found.answer, ...found.refused.map((one) => `${one.where}: ${one.reason}`)],
    events: found.events.map((event, i) => ({
      id: `why-${i}`,
      kind: event.kind,
      entity: entityOf(event),
      time: event.time,
      facts: event.facts,
      words: event.remarks.map((one) => one.words).join('. '),
      rules: event.rules.map((rule) => ({ rule: rule.rule, decision: decision(rule.fires), reason: rule.reason, today: today(rule.today) })),
      others: 0,
      commands: [...event.commands.map(command), ...found.waiting.filter((one) => one.event === event.key).map(waits)],
      warnings: event.remarks.map((one) => [one.rule, one.words].filter(Boolean).join(': ')),
      repeats: 0,
    })),
    waiting: found.waiting.map((one) => ({ subject: one.subject, stopOn: one.stopOn, ...waits(one) })),
    notes: found.notes,
  };
}
