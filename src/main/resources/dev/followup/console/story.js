// The story of an entity: what the journal knows of it, in the shape in which the feed has events.
import { api } from './api.js';

const decision = (fires) => (fires === null ? 'undecided' : fires ? 'fires' : 'does-not-fire');

function command(one) {
  const last = { state: one.state.toUpperCase(), at: one.ended ?? one.planned, reason: one.reason };
  const first = { state: 'PENDING', at: one.planned };
  return { rule: one.rule, work: one, steps: one.state === 'pending' ? [last] : [first, last], tasks: one.tasks };
}

const waits = (one) => ({
  rule: one.rule, work: null, tasks: [], steps: [{ state: 'WAITING', at: one.since, until: one.askedAgainAt ?? one.due }],
});

const entityOf = (event) => (event.entity ? `${event.entity.type}/${event.entity.id}` : undefined);

/** What came about an entity, the oldest first, and the answer in sentences. */
export async function storyOf(account, entity) {
  const found = await api.why(account, entity);
  return {
    answer: [...found.answer, ...found.refused.map((one) => `${one.where}: ${one.reason}`)],
    events: found.events.map((event, i) => ({
      id: `why-${i}`,
      kind: event.kind,
      entity: entityOf(event),
      time: event.time,
      facts: event.facts,
      words: event.remarks.map((one) => one.words).join('. '),
      rules: event.rules.map((rule) => ({ rule: rule.rule, decision: decision(rule.fires), reason: rule.reason })),
      others: 0,
      commands: [...event.commands.map(command), ...found.waiting.filter((one) => one.event === event.key).map(waits)],
      warnings: event.remarks.map((one) => [one.rule, one.words].filter(Boolean).join(': ')),
      repeats: 0,
    })),
    notes: found.notes,
  };
}
