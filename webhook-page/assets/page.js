// Keeps the list up to date. The page says all that it says without this, too.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const rows = document.getElementById("rows");
  const state = document.getElementById("state");
  const news = document.getElementById("news");
  const pause = document.getElementById("pause");
  const MOST = 100;
  let after = live.dataset.after;
  let source = null;
  let paused = false;
  let retry = 0;
  let unsaid = 0;

  const say = (text) => {
    state.textContent = text;
  };

  // The server has escaped every text in it.
  const parsed = (html, tag) => {
    const holder = document.createElement(tag);
    holder.innerHTML = html;
    return [...holder.children];
  };

  const replace = (id, html) => {
    const old = document.getElementById(id);
    // What is being read or used stays as it is.
    if (old && !old.contains(document.activeElement) && !old.querySelector("details[open]")) {
      if (id === "summary") old.outerHTML = html;
      else old.innerHTML = html;
    }
  };

  const show = (event) => {
    after = event.lastEventId;
    const update = JSON.parse(event.data);
    const arrived = parsed(update.rows, "tbody");
    if (arrived.length) {
      document.getElementById("empty")?.remove();
      for (const row of arrived) row.classList.add("new");
      rows.prepend(...arrived.filter((row) => !document.getElementById(row.id)));
      while (rows.children.length > MOST && !rows.lastElementChild.contains(document.activeElement)) {
        rows.lastElementChild.remove();
      }
      unsaid += update.count;
    }
    if (update.plots) replace("plots", update.plots);
    if (update.summary) replace("summary", update.summary);
  };

  const close = () => {
    source?.close();
    source = null;
  };

  const open = () => {
    if (source || paused || document.hidden) return;
    const url = new URL(live.dataset.stream, location.href);
    url.searchParams.set("after", after);
    source = new EventSource(url);
    source.onopen = () => {
      retry = 0;
      say("Live");
    };
    source.onmessage = show;
    source.onerror = () => {
      // The browser gives up after an error reply, and knows nothing of too many streams.
      close();
      retry = Math.min(retry + 1, 6);
      say("Not connected, tries again");
      setTimeout(open, 500 * 2 ** retry);
    };
  };

  // Once in a while, so that a screen reader is not interrupted by each row.
  setInterval(() => {
    if (!unsaid) return;
    news.textContent = unsaid === 1 ? "1 new delivery" : `${unsaid} new deliveries`;
    unsaid = 0;
  }, 5000);

  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    if (paused) {
      close();
      say("Paused");
    } else {
      say("Live");
      open();
    }
  });

  // A browser has few connections to one server: a page that is not seen gives its own back.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);

  live.hidden = false;
  open();
})();
