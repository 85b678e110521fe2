"use strict";
// Asks for the same page every two seconds and takes only the new letters out of it, so that
// what is open stays open.
const list = document.getElementById("letters");
const state = document.getElementById("state");
const calm = state.textContent;
const newest = (place) => Number(place.firstElementChild?.dataset.number ?? 0);

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const seen = newest(list);
    const fresh = [...page.getElementById("letters").children].filter((row) => Number(row.dataset.number) > seen);
    list.prepend(...fresh.map((row) => document.importNode(row, true)));
    if (fresh.length) document.getElementById("nothing")?.remove();
    state.textContent = calm;
  } catch {
    state.textContent = "The system does not answer. This page goes on when it does.";
  }
}

setInterval(look, 2000);
document.addEventListener("visibilitychange", look);
