// Adds tasks through amocrm-js: node tasks.cjs <address> <leads' ids> <plain | spaced | repeating | at-once>
//
// plain:     one call after the other, each in a try; what fails is given up.
// spaced:    the same, with 150 ms between calls, so that there are never more than seven a second.
// repeating: as spaced, but what fails is tried again, up to five times, after a pause of a second.
// at-once:   all calls together, as Promise.all invites to; what fails is given up.

const http = require('node:http');
const https = require('node:https');

const [address, ids, way] = process.argv.slice(2);
const { hostname, port } = new URL(address);

// The client knows https and port 443 only. What it sends there goes to the sandbox instead, unchanged.
https.request = (options, listener) => http.request({ ...options, hostname, port }, listener);

const { Client } = require('amocrm-js');

const client = new Client({
  domain: 'demo',
  auth: { client_id: 'id', client_secret: 'secret', redirect_uri: 'https://example.com', bearer: 'sandbox' },
});

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function add(lead, attempts) {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      await client.request.post('/api/v4/tasks', [
        {
          text: `Call the new lead: Lead ${lead}`,
          complete_till: Math.floor(Date.now() / 1000) + 900,
          entity_id: lead,
          entity_type: 'leads',
          task_type_id: 1,
          responsible_user_id: 101,
        },
      ]);
      return;
    } catch (failure) {
      if (attempt < attempts) {
        await pause(1000);
      }
    }
  }
}

async function main() {
  const leads = ids.split(',').map(Number);
  if (way === 'at-once') {
    await Promise.all(leads.map((lead) => add(lead, 1)));
    return;
  }
  for (const lead of leads) {
    await add(lead, way === 'repeating' ? 5 : 1);
    if (way !== 'plain') {
      await pause(150);
    }
  }
}

main();
