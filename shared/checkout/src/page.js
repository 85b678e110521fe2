"use strict";
// The page works without any of this; it only works better with it.
(() => {
  const root = document.documentElement;
  const lang = root.lang;

  // Times come in UTC; the payer reads them on the payer's own clock.
  const locale = navigator.languages.find((tag) => tag.split("-")[0] === lang) || lang;
  for (const time of document.querySelectorAll("time[datetime]")) {
    time.textContent = new Date(time.dateTime).toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
  }

  // While the bank is asked, look again quietly and load the page anew only when there is news.
  async function look(pause) {
    try {
      const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
      const start = (await answer.text()).slice(0, 300);
      const busy = answer.status >= 500 || answer.status === 429;
      if (!busy && !start.includes(`data-state="${root.dataset.state}"`)) return location.reload();
    } catch {
      // Out of reach for now; the next look may get through.
    }
    setTimeout(look, pause, Math.min(pause * 1.2, 15000));
  }
  if (root.dataset.state === "processing") setTimeout(look, 5000, 5000);

  const onward = document.querySelector("a[data-forward]");
  if (onward) setTimeout(() => location.replace(onward.href), Number(onward.dataset.forward));

  const form = document.querySelector("form[data-pay]");
  if (!form) return;
  form.noValidate = true;
  const { email, number, expiry, cvc, name } = form.elements;
  const button = form.querySelector("button");
  const words = button.querySelector(".words");
  const status = form.querySelector("[role=status]");
  const label = words.textContent;

  // Japanese keyboards type wide digits; NFKC makes them narrow.
  const digits = (text) => text.normalize("NFKC").replace(/\D/g, "");

  const names = { visa: "Visa", mastercard: "Mastercard", amex: "American Express", other: "" };
  function brandOf(card) {
    if (/^4/.test(card)) return "visa";
    if (/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/.test(card)) return "mastercard";
    if (/^3[47]/.test(card)) return "amex";
    return card.length > 3 ? "other" : "";
  }

  function passesLuhn(card) {
    const sum = [...card].reverse().reduce((total, digit, place) => {
      const worth = Number(digit) * (1 + (place % 2));
      return total + (worth > 9 ? worth - 9 : worth);
    }, 0);
    return sum % 10 === 0;
  }

  function grouped(text) {
    const card = digits(text);
    const shape = brandOf(card) === "amex" ? /^(\d{1,4})(\d{1,6})?(\d+)?$/ : null;
    const groups = shape ? (card.match(shape) || []).slice(1) : card.match(/\d{1,4}/g) || [];
    return groups.filter(Boolean).join(" ");
  }

  function slashed(text, deleting) {
    const plain = text.normalize("NFKC").trim();
    const iso = plain.match(/^20(\d\d)-(\d\d)$/); // some browsers fill in 2030-09
    let date = iso ? iso[2] + iso[1] : digits(plain.replace(/^(\d)\s*[/.-]/, "0$1/"));
    if (/^[2-9]/.test(date)) date = "0" + date;
    if (/^\d\d20\d\d$/.test(date)) date = date.slice(0, 2) + date.slice(4);
    if (date.length < 2 || (deleting && date.length === 2)) return date;
    return date.slice(0, 2) + " / " + date.slice(2, 6);
  }

  // Writes the tidy text and leaves the caret behind the digit it stood behind.
  function write(input, text) {
    if (input.value === text) return;
    const atEnd = input.selectionStart === input.value.length;
    let left = digits(input.value.slice(0, input.selectionStart)).length;
    input.value = text;
    if (document.activeElement !== input) return;
    let caret = 0;
    while (caret < text.length && (atEnd || left > 0)) {
      if (/\d/.test(text[caret])) left -= 1;
      caret += 1;
    }
    input.setSelectionRange(caret, caret);
  }

  const tidy = new Map([
    [number, () => {
      write(number, grouped(number.value));
      const brand = brandOf(digits(number.value));
      const cell = number.closest(".cell");
      if (brand) cell.dataset.brand = brand;
      else delete cell.dataset.brand;
      const said = document.getElementById("number-brand");
      if (said.textContent !== (names[brand] || "")) said.textContent = names[brand] || "";
    }],
    [expiry, (event) => write(expiry, slashed(expiry.value, (event?.inputType || "").startsWith("delete")))],
    [cvc, () => write(cvc, digits(cvc.value).slice(0, 4))],
  ]);

  // Each check answers with the name of the problem, which is also that of its data attribute.
  const checks = new Map([
    [email, () => (!email.value.trim() ? "missing" : email.validity.typeMismatch ? "invalid" : "")],
    [number, () => {
      const card = digits(number.value);
      if (!card) return "missing";
      const wrong = brandOf(card) === "amex" ? card.length !== 15 : card.length < 12 || card.length > 19;
      if (wrong) return "invalid";
      return passesLuhn(card) ? "" : "mistyped";
    }],
    [expiry, () => {
      const date = digits(expiry.value);
      if (!date) return "missing";
      const month = Number(date.slice(0, 2));
      if (date.length !== 4 || month < 1 || month > 12) return "invalid";
      const now = new Date();
      const last = (2000 + Number(date.slice(2))) * 12 + month;
      return last < now.getFullYear() * 12 + now.getMonth() + 1 ? "expired" : "";
    }],
    [cvc, () => {
      const code = digits(cvc.value);
      if (!code) return "missing";
      const brand = brandOf(digits(number.value));
      const fits = brand === "amex" ? code.length === 4 : brand in names && brand !== "other" ? code.length === 3 : code.length >= 3;
      return fits ? "" : "invalid";
    }],
    [name, () => (name.value.trim() ? "" : "missing")],
  ]);
  checks.delete(undefined); // no e-mail field unless it is asked for

  // A saved card needs nothing filled in.
  const isFilledIn = () => !form.elements.method || form.elements.method.value === "card";

  function show(input, problem) {
    const place = document.getElementById(`${input.name}-error`);
    const message = problem ? input.dataset[problem] : "";
    if (place.textContent !== message) place.textContent = message;
    if (problem) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  for (const [input, check] of checks) {
    const typed = (event) => {
      if (event.isComposing) return;
      tidy.get(input)?.(event);
      if (input.hasAttribute("aria-invalid") && !check()) show(input, "");
    };
    input.addEventListener("input", typed);
    input.addEventListener("compositionend", typed);
    // An empty field is not wrong yet, and a message from the server stands until it is changed.
    input.addEventListener("change", () => input.value && show(input, check()));
  }

  let sent = false;
  function sending(now) {
    sent = now;
    button.disabled = now;
    button.setAttribute("aria-busy", String(now));
    words.textContent = now ? button.dataset.busy : label;
    status.textContent = now ? button.dataset.busy : "";
  }

  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    let first = null;
    for (const [input, check] of checks) {
      const problem = input === email || isFilledIn() ? check() : "";
      show(input, problem);
      if (problem && !first) first = input;
    }
    if (first) {
      event.preventDefault();
      first.focus();
    } else {
      sending(true);
    }
  });

  // The back button brings the page back as it was left: busy. Then it may be used again.
  addEventListener("pageshow", () => {
    sending(false);
    for (const update of tidy.values()) update();
  });
})();
