// Board: the sandbox's open tasks by person and due time.
import { api } from './api.js';
import { h, show } from './dom.js';
import { now, when } from './format.js';
import { userName } from './parts.js';
import { text } from './strings.js';

const PATH = 'tasks?limit=250&filter%5Bis_completed%5D=0&order%5Bcomplete_till%5D=asc';

export function boardPane(feed, setup) {
  const status = h('p', { class: 'status', role: 'status' });
  const columns = h('div', { class: 'columns' });
  let isShown = false;
  let isLoading = false;

  const ruleOf = (task) => {
    for (const event of feed.events.values()) {
      const one = event.commands.find((command) => command.tasks.includes(task));
      if (one) return one.rule;
    }
    return null;
  };

  async function complete(task) {
    try {
      await api.act('tasks', { id: task.id, is_completed: true });
      status.textContent = text.board.completed(task.text);
    } catch (error) {
      status.textContent = text.failed(error.message);
    }
    await load();
  }

  function card(task) {
    const due = task.complete_till * 1000;
    const isLate = due < now().getTime();
    const rule = ruleOf(task.id);
    return h('li', { class: `card task ${isLate ? 'late' : ''}`, 'data-task': task.id },
      h('h4', {}, task.text),
      h('p', { class: 'meta' },
        h('span', { class: 'due' }, isLate ? text.board.overdue(when(due)) : text.board.due(when(due))),
        task.entity_id && h('span', {}, text.board.about(`${task.entity_type}/${task.entity_id}`)),
        rule && h('span', {}, text.board.by(rule))),
      h('button', {
        type: 'button', 'data-key': `complete-${task.id}`, 'aria-label': text.board.completeOf(task.text), on: { click: () => complete(task) },
      }, text.board.complete));
  }

  function render(tasks) {
    const people = Map.groupBy(tasks, (task) => task.responsible_user_id);
    show(columns, tasks.length
      ? [...people].sort(([one], [other]) => one - other).map(([person, own]) => h('section', { class: 'column', 'aria-label': userName(person) },
          h('h3', {}, userName(person), h('span', { class: 'badge' }, text.board.count(own.length))),
          h('ul', {}, own.map(card))))
      : h('p', { class: 'empty' }, text.board.none));
  }

  async function load() {
    if (!setup.sandbox || isLoading) return;
    isLoading = true;
    try {
      const answer = await api.look(PATH);
      render(answer ? answer._embedded.tasks : []);
    } catch (error) {
      status.textContent = text.failed(error.message);
    } finally {
      isLoading = false;
    }
  }

  feed.onChange(() => isShown && load());
  setInterval(() => isShown && load(), 3000);

  return {
    node: h('div', {},
      h('div', { class: 'intro' }, h('h2', {}, text.board.heading),
        h('p', {}, setup.sandbox ? text.board.intro : text.noSandbox(setup.host))),
      status, columns),
    shown: () => { isShown = true; return load(); },
    hidden: () => { isShown = false; },
  };
}
