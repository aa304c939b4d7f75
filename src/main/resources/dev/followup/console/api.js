// Calls to Followup and, through it, to the sandbox.

async function call(method, path, body, type = 'application/json') {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': type },
    body: body === undefined || type !== 'application/json' ? body : JSON.stringify(body),
  });
  const words = await response.text();
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const answer = isJson && words ? JSON.parse(words) : words;
  if (!response.ok) throw new Error(answer.detail || answer || `${response.status}`);
  return answer;
}

const SANDBOX = '/console/sandbox';

const of = (account) => `account=${encodeURIComponent(account)}`;

export const api = {
  setup: () => call('GET', '/console/setup'),
  rules: (account) => call('GET', `/console/rules?${of(account)}`),
  check: (account, text) => call('POST', `/console/rules/check?${of(account)}`, { text }),
  save: (account, text, version) => call('PUT', `/console/rules?${of(account)}`, { text, version }),
  replay: (account, event, text) => call('POST', `/console/rules/replay?${of(account)}`, { event, text }),
  explain: (account, body) => call('POST', `/explain/${encodeURIComponent(account)}`, body, 'text/plain'),
  why: (account, entity, today) => call('GET', `/why/${encodeURIComponent(account)}?entity=${encodeURIComponent(entity)}&today=${today}`),
  drop: (account, entity, rule) => call('POST', `/why/${encodeURIComponent(account)}`, { drop: { entity, rule } }),
  look: (path) => call('GET', `${SANDBOX}/api/v4/${path}`),
  act: (path, body) => call('POST', `${SANDBOX}/_sandbox/${path}`, body),
  clock: () => call('GET', `${SANDBOX}/_sandbox/clock`),
  advance: (span) => call('PUT', `${SANDBOX}/_sandbox/clock`, { advance: span }),
  behaviour: () => call('GET', `${SANDBOX}/_sandbox/behaviour`),
  behave: (changes) => call('PUT', `${SANDBOX}/_sandbox/behaviour`, changes),
};
