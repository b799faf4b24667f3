// The front page while it is open: readiness, the list of guides, and the events as they happen.
// Everything from the server is put in as text, never as markup.

const KEPT = 200;
const FLUSH = 120;
const BACKLOG = 1500;
const AGAIN = 2000;
const REREAD = 700;
const LOOK = 10_000;
const PAGE = 50;
const GUIDES_MOVE = new Set(["cn.shixiang.item.online.v1", "cn.shixiang.item.withdrawn.v1", "cn.shixiang.guide.rendered.v1"]);

const byId = (id) => document.getElementById(id);
const services = [...document.querySelectorAll("[data-service]")];
const labels = new Map(services.map((one) => [one.dataset.service, one.dataset.zh]));

function make(tag, className, text, lang) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  if (lang) made.lang = lang;
  return made;
}

function both(zh, en) {
  const made = document.createDocumentFragment();
  made.append(`${zh} `, make("span", "en", en, "en"));
  return made;
}

function say(chip, good, zh, en) {
  chip.className = `state ${good ? "up" : "down"}`;
  if (chip.dataset.said !== zh) chip.replaceChildren(both(zh, en));
  chip.dataset.said = zh;
}

// --- readiness

async function standing(name) {
  const answer = await fetch(`/${name}/v1/readiness`).catch(() => null);
  if (answer?.status === 404) return { elsewhere: true };
  return answer?.ok ? answer.json().catch(() => null) : null;
}

// A service that this address does not lead to is not shown: its links would lead nowhere.
function forget(card) {
  const name = card.dataset.service;
  card.remove();
  document.querySelector(`[data-row="${name}"]`)?.remove();
  services.splice(services.indexOf(card), 1);
  labels.delete(name);
  streams.get(name)?.close();
  streams.delete(name);
  if (name === "guide") byId("guides").hidden = true;
}

async function look() {
  const found = await Promise.all(services.map(async (card) => [card, await standing(card.dataset.service)]));
  const here = found.filter(([, now]) => !now?.elsewhere);
  for (const [card, now] of found) {
    if (now?.elsewhere) forget(card);
    else say(card.querySelector(".state"), now?.status === "ready", ...(now?.status === "ready" ? ["就绪", "ready"] : ["未就绪", "not ready"]));
  }
  const up = here.some(([, now]) => now) && here.every(([, now]) => !now || now.bus === "up");
  say(document.querySelector("[data-bus]"), up, ...(up ? ["通", "up"] : ["断", "down"]));
}

// --- guides

const list = byId("guide-list");
const moved = new Set();
let next = null;
let paged = false;
let shownNow = "";
let asked = 0;
let rereading = 0;

function guideRow(guide) {
  const row = make("li", moved.has(guide.code) ? "fresh" : "");
  const name = make("a", "name", guide.name);
  const forms = Object.entries(guide.links);
  name.href = guide.links.html ?? forms[0][1];
  const facts = make("p", "facts", `${guide.region_name} · ${guide.office_name} · 第 ${guide.edition} 版`);
  const links = make("p", "forms");
  for (const [form, address] of forms) {
    const link = make("a", "", form.toUpperCase());
    link.href = address;
    link.setAttribute("aria-label", `${guide.name} ${form.toUpperCase()}`);
    links.append(link);
  }
  row.append(name);
  if (moved.has(guide.code)) {
    const badge = make("span", "badge");
    badge.append(both("刚更新", "just updated"));
    row.append(" ", badge);
  }
  row.append(facts, make("p", "code", guide.code), links);
  return row;
}

async function pageOfGuides(after) {
  const query = new URLSearchParams({ limit: PAGE, q: byId("words").value.trim(), after });
  return fetch(`/guide/v1/guides?${query}`).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
}

function count(shown) {
  const more = next ? "+" : "";
  byId("more").hidden = !next;
  byId("count").replaceChildren(shown ? both(`${shown}${more} 份在线`, `${shown}${more} online`) : both("没有在线的指南。", "No guide is online."));
}

// A list that says the same is left alone, so that the reader's place and selection stay.
async function guides(after = "") {
  const turn = ++asked;
  const page = await pageOfGuides(after);
  if (turn !== asked) return;
  if (!page) {
    shownNow = "";
    byId("count").replaceChildren(both("指南暂时读不到，请稍候。", "The guides cannot be read just now."));
    return;
  }
  const said = JSON.stringify([page, [...moved]]);
  if (!after && said === shownNow) return;
  const isMoved = (guide) => Number(moved.has(guide.code));
  const rows = [...page.guides].sort((one, other) => isMoved(other) - isMoved(one)).map(guideRow);
  if (after) list.append(...rows);
  else list.replaceChildren(...rows);
  shownNow = after ? "" : said;
  paged = Boolean(after);
  next = page.next;
  count(list.children.length);
}

function rereadSoon() {
  clearTimeout(rereading);
  rereading = setTimeout(() => guides(), REREAD);
}

// --- events

const log = byId("events");
const seen = new Set();
const streams = new Map();
const last = new Map();
const opened = document.body.dataset.now;
let waiting = [];
let token = "";
let flushing = 0;

const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "2-digit", day: "2-digit" });

function when(time) {
  const at = new Date(time);
  const made = make("time", "", day.format(at) === day.format(new Date()) ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`);
  made.dateTime = time;
  return made;
}

function eventRow(event, fresh) {
  const service = event.source.slice(1);
  const row = make("li", fresh ? "fresh" : "");
  row.dataset.time = event.time;
  row.dataset.sequence = event.sequence;
  const head = make("p", "head");
  const tag = make("span", "tag", labels.get(service) ?? service);
  tag.dataset.of = service;
  head.append(when(event.time), " ", tag, " ", make("strong", "", event.zh), " ", make("span", "en", event.en, "en"));
  row.append(head);
  if (event.step) head.append(" ", make("span", "badge", `第 ${event.step} 步 ${event.step_zh}`));
  if (event.name) row.append(make("p", "name", event.name));
  const facts = make("p", "facts", event.office);
  if (event.code) facts.append(" ", make("span", "code", event.code));
  if (facts.textContent) row.append(facts);
  return row;
}

const later = (one, other) => one.time > other.time || (one.time === other.time && Number(one.sequence) > Number(other.sequence));

function place(event, fresh) {
  let before = log.firstElementChild;
  while (before && later(before.dataset, event)) before = before.nextElementSibling;
  log.insertBefore(eventRow(event, fresh), before);
}

function flush() {
  flushing = 0;
  for (const event of waiting.slice(-KEPT)) place(event, isNew(event));
  waiting = [];
  while (log.children.length > KEPT) log.lastElementChild.remove();
  byId("no-events").hidden = log.children.length > 0;
}

// Both times are the server's, so the reader's clock does not matter.
const isNew = (event) => event.time >= opened;

function take(name, id, event) {
  last.set(name, id);
  const key = `${event.source} ${event.sequence}`;
  if (seen.has(key)) return;
  seen.add(key);
  waiting.push(event);
  flushing ||= setTimeout(flush, FLUSH);
  if (list && GUIDES_MOVE.has(event.type) && isNew(event)) {
    moved.add(event.code);
    rereadSoon();
  }
}

function tellLink() {
  const open = [...streams.values()].every((stream) => stream.readyState === EventSource.OPEN);
  say(byId("link"), open, ...(open ? ["实时连接", "live"] : ["正在重连", "reconnecting"]));
}

// EventSource sends no headers, and a reader who has signed in has a token to send.
class Stream {
  readyState = EventSource.CONNECTING;
  #leaving = new AbortController();

  constructor(name) {
    this.name = name;
    this.#read().catch(() => null).finally(() => this.#ended());
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#leaving.abort();
  }

  async #read() {
    const after = last.has(this.name) ? `?after=${last.get(this.name)}` : "";
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(`/${this.name}/v1/events${after}`, { headers, signal: this.#leaving.signal });
    if (answer.status === 401 && token) readAs("");
    if (!answer.ok) return;
    this.readyState = EventSource.OPEN;
    tellLink();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (text + part.value).split("\n\n");
      text = blocks.pop();
      blocks.forEach((block) => this.#hear(block));
    }
  }

  #hear(block) {
    const said = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
    if (this.#leaving.signal.aborted) return;
    if (said.event === "restarted") startOver(this.name);
    if (said.event === "shixiang") take(this.name, said.id, JSON.parse(said.data));
  }

  #ended() {
    if (this.#leaving.signal.aborted) return;
    this.readyState = EventSource.CLOSED;
    tellLink();
    setTimeout(attend, AGAIN);
  }
}

// Behind the stream is another database now: its numbers begin anew.
function startOver(name) {
  last.delete(name);
  for (const key of seen) if (key.startsWith(`/${name} `)) seen.delete(key);
}

function listen(name) {
  streams.set(name, new Stream(name));
}

// --- who reads: what is not public is told in full to those who may see it

function readAs(given) {
  token = given;
  for (const stream of streams.values()) stream.close();
  for (const kept of [streams, last, seen]) kept.clear();
  waiting = [];
  log.replaceChildren();
  if (!given && byId("reader")) byId("reader").value = "";
  attend();
}

async function signIn(username) {
  const body = JSON.stringify({ username, password: document.querySelector(".password").textContent });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/catalog/v1/auth/token", { method: "POST", headers, body }).catch(() => null);
  readAs(answer?.ok ? (await answer.json()).access_token : "");
}

// A browser holds six connections to a host: a page that nobody sees gives its own back, and catches up later.
// A stream that was refused (a process away behind a gateway) does not try again by itself, so it is opened anew.
function attend() {
  if (document.hidden) {
    for (const stream of streams.values()) stream.close();
    streams.clear();
    return;
  }
  for (const name of labels.keys()) if ((streams.get(name)?.readyState ?? EventSource.CLOSED) === EventSource.CLOSED) listen(name);
  look();
  if (list && !paged) rereadSoon();
}

if (list) {
  byId("find").addEventListener("submit", (event) => event.preventDefault());
  byId("words").addEventListener("input", rereadSoon);
  byId("more").addEventListener("click", () => guides(next));
  guides();
}
byId("reader")?.addEventListener("change", (event) => (event.target.value ? signIn(event.target.value) : readAs("")));
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
addEventListener("pagehide", () => streams.forEach((stream) => stream.close()));
addEventListener("pageshow", (event) => { if (event.persisted) { streams.clear(); attend(); } });
document.addEventListener("visibilitychange", attend);
setInterval(attend, LOOK);
setTimeout(() => log.setAttribute("aria-busy", "false"), BACKLOG);
attend();
