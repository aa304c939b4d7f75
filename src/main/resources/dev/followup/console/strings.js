// All words of the page. For another language, add an object with the same keys to `languages`.

const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;

const en = {
  title: 'Followup',
  skip: 'Skip to the content',
  tabs: { live: 'Live', board: 'Board', do: 'Do', rules: 'Rules', why: 'Why' },
  tabList: 'Parts of the page',
  account: 'Account',
  connected: 'connected',
  connecting: 'Followup does not answer. Connecting again …',
  clock: (time, moved) => (moved ? `${time}, moved ahead by ${moved}` : time),
  noSandbox: (host) => `Followup calls ${host}. There is no sandbox whose tasks could be shown or changed here.`,
  failed: (reason) => `That did not work: ${reason}`,

  live: {
    heading: 'What happens',
    intro: 'Each event of the CRM, what the rules make of it, and how far the tasks are.',
    empty: 'Nothing has happened yet. Add a lead, and watch.',
    emptyAction: 'Add a lead',
    noMatch: 'No event matches the filter.',
    entity: 'Entity or name',
    entityHint: 'leads/501',
    rule: 'Rule',
    outcome: 'Outcome',
    any: 'any',
    clear: 'Clear the filter',
    outcomes: {
      fires: 'a rule fires',
      quiet: 'no rule fires',
      waiting: 'something waits',
      pending: 'not sent yet',
      done: 'done',
      failed: 'skipped, refused or dropped',
    },
    shown: (shown, matching, kept) =>
      shown === kept ? plural(kept, 'event', 'events') : `${shown} of ${plural(matching, 'matching event', 'matching events')}, ${kept} in all`,
    dropped: (count) => `${plural(count, 'older event is', 'older events are')} not kept.`,
    pause: 'Hold still',
    resume: (count) => (count ? `Show ${plural(count, 'change', 'changes')}` : 'Follow'),
    announce: (event, summary) => `${event}: ${summary}`,
  },

  event: {
    rules: 'Rules',
    commands: 'Tasks',
    facts: 'Facts',
    noRules: 'No rule was asked.',
    others: (count) => plural(count, 'rule listens to other events', 'rules listen to other events'),
    silent: (count) => plural(count, 'rule does not fire', 'rules do not fire'),
    repeats: (count) => `reported again ${plural(count, 'time', 'times')}`,
    why: 'Why?',
    replay: 'Try with edited rules',
    of: (kind, entity) => `${kind}, ${entity}`,
    warnings: 'Warnings',
    summary: (firing, done, open, waiting) => {
      if (!firing && !done && !open && !waiting) return 'no rule fires';
      const parts = [];
      if (waiting) parts.push(`${waiting} waiting`);
      if (open) parts.push(`${open} not done yet`);
      if (done) parts.push(`${done} done`);
      return parts.join(', ') || plural(firing, 'rule fires', 'rules fire');
    },
  },

  decisions: { fires: 'fires', 'does-not-fire': 'no', undecided: 'open' },

  states: {
    WAITING: 'waiting',
    PENDING: 'pending',
    SENT: 'sent',
    DONE: 'done',
    SKIPPED: 'skipped',
    REFUSED: 'refused',
    DROPPED: 'dropped',
    IGNORED: 'not planned',
    ENDED: 'ended',
  },

  command: {
    unknown: 'An action of the rule',
    completes: (which) => `Complete ${which}`,
    changes: (which) => `Change ${which}`,
    theTask: (id) => `task ${id}`,
    due: (when) => `due ${when}`,
    until: (when) => `until ${when}`,
    stopOn: (events) => `unless ${events} comes first`,
    nobody: 'nobody in particular',
    rotates: 'users in turn',
    leastLoaded: 'the one with the fewest open tasks',
    tasks: (ids) => (ids.length === 1 ? `task ${ids[0]}` : `tasks ${ids.join(', ')}`),
    way: 'Way of the command',
  },

  board: {
    heading: 'Open tasks',
    intro: 'What the sandbox CRM shows to its users, by person and due time.',
    none: 'No open tasks.',
    complete: 'Complete',
    completeOf: (text) => `Complete: ${text}`,
    completed: (text) => `Completed: ${text}`,
    overdue: (when) => `overdue since ${when}`,
    due: (when) => `due ${when}`,
    count: (count) => plural(count, 'task', 'tasks'),
    person: (id) => `User ${id}`,
    about: (entity) => `about ${entity}`,
    by: (rule) => `by ${rule}`,
  },

  do: {
    heading: 'Make something happen',
    intro: 'These act on the sandbox CRM as its users and customers would. What follows shows under “What it causes”.',
    feed: 'What it causes',
    feedEmpty: 'What happens shows here.',
    lead: 'Lead',
    person: 'Owner',
    by: { name: 'Name', price: 'Price', owner: 'Owner' },
    addLead: {
      heading: 'Add a lead', name: 'Name', price: 'Price', submit: 'Add lead',
      sample: 'Roof for a barn', done: (id) => `Lead ${id} is in the CRM.`,
    },
    incoming: {
      heading: 'A lead comes in', from: 'From', name: 'Request', contact: 'Contact', phone: 'Phone', submit: 'Let it arrive',
      sample: 'Price of a roof', sampleContact: 'Olga Smirnova',
      kinds: { forms: 'a form', chats: 'a chat', mail: 'a mail', sip: 'a call' },
      done: (id) => `Incoming lead ${id} has arrived.`,
    },
    message: {
      heading: 'Send a message', text: 'Text', direction: 'Who writes', submit: 'Send',
      sample: 'When can you come?', in: 'the customer', out: 'one of us', done: 'The message is sent.',
    },
    stage: { heading: 'Move a stage', stage: 'Stage', submit: 'Move', done: (stage) => `Moved to ${stage}.` },
    field: { heading: 'Edit a field', field: 'Field', value: 'Value', submit: 'Change', done: (field) => `${field} is changed.` },
    time: {
      heading: 'Let time pass',
      intro: 'Everything that is due on the way happens. A day takes about twenty seconds.',
      steps: { '1m': '1 minute', '15m': '15 minutes', '1h': '1 hour', '1d': '1 day' },
      moving: (span) => `${span} pass …`,
      done: (time) => `It is ${time} now.`,
    },
    faults: {
      heading: 'Faults and limits',
      intro: 'What Followup has to live with. It tries again until the CRM takes each task.',
      on: (name) => `On: ${name}`,
      off: (name) => `Off: ${name}`,
      kinds: {
        away: 'New tasks are answered 503',
        lost: 'Half of the answers get lost',
        busy: 'A third of the calls are answered 429',
        slow: 'Each answer takes a second',
        hooks: 'Half of the webhooks get lost',
        limit: 'At most 7 requests a second',
      },
    },
  },

  rules: {
    heading: 'The rule book',
    intro: (name) => `${name}, as it is in its file. Edit it here or in your editor; the next event is decided by what is saved.`,
    editor: 'Text of the rule book',
    save: 'Save',
    revert: 'Discard the changes',
    saved: 'Saved. The next event is decided by these rules.',
    changedOutside: 'The file has changed meanwhile. Discard your changes to see it.',
    valid: (rules) => `No mistakes in ${plural(rules, 'rule', 'rules')}.`,
    problems: (count) => plural(count, 'mistake', 'mistakes'),
    problemsKept: 'Until they are mended, the last valid rules stay in use.',
    line: (line) => `Line ${line}`,
    list: 'Rules',
    fired: (count) => (count ? `fired ${plural(count, 'time', 'times')}` : 'has not fired'),
    cases: 'Cases',
    casesNone: 'There are no cases beside this book.',
    casesWrong: 'Cases run when the book has no mistakes.',
    casesHold: (count, name) => `${plural(count, 'case', 'cases')} of ${name} hold.`,
    casesFail: (failed, count, name) => `${failed} of ${plural(count, 'case', 'cases')} of ${name} do not hold.`,
    replay: 'Put an event to these rules',
    replayEvent: 'Event',
    replaySubmit: 'Try',
    replayNone: 'No event has happened yet.',
    replayResult: 'With this text of the book',
    nowFires: 'fires now, did not before',
    nowSilent: 'does not fire now, did before',
  },

  why: {
    heading: 'Why, and why not',
    intro: 'What the rules made of everything that happened to one lead or contact.',
    entity: 'Entity',
    entityHint: 'leads/501',
    submit: 'Ask',
    none: (entity) => `Nothing about ${entity} has come. Move a stage or send a message, and ask again.`,
    story: (entity) => `The story of ${entity}`,
    waits: 'What waits',
    drop: 'Drop',
    dropOf: (rule) => `Drop what ${rule} waits for`,
    besideToday: 'Beside the rules of today',
    today: (decision, differs) => (differs ? `Today ${decision}:` : 'Today the same.'),
    explain: 'What would happen',
    explainIntro: 'A webhook’s body, a tick, or an event as JSON. Nothing is sent.',
    body: 'Body',
    explainSubmit: 'Explain',
    refused: 'Could not be read',
    nothing: 'Nothing was understood in this body.',
  },
};

const languages = { en };

export const language = navigator.languages.map((one) => one.slice(0, 2)).find((one) => one in languages) ?? 'en';
export const text = languages[language];
