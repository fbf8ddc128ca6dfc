// The whole of our script. Pages are read without it; it keeps typing hands from harm.
"use strict";

// A form that was sent is not sent again by a second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (!form.hasAttribute("hx-post") && !form.hasAttribute("hx-get") && form.method === "post") {
    form.dataset.sent = "yes";
    dirty.delete(form);
    setTimeout(() => { delete form.dataset.sent; }, 2000);
  }
});
window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

// Leaving with something typed and not sent is asked about.
const dirty = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post" && !form.hasAttribute("data-saved")) dirty.add(form);
});
window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

// The session ended while a part of the page was asked for: say so, keep the page and what is typed in it.
document.body?.addEventListener("logged-out", ended);
document.addEventListener("DOMContentLoaded", () => document.body.addEventListener("logged-out", ended));
function ended() {
  const place = document.getElementById("said");
  if (!place || place.querySelector(".ended")) return;
  const words = document.createElement("p");
  words.className = "said warning ended";
  words.append(document.documentElement.lang === "th" ? "เซสชันสิ้นสุดแล้ว หน้านี้ยังเก็บสิ่งที่คุณพิมพ์ไว้ " : "Your session has ended. This page keeps what you typed. ");
  const link = document.createElement("a");
  link.href = "/account/login/?next=/health/";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = document.documentElement.lang === "th" ? "เข้าสู่ระบบในแท็บใหม่" : "Log in in a new tab";
  words.append(link);
  place.append(words);
  words.scrollIntoView({ block: "nearest" });
}

// A menu closes when one clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.firstElementChild.focus(); }
});

// What cannot be undone is asked about once more.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-ask]");
  if (button && !window.confirm(button.dataset.ask)) event.preventDefault();
});

// Clocks count down between two looks at the server.
function tick() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(clock.dataset.until) - now + Number(clock.dataset.ahead || 0);
    const late = left < 0, minutes = Math.floor(Math.abs(left) / 60000);
    const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24, rest = minutes % 60;
    clock.textContent = (late ? "−" : "") + (days ? `${days} d ` : "") + `${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
    clock.classList.toggle("late", late);
  }
}
tick();
setInterval(tick, 10000);
document.addEventListener("htmx:afterSwap", tick);

// Evidence is hashed before it leaves, so that what arrives can be compared. Where the browser cannot, the server says so.
const HASHED_AT_MOST = 512 * 1024 * 1024;
document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.hash) return;
  const list = document.getElementById(input.dataset.hash), form = input.form, most = Number(input.dataset.most);
  const chosen = [...input.files], total = chosen.reduce((sum, file) => sum + file.size, 0);
  list.replaceChildren();
  for (const old of form.querySelectorAll("input[name=sha256]")) old.remove();
  if (total > most) { line(`${chosen.map((file) => file.name).join(", ")} ${input.dataset.tooLarge}`, "error"); input.value = ""; return; }
  if (!window.crypto?.subtle || total > HASHED_AT_MOST) { for (const file of chosen) line(`${file.name} ${input.dataset.unhashed}`); return; }
  const send = form.querySelector("button:not([type=button])");
  send.disabled = true;
  try {
    const found = [];
    for (const file of chosen) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      found.push([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
      line(`${file.name} · SHA-256 ${found.at(-1)}`);
    }
    if (input.files.length !== chosen.length || chosen.some((file, n) => file !== input.files[n])) return; // others were chosen meanwhile
    for (const digest of found) {
      const hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = "sha256"; hidden.value = digest;
      form.append(hidden);
    }
  } catch { for (const file of chosen) line(`${file.name} ${input.dataset.unhashed}`); }
  finally { send.disabled = false; }
  function line(words, kind = "") {
    const one = document.createElement("li");
    one.textContent = words; one.className = kind;
    list.append(one);
  }
});

// Fields that are saved as they are typed. What the server has not answered for stays marked, is asked about on
// leaving, and is sent again when the connection or the session is back.
const unsaved = new Set();
const inThai = document.documentElement.lang === "th";
document.addEventListener("input", (event) => {
  const asked = event.target.closest(".asked[hx-post]");
  if (!asked) return;
  asked.typed = (asked.typed || 0) + 1;
  unsaved.add(asked);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const asked = event.detail.elt.closest(".asked[hx-post]");
  if (asked) asked.sent = asked.typed;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const asked = event.detail.elt.closest(".asked[hx-post]");
  if (!asked || event.detail.requestConfig.verb !== "post") return;
  if (event.detail.successful) {
    delete asked.dataset.unsaved;
    if (asked.sent === asked.typed && asked.querySelector(".kept .good")) unsaved.delete(asked);
  } else {
    unsaved.add(asked);
    asked.dataset.unsaved = inThai ? "ยังไม่ได้บันทึก ข้อความยังอยู่ที่นี่" : "Not saved yet. What you typed is still here.";
    if (event.detail.xhr.status === 403) renew(true);
  }
});
window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
window.addEventListener("focus", () => { if (unsaved.size) renew(); });
window.addEventListener("online", () => { if (unsaved.size) renew(); });

// After a new login the page's forms carry the token of the old one: ask for another, for the same person only.
let renewed = 0;
async function renew(refused) {
  if (refused && Date.now() - renewed < 4000) return;
  renewed = Date.now();
  let said;
  try {
    const answer = await fetch("/token/", { redirect: "manual" });
    if (!answer.ok) { ended(); return; }
    said = await answer.json();
  } catch { return; }
  if (said.who !== document.querySelector(".self summary")?.textContent.trim()) { ended(); return; }
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": said.token }));
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = said.token;
  document.querySelector("#said .ended")?.remove();
  for (const asked of unsaved) htmx.trigger(asked, "change");
}
