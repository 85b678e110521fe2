// The merchant's side: the API, with the keys of the demo merchant.

import assert from "node:assert/strict";

const server = JSON.parse(process.env.SERVER);

export const base = server.base_url;

/** Published test numbers. */
export const cards = {
  good: "4242424242424242",
  mastercard: "5555555555554444",
  amex: "378282246310005",
  declined: "4000000000000002",
  expired: "4000000000000069",
  wrongCode: "4000000000000127",
  bankAsks: "4000002760003184",
};

async function call(method, path, { body, headers = {}, key = server.secret_key } = {}) {
  const answer = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function expecting(status, ...request) {
  const answer = await call(...request);
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body;
}

/** A session as a tea shop would make it. */
export function createSession(changes = {}) {
  const body = {
    amount: 2850,
    currency: "EUR",
    description: "Order 1042",
    line_items: [
      { description: "Darjeeling First Flush, 100 g", amount: 1450 },
      { description: "Tea tin, painted by hand", amount: 700, quantity: 2 },
    ],
    return_url: `${base}/thanks`,
    cancel_url: `${base}/`,
    ...changes,
  };
  return expecting(201, "POST", "/v1/payment_sessions", { body });
}

export function createLiveSession() {
  const body = { amount: 2850, currency: "EUR", return_url: "https://tea.example/thanks" };
  return expecting(201, "POST", "/v1/payment_sessions", { body, key: server.live_secret_key });
}

export const read = (session) => expecting(200, "GET", `/v1/payment_sessions/${session.id}`);
export const cancel = (session) => expecting(200, "POST", `/v1/payment_sessions/${session.id}/cancel`);
export const paymentsOf = async (session) => (await expecting(200, "GET", `/v1/payments?session=${session.id}`)).data;

/** Pays past the page; answers with the status and the session or the problem. */
export function pay(session, number, headers = {}) {
  const card = { number, exp_month: 12, exp_year: 2034, cvc: "123", name: "Ada Lovelace" };
  const body = { payment_method_data: { type: "card", card } };
  return call("POST", `/v1/payment_sessions/${session.id}/pay`, { body, headers });
}

/** That the session was tried this often, and how it stands. */
export async function assertAttempts(session, attempts, outcome) {
  const now = await read(session);
  assert.deepEqual({ attempts: now.attempts, outcome: now.payment_outcome }, { attempts, outcome });
  assert.equal((await paymentsOf(session)).length, attempts);
}
