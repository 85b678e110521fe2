// Begins what takes a minute: a session that will have expired, and one that will have been paid
// for a while.

import { cards, createSession, pay } from "./api.js";

const expiring = await createSession({ expires_in_seconds: 60 });
const paid = await createSession();
await pay(paid, cards.good);
console.log(JSON.stringify({ expiring, paid }));
