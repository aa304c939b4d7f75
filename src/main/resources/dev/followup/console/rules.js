// Rules: the book with its mistakes, its cases, and an event put to it as edited.
import { api } from './api.js';
import { choose, field, h, select, show } from './dom.js';
import { nameOf, verdict } from './parts.js';
import { when } from './format.js';
import { text } from './strings.js';

const words = text.rules;

/** The pause after the last key before the text is checked, in milliseconds. */
const PAUSE = 250;

/** The text of a book with line numbers, marked lines, and the counts of its rules. */
function bookEditor(onEdit) {
  const area = h('textarea', { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off', 'aria-label': words.editor, 'aria-describedby': 'book-state' });
  const lines = h('div', { class: 'lines', 'aria-hidden': 'true' });
  const node = h('div', { class: 'editor' }, lines, area);
  let marked = new Set();
  let rules = new Map();
  let chosen = 0;

  function draw() {
    const count = area.value.split('\n').length;
    lines.replaceChildren(h('div', {}, Array.from({ length: count }, (_, i) => {
      const line = i + 1;
      const rule = rules.get(line);
      const kind = marked.has(line) ? 'wrong' : line === chosen ? 'chosen' : '';
      return h('div', { class: kind, 'data-line': line }, h('span', { class: 'number' }, String(line)),
        rule?.fired > 0 && h('span', { class: 'fired' }, words.fired(rule.fired)));
    })));
    lines.scrollTop = area.scrollTop;
  }

  area.addEventListener('scroll', () => { lines.scrollTop = area.scrollTop; });
  area.addEventListener('input', () => { chosen = 0; draw(); onEdit(); });

  return {
    node,
    get value() { return area.value; },
    set value(book) { area.value = book; draw(); },
    mark(problems, known) {
      marked = new Set(problems.map((problem) => problem.line));
      rules = new Map(known.map((rule) => [rule.line, rule]));
      area.setAttribute('aria-invalid', String(problems.length > 0));
      draw();
    },
    /** Shows a line and puts the cursor there. */
    goTo(line) {
      chosen = line;
      draw();
      const before = area.value.split('\n').slice(0, line - 1);
      const start = before.join('\n').length + (line > 1 ? 1 : 0);
      const end = area.value.indexOf('\n', start);
      area.focus({ preventScroll: true });
      area.setSelectionRange(start, end < 0 ? area.value.length : end);
      const height = parseFloat(getComputedStyle(area).lineHeight);
      area.scrollTop = Math.max(0, (line - 6) * height);
      area.scrollLeft = 0;
      lines.scrollTop = area.scrollTop;
      node.scrollIntoView({ block: 'nearest' });
    },
  };
}

export function rulesPane(feed, setup) {
  let book = null;
  let isEdited = false;
  let isShown = false;
  let timer = 0;
  const editor = bookEditor(() => { isEdited = true; clearTimeout(timer); timer = setTimeout(check, PAUSE); buttons(); });
  const state = h('div', { class: 'state', id: 'book-state', role: 'status' });
  const list = h('ul', { class: 'names' });
  const cases = h('div', {});
  const save = h('button', { type: 'button', class: 'primary', on: { click: write } }, words.save);
  const revert = h('button', { type: 'button', on: { click: discard } }, words.revert);
  const event = select([], {});
  const result = h('div', { role: 'status' });
  const replayForm = h('form', { on: { submit: (submitted) => { submitted.preventDefault(); replay(); } } },
    field(words.replayEvent, event), h('div', { class: 'actions' }, h('button', { type: 'submit' }, words.replaySubmit)), result);

  const toLine = (line, label, key) => h('button', {
    type: 'button', class: 'line', 'data-key': key, on: { click: () => editor.goTo(line) },
  }, label ?? words.line(line));

  function render(view, note) {
    editor.mark(view.problems, view.rules);
    state.className = `state ${view.problems.length ? 'bad' : 'good'}`;
    show(state, view.problems.length
      ? [h('p', {}, h('strong', {}, words.problems(view.problems.length)), ' ', words.problemsKept),
          h('ul', { class: 'problems' }, view.problems.map((problem, i) => h('li', {},
            problem.line > 0 && toLine(problem.line, null, `problem-${i}`), h('span', {}, problem.words))))]
      : h('p', {}, note ?? words.valid(view.rules.length)));
    show(list, view.rules.map((rule) => h('li', {}, toLine(rule.line, rule.name, `rule-${rule.name}`),
      h('span', { class: rule.fired ? 'badge' : 'quiet' }, words.fired(rule.fired)))));
    show(cases, caseResults(view));
    buttons(view);
  }

  function caseResults(view) {
    if (!view.cases) return h('p', { class: 'quiet' }, view.problems.length ? words.casesWrong : words.casesNone);
    const { name, results, problems } = view.cases;
    const failed = results.filter((one) => one.failure);
    return [
      problems.length === 0 && h('p', { class: failed.length ? 'bad' : 'good' },
        failed.length ? words.casesFail(failed.length, results.length, name) : words.casesHold(results.length, name)),
      h('ul', { class: 'problems' },
        problems.map((problem) => h('li', {}, `${name}:${problem.line} ${problem.words}`)),
        failed.map((one) => h('li', {}, h('strong', {}, one.name), h('pre', {}, one.failure)))),
      results.length > 0 && h('details', {}, h('summary', {}, words.cases), h('ul', { class: 'names' },
        results.map((one) => h('li', { class: one.failure ? 'bad' : 'good' }, one.name)))),
    ];
  }

  function buttons(view) {
    save.hidden = revert.hidden = !book?.canSave;
    save.disabled = !isEdited || (view ? view.problems.length > 0 : false);
    revert.disabled = !isEdited;
  }

  async function check() {
    try {
      const checked = editor.value;
      const view = await api.check(setup.account, checked);
      if (checked === editor.value) render(view);
    } catch (error) {
      state.textContent = text.failed(error.message);
    }
  }

  function use(view, note) {
    book = view;
    isEdited = false;
    editor.value = view.text;
    render(view, note);
  }

  async function write() {
    try {
      use(await api.save(setup.account, editor.value, book.version), words.saved);
    } catch (error) {
      state.textContent = text.failed(error.message);
    }
  }

  async function discard() {
    use(await api.rules(setup.account));
  }

  /** Follows the file, and the counts of its rules. */
  async function load() {
    const view = await api.rules(setup.account);
    if (!book || (!isEdited && view.version !== book.version)) {
      use(view);
    } else if (!isEdited) {
      render(view, state.classList.contains('good') ? state.textContent : undefined);
    } else if (view.version !== book.version) {
      state.textContent = words.changedOutside;
    }
  }

  function events() {
    choose(event, feed.newest().filter((one) => one.account === setup.account && one.rules.length > 0)
      .map((one) => [one.id, `${when(one.time)} ${one.kind} ${nameOf(one) || (one.entity ?? '')}`]));
  }

  async function replay() {
    const before = feed.events.get(Number(event.value));
    if (!before) {
      result.textContent = words.replayNone;
      return;
    }
    try {
      const now = await api.replay(setup.account, before.id, editor.value);
      show(result, h('h4', {}, words.replayResult), h('ul', { class: 'verdicts' }, now.rules
        .filter((rule) => rule.listens || rule.fires).map((rule, i) => {
          const decision = rule.fires === null ? 'undecided' : rule.fires ? 'fires' : 'does-not-fire';
          const fired = before.rules.some((one) => one.rule === rule.rule && one.decision === 'fires');
          const note = rule.fires === true && !fired ? words.nowFires : rule.fires === false && fired ? words.nowSilent : null;
          return verdict({ rule: rule.rule, decision, reason: rule.reason }, `replay-${i}`, note);
        })));
    } catch (error) {
      result.textContent = text.failed(error.message);
    }
  }

  let fileTimer = 0;
  feed.onChange(() => isShown && events());
  return {
    node: h('div', {},
      h('div', { class: 'intro' }, h('h2', {}, words.heading), h('p', {}, words.intro(setup.rules))),
      h('div', { class: 'book' },
        h('div', {}, state, editor.node, h('div', { class: 'actions' }, save, revert)),
        h('div', { class: 'aside' },
          h('section', { class: 'card', 'aria-label': words.list }, h('h3', {}, words.list), list),
          h('section', { class: 'card', 'aria-label': words.cases }, h('h3', {}, words.cases), cases),
          h('section', { class: 'card', 'aria-label': words.replay }, h('h3', {}, words.replay), replayForm)))),
    async shown() {
      isShown = true;
      events();
      clearInterval(fileTimer);
      fileTimer = setInterval(load, 2000);
      await load();
    },
    hidden() { isShown = false; clearInterval(fileTimer); },
    goTo: (line) => editor.goTo(line),
    replay(id) { events(); event.value = String(id); return replay(); },
  };
}
