// Do: what users and customers of the sandbox do, the passing of time, and faults.
import { api } from './api.js';
import { choose, field, h, select, show } from './dom.js';
import { dayAndTime } from './format.js';
import { eventCard } from './parts.js';
import { text } from './strings.js';

const words = text.do;

/** How many of the latest events are shown beside the forms. */
const LATEST = 5;

const FAULTS = {
  away: { kind: 'unavailable', share: 1, path: '/api/v4/tasks', method: 'POST' },
  lost: { kind: 'lost-answer', share: 0.5, path: '/api/v4/*' },
  busy: { kind: 'too-many-requests', share: 0.33, path: '/api/*' },
};

/** The switches: how each is read from the sandbox's behaviour, and how it changes it. */
const SWITCHES = {
  ...Object.fromEntries(Object.entries(FAULTS).map(([name, fault]) => [name, {
    isOn: (now) => now.faults.some((one) => one.kind === fault.kind && one.path === fault.path),
    change: (now, on) => ({
      faults: [...now.faults.filter((one) => !(one.kind === fault.kind && one.path === fault.path)), ...(on ? [fault] : [])],
    }),
  }])),
  slow: { isOn: (now) => now.latencyMs > 0, change: (_, on) => ({ latencyMs: on ? 1000 : 0 }) },
  hooks: { isOn: (now) => now.lostHooks > 0, change: (_, on) => ({ lostHooks: on ? 0.5 : 0 }) },
  limit: { isOn: (now) => now.requestsPerSecond > 0, change: (_, on) => ({ requestsPerSecond: on ? 7 : 0 }) },
};

/** A form in a card. `act` returns the words of its success. */
function form(heading, submit, fields, act) {
  const status = h('p', { class: 'status', role: 'status' });
  const button = h('button', { type: 'submit' }, submit);
  return h('form', {
    class: 'card', 'aria-label': heading,
    on: {
      submit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        try {
          status.textContent = await act();
          status.classList.remove('bad');
        } catch (error) {
          status.textContent = text.failed(error.message);
          status.classList.add('bad');
        } finally {
          button.disabled = false;
        }
      },
    },
  }, h('h3', {}, heading), fields, h('div', { class: 'actions' }, button), status);
}

export function doPane(feed, setup, clock) {
  const leads = [];
  const people = [];
  const stage = select([], { required: true });
  const leadChoice = () => {
    const control = select([], { required: true });
    leads.push(control);
    return control;
  };
  const personChoice = () => {
    const control = select([]);
    people.push(control);
    return control;
  };

  function addLead() {
    const name = h('input', { required: true, value: words.addLead.sample, autocomplete: 'off' });
    const price = h('input', { type: 'number', min: '0', step: '1', value: '60000', inputmode: 'numeric' });
    const owner = personChoice();
    return form(words.addLead.heading, words.addLead.submit, [
      field(words.addLead.name, name),
      h('div', { class: 'pair' }, field(words.addLead.price, price), field(words.person, owner)),
    ], async () => {
      const lead = await api.act('leads', {
        name: name.value, price: Number(price.value || 0), responsible_user_id: Number(owner.value),
      });
      return words.addLead.done(lead.id);
    });
  }

  function incomingLead() {
    const from = select(Object.entries(words.incoming.kinds));
    const name = h('input', { value: words.incoming.sample, autocomplete: 'off' });
    const contact = h('input', { value: words.incoming.sampleContact, autocomplete: 'off' });
    const phone = h('input', { type: 'tel', value: '+7 900 000-00-02', autocomplete: 'off' });
    return form(words.incoming.heading, words.incoming.submit, [
      h('div', { class: 'pair' }, field(words.incoming.from, from), field(words.incoming.name, name)),
      field(words.incoming.contact, contact), field(words.incoming.phone, phone),
    ], async () => {
      const arrived = await api.act('incoming-leads', {
        category: from.value, name: name.value, contact: { name: contact.value, phone: phone.value },
      });
      return words.incoming.done(arrived._embedded?.leads?.[0]?.id ?? '');
    });
  }

  function message() {
    const lead = leadChoice();
    const direction = select([['in', words.message.in], ['out', words.message.out]]);
    const body = h('input', { required: true, value: words.message.sample, autocomplete: 'off' });
    return form(words.message.heading, words.message.submit, [
      field(words.lead, lead),
      h('div', { class: 'pair' }, field(words.message.text, body), field(words.message.direction, direction)),
    ], async () => {
      await api.act('messages', { lead: Number(lead.value), direction: direction.value, text: body.value });
      return words.message.done;
    });
  }

  function moveStage() {
    const lead = leadChoice();
    return form(words.stage.heading, words.stage.submit, [
      field(words.lead, lead), field(words.stage.stage, stage),
    ], async () => {
      const [pipeline, status] = stage.value.split('/').map(Number);
      await api.act('leads', { id: Number(lead.value), pipeline_id: pipeline, status_id: status });
      return words.stage.done(stage.selectedOptions[0].text);
    });
  }

  function editField() {
    const lead = leadChoice();
    const name = select([['name', words.by.name], ['price', words.by.price], ['responsible_user_id', words.by.owner]]);
    const value = h('input', { required: true, autocomplete: 'off' });
    const owner = personChoice();
    const valueField = field(words.field.value, value);
    const ownerField = field(words.field.value, owner);
    const adapt = () => {
      const isOwner = name.value === 'responsible_user_id';
      valueField.hidden = isOwner;
      ownerField.hidden = !isOwner;
      value.required = !isOwner;
      value.type = name.value === 'price' ? 'number' : 'text';
    };
    name.addEventListener('change', adapt);
    adapt();
    return form(words.field.heading, words.field.submit, [
      field(words.lead, lead), h('div', { class: 'pair' }, field(words.field.field, name), h('div', {}, valueField, ownerField)),
    ], async () => {
      const isOwner = name.value === 'responsible_user_id';
      const written = isOwner ? Number(owner.value) : name.value === 'price' ? Number(value.value) : value.value;
      await api.act('leads', { id: Number(lead.value), [name.value]: written });
      return words.field.done(name.selectedOptions[0].text);
    });
  }

  function time() {
    const status = h('p', { class: 'status', role: 'status' });
    const buttons = Object.entries(words.time.steps).map(([span, name]) => h('button', {
      type: 'button', 'data-span': span, on: { click: () => pass(span, name) },
    }, name));
    async function pass(span, name) {
      buttons.forEach((button) => { button.disabled = true; });
      status.textContent = words.time.moving(name);
      clock.follow(true);
      try {
        const move = await api.advance(span);
        await clock.read();
        status.textContent = words.time.done(dayAndTime(move.to));
      } catch (error) {
        status.textContent = text.failed(error.message);
      } finally {
        clock.follow(false);
        buttons.forEach((button) => { button.disabled = false; });
        buttons.find((button) => button.dataset.span === span).focus({ preventScroll: true });
      }
    }
    return h('section', { class: 'card', 'aria-label': words.time.heading },
      h('h3', {}, words.time.heading), h('p', { class: 'hint' }, words.time.intro),
      h('div', { class: 'actions' }, buttons), status);
  }

  const switches = new Map();

  function faults() {
    const status = h('p', { class: 'status', role: 'status' });
    const rows = Object.entries(words.faults.kinds).map(([name, label]) => {
      const control = h('button', { type: 'button', role: 'switch', 'aria-checked': 'false', class: 'switch', 'data-fault': name },
        h('span', { class: 'knob', 'aria-hidden': 'true' }), h('span', {}, label));
      control.addEventListener('click', async () => {
        const on = control.getAttribute('aria-checked') !== 'true';
        try {
          read(await api.behave(SWITCHES[name].change(await api.behaviour(), on)));
          status.textContent = (on ? words.faults.on : words.faults.off)(label);
        } catch (error) {
          status.textContent = text.failed(error.message);
        }
      });
      switches.set(name, control);
      return h('li', {}, control);
    });
    return h('section', { class: 'card', 'aria-label': words.faults.heading },
      h('h3', {}, words.faults.heading), h('p', { class: 'hint' }, words.faults.intro), h('ul', { class: 'switches' }, rows), status);
  }

  function read(behaviour) {
    switches.forEach((control, name) => control.setAttribute('aria-checked', String(SWITCHES[name].isOn(behaviour))));
  }

  async function load() {
    if (!setup.sandbox) return;
    const [found, users, pipelines, behaviour] = await Promise.all([
      api.look('leads?limit=250&order%5Bid%5D=desc'), api.look('users'), api.look('leads/pipelines'), api.behaviour(),
    ]);
    const options = found._embedded.leads.map((lead) => [lead.id, `${lead.id} ${lead.name}`]);
    leads.forEach((control) => choose(control, options));
    const active = users._embedded.users.filter((user) => user.rights.is_active).map((user) => [user.id, user.name]);
    people.forEach((control) => choose(control, active));
    choose(stage, pipelines._embedded.pipelines.flatMap((pipeline) => pipeline._embedded.statuses
      .map((status) => [`${pipeline.id}/${status.id}`, `${pipeline.name}: ${status.name}`])));
    read(behaviour);
  }

  const latest = h('div', { class: 'cards' });
  const render = () => {
    const events = feed.changedLast().slice(0, LATEST);
    show(latest, events.length ? events.map((event) => eventCard(event, { isShort: true })) : h('p', { class: 'empty' }, words.feedEmpty));
  };
  let isShown = false;
  feed.onChange((changed) => {
    if (!isShown) return;
    render();
    if ([...changed].some((id) => feed.events.get(id)?.kind.includes('lead'))) load();
  });

  const beside = h('section', { class: 'beside', 'aria-label': words.feed }, h('h3', {}, words.feed), latest);
  const forms = h('div', { class: 'forms' });
  const doing = h('div', { class: 'doing' }, forms, beside);

  /** Where there is no room beside the forms, what is caused shows below the form that caused it. */
  const narrow = matchMedia('(max-width: 1100px)');
  let acted = null;
  function place() {
    if (!narrow.matches) doing.append(beside);
    else (acted ?? forms.firstElementChild)?.after(beside);
  }
  narrow.addEventListener('change', place);
  forms.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button || beside.contains(button) || acted === button.closest('.card')) return;
    acted = button.closest('.card');
    place();
    if (narrow.matches) beside.scrollIntoView({ block: 'nearest' });
  });

  if (setup.sandbox) {
    forms.append(addLead(), time(), moveStage(), message(), incomingLead(), editField(), faults());
    place();
  }
  const node = setup.sandbox
    ? h('div', {}, h('div', { class: 'intro' }, h('h2', {}, words.heading), h('p', {}, words.intro)), doing)
    : h('div', { class: 'intro' }, h('h2', {}, words.heading), h('p', {}, text.noSandbox(setup.host)));
  return { node, shown: () => { isShown = true; render(); return load(); }, hidden: () => { isShown = false; } };
}
