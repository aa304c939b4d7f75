// The page: its bar, its parts as tabs, and the clock.
import { api } from './api.js';
import { boardPane } from './board.js';
import { h, select } from './dom.js';
import { doPane } from './doing.js';
import { Feed } from './feed.js';
import { dayAndTime, now, span, useClock, useZone } from './format.js';
import { livePane } from './live.js';
import { page } from './parts.js';
import { rulesPane } from './rules.js';
import { language, text } from './strings.js';
import { whyPane } from './why.js';

/** Followup's clock in the bar; during a move it is read often. */
function clockOf(setup) {
  const node = h('p', { class: 'clock' });
  let isFollowing = false;
  let ahead = 0;
  const draw = () => { node.textContent = text.clock(dayAndTime(now()), ahead > 1500 ? span(ahead) : ''); };
  async function read() {
    try {
      if (setup.sandbox) ahead = useClock((await api.clock()).now);
    } catch { /* the bar says that Followup does not answer */ }
    draw();
  }
  setInterval(() => isFollowing && read(), 500);
  setInterval(() => !isFollowing && read(), 5000);
  setInterval(draw, 1000);
  return { node, read, follow: (on) => { isFollowing = on; } };
}

/** Tabs by the usual keys: arrows, Home and End move between them. */
function tabsOf(panes, open) {
  const names = Object.keys(panes);
  const tabs = Object.fromEntries(names.map((name) => [name, h('button', {
    type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `pane-${name}`, on: { click: () => open(name) },
  }, text.tabs[name])]));
  const list = h('div', { class: 'tabs', role: 'tablist', 'aria-label': text.tabList }, Object.values(tabs));
  list.addEventListener('keydown', (event) => {
    const at = names.findIndex((name) => tabs[name] === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = names[(to + names.length) % names.length];
    open(next);
    tabs[next].focus();
  });
  return { list, tabs };
}

/** The choice of an account, where there are several. The page is opened anew for another one. */
function accountChoice(accounts, chosen) {
  if (accounts.length < 2) return null;
  const choice = select(accounts.map((one) => [one.account, one.account]), { 'aria-label': text.account });
  choice.value = chosen;
  choice.addEventListener('change', () => location.assign(`/?account=${encodeURIComponent(choice.value)}${location.hash}`));
  return h('div', { class: 'account' }, choice);
}

async function start() {
  document.documentElement.lang = language;
  document.title = text.title;
  const { accounts, sandbox } = await api.setup();
  const wantedAccount = new URLSearchParams(location.search).get('account');
  const setup = { ...(accounts.find((one) => one.account === wantedAccount) ?? accounts[0]), sandbox };
  useZone(setup.zone);
  const feed = new Feed();
  const clock = clockOf(setup);
  const panes = {};
  let current = '';

  const { list, tabs } = tabsOf({ live: 0, board: 0, do: 0, rules: 0, why: 0 }, open);
  panes.live = livePane(feed, () => open('do'));
  panes.board = boardPane(feed, setup);
  panes.do = doPane(feed, setup, clock);
  panes.rules = rulesPane(feed, setup);
  panes.why = whyPane(feed, setup);
  const panels = Object.fromEntries(Object.entries(panes).map(([name, pane]) => [name, h('section', {
    role: 'tabpanel', id: `pane-${name}`, 'aria-labelledby': `tab-${name}`, tabindex: '0', hidden: true,
  }, pane.node)]));

  async function open(name) {
    if (name !== current) {
      if (current) panes[current].hidden?.();
      current = name;
      for (const [one, panel] of Object.entries(panels)) {
        panel.hidden = one !== name;
        tabs[one].setAttribute('aria-selected', String(one === name));
        tabs[one].tabIndex = one === name ? 0 : -1;
      }
      history.replaceState(null, '', `${location.pathname}${location.search}#${name}`);
      window.scrollTo(0, 0);
    }
    await panes[name].shown?.();
  }

  page.openLine = async (line) => { await open('rules'); panes.rules.goTo(line); };
  page.askWhy = async (entity) => { await open('why'); await panes.why.ask(entity); };
  page.replay = async (id) => { await open('rules'); await panes.rules.replay(id); };

  const connection = h('p', { class: 'connection', role: 'status' });
  feed.onChange(() => {
    connection.textContent = feed.isConnected ? text.connected : text.connecting;
    connection.classList.toggle('bad', !feed.isConnected);
  });

  document.body.replaceChildren(
    h('a', { class: 'skip', href: '#content' }, text.skip),
    h('header', { class: 'bar' },
      h('h1', {}, h('img', { src: '/console/icon.svg', alt: '', width: '28', height: '28' }), text.title), list, accountChoice(accounts, setup.account), connection, clock.node),
    h('main', { id: 'content' }, Object.values(panels)));
  if (setup.sandbox) {
    const users = await api.look('users');
    users._embedded.users.forEach((user) => page.users.set(user.id, user.name));
  }
  await clock.read();
  feed.open('/console/events');
  const wanted = location.hash.slice(1);
  await open(wanted in panels ? wanted : 'live');
}

start().catch((error) => document.body.replaceChildren(h('p', { class: 'failure', role: 'alert' }, text.failed(error.message))));
