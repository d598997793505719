// Makes pages livelier where a browser runs scripts; everything works without it.
"use strict";

// A part with data-live says again, every so many seconds, what its address says now: the progress of a run.
// With data-then, the whole page is loaded again once the part is no longer live: what can be done by then is on it.
for (const part of document.querySelectorAll("[data-live]")) {
  const refresh = async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(part.dataset.live);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (fresh && part.dataset.then === "reload" && !fresh.dataset.live) return location.reload();
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    } catch (error) {
      console.warn("The part could not be refreshed:", error);
    }
  };
  setInterval(refresh, 1000 * (Number(part.dataset.seconds) || 5));
}

// A form with data-check is checked as it is typed in: what the page would say comes into the part that the attribute names.
for (const form of document.querySelectorAll("form[data-check]")) {
  const part = document.getElementById(form.dataset.check);
  let timer, running;
  const check = async () => {
    running?.abort();
    running = new AbortController();
    const body = new FormData(form);
    body.set("intent", "check");
    try {
      const asksOnly = form.method === "get";
      const target = asksOnly ? `${location.pathname}?${new URLSearchParams(body)}` : form.action;
      const answer = await fetch(target, { method: form.method, body: asksOnly ? undefined : body, signal: running.signal });
      if (!answer.ok) return part.replaceChildren();
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    } catch (error) {
      if (error.name !== "AbortError") console.warn("The form could not be checked:", error);
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, 400);
  });
}

// Who leaves a page with something typed and not sent is asked first.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let typed = false;
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
