// What the pages do beyond lists: articles arrive by themselves, moments are local, tags light up.
"use strict";

const MOST_CARDS = 200; // in the list; the oldest leave
const RETRY_MS = 5000; // after a stream the server refused
const COUNTS_MS = 20000; // between two looks at how often the listed articles were reprinted
const NOW_MS = 30000; // between two looks at the clock

const relative = new Intl.RelativeTimeFormat("ro", { numeric: "auto", style: "short" });
const day = new Intl.DateTimeFormat("ro", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat("ro", { dateStyle: "long", timeStyle: "medium" });

function spoken(at) {
  const seconds = Math.round((at - Date.now()) / 1000);
  const away = Math.abs(seconds);
  if (away < 60) return relative.format(seconds, "second");
  if (away < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (away < 12 * 3600) return relative.format(Math.round(seconds / 3600), "hour");
  return day.format(at);
}

function tellTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = full.format(at);
    time.textContent = "full" in time.dataset ? day.format(at) : spoken(at);
  }
}

function cardOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html"); // inert: nothing in it runs
  return document.importNode(page.querySelector("li.card"), true);
}

function reprintsOf(card) {
  return card.querySelector(".reprints");
}

function setReprints(card, count) {
  const link = reprintsOf(card);
  link.querySelector("b").textContent = String(count);
  link.hidden = count === 0;
}

function place(list, card) {
  const known = list.querySelector(`li[data-id="${CSS.escape(card.dataset.id)}"]`);
  if (known && Number(known.dataset.version) >= Number(card.dataset.version)) return;
  if (known) setReprints(card, Number(reprintsOf(known).querySelector("b").textContent));
  tellTimes(card);
  card.classList.add("fresh");
  if (known) known.replaceWith(card);
  else list.prepend(card);
  while (list.children.length > MOST_CARDS) list.lastElementChild.remove();
  document.getElementById("empty").hidden = true;
}

function follow(list) {
  const status = document.getElementById("live");
  let last = list.dataset.position;
  let source = null;

  function told(live) {
    status.classList.toggle("on", live);
    status.textContent = live ? status.dataset.live : status.dataset.waiting;
  }
  function open() {
    if (source || document.hidden) return;
    source = new EventSource(list.dataset.stream + (last ? `?last_event_id=${encodeURIComponent(last)}` : ""));
    source.onopen = () => told(true);
    source.addEventListener("article", (event) => {
      last = event.lastEventId;
      place(list, cardOf(event.data));
    });
    source.addEventListener("reset", () => location.reload());
    source.onerror = () => {
      told(false);
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, RETRY_MS);
      }
    };
  }
  function close() {
    if (source) source.close();
    source = null;
  }
  // A browser opens six connections to a server: hidden pages give theirs back and resume later.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  open();
}

async function countReprints(list) {
  if (document.hidden) return;
  const answer = await fetch(list.dataset.list).catch(() => null);
  if (!answer || !answer.ok) return;
  const counts = (await answer.json()).reprints;
  for (const card of list.querySelectorAll("li.card")) {
    if (card.dataset.id in counts) setReprints(card, counts[card.dataset.id]);
  }
}

function lightUp(item) {
  const marks = [...document.querySelectorAll("mark")].filter((mark) =>
    mark.dataset.tags.split(" ").includes(item.dataset.tag));
  const lit = (on) => () => marks.forEach((mark) => mark.classList.toggle("lit", on));
  item.addEventListener("pointerenter", lit(true));
  item.addEventListener("pointerleave", lit(false));
}

function offerCopy(snippet) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = document.body.dataset.take;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(snippet.querySelector("code").textContent);
    button.textContent = document.body.dataset.taken;
    setTimeout(() => (button.textContent = document.body.dataset.take), 1500);
  });
  snippet.append(button);
}

tellTimes(document);
setInterval(() => tellTimes(document), NOW_MS);
document.querySelectorAll("li[data-tag]").forEach(lightUp);
if (navigator.clipboard) document.querySelectorAll(".snippet").forEach(offerCopy);
const cards = document.querySelector("ol[data-stream]");
if (cards) {
  follow(cards);
  setInterval(() => countReprints(cards), COUNTS_MS);
}
