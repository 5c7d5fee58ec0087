// The guide: buttons that copy, and the search. Nothing here is needed to read.
"use strict";
(() => {
  for (const row of document.querySelectorAll(".copyable")) {
    const [value, button, status] = ["code", "button", "[role=status]"].map((name) => row.querySelector(name));
    const label = button.querySelector("span");
    const says = label.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(value.textContent);
        label.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(value);
        label.textContent = "Selected";
      }
      status.textContent = label.textContent;
      setTimeout(() => {
        label.textContent = says;
        status.textContent = "";
      }, 2000);
    });
  }

  const form = document.getElementById("search");
  const field = document.getElementById("q");
  const results = document.getElementById("results");
  const found = document.getElementById("found");
  const hits = document.getElementById("hits");
  const root = form.getAttribute("action");
  form.hidden = false;

  let loading = null;
  const load = () => {
    loading ??= fetch(form.dataset.index).then((answer) => answer.json()).catch((error) => {
      loading = null; // the next key tries again
      throw error;
    });
    return loading;
  };

  // The words of a text as the index has them, see components/guide/search.go. What
  // is pasted from JSON has its own way of writing.
  const words = (text) => (text.replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))).replace(/\\[/nrt]/g, " ")
    .toLowerCase().match(/[\p{L}\p{Nd}]+/gu) ?? [])
    .filter((word) => word.length > 1)
    .map((word) => (word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word));

  // A word's pages, each with the sum of the places where it is: text 1, heading 2,
  // symptom 4, title 8.
  const places = (code) => {
    const out = [];
    let page = 0;
    for (const [, further, sum] of code.matchAll(/([0-9a-z]+)([A-P])/g)) {
      page += parseInt(further, 36);
      out.push([page - 1, sum.charCodeAt(0) - 64]);
    }
    return out;
  };
  // The best place counts, in a title the more the shorter it is.
  const worth = (sum, title) => (sum & 8 ? 8 + 8 / words(title).length : sum & 4 ? 6 : sum & 2 ? 3 : 1);

  const most = 20;

  // Any word counts, a rare one more; the last may be the beginning of one, while
  // it is being typed.
  const rank = ({ pages, words: index }, text) => {
    const asked = words(text);
    const last = asked.at(-1);
    const scores = new Map();
    for (const word of new Set(asked)) {
      const best = new Map();
      const spelt = Object.hasOwn(index, word) ? [word] : [];
      if (word === last) spelt.push(...Object.keys(index).filter((key) => key !== word && key.startsWith(word)));
      for (const key of spelt) {
        for (const [page, sum] of places(index[key])) {
          best.set(page, Math.max(best.get(page) ?? 0, worth(sum, pages[page][0]) * (key === word ? 1 : 0.6)));
        }
      }
      const rare = Math.log(1 + pages.length / (best.size || 1));
      for (const [page, value] of best) {
        const score = scores.get(page) ?? { score: 0, words: 0 };
        scores.set(page, { score: score.score + value * rare, words: score.words + 1 });
      }
    }
    // A message that is there as a whole counts more than its words.
    const whole = " " + asked.join(" ") + " ";
    for (const [page, score] of scores) {
      for (const message of pages[page][3].split("\n")) {
        const says = " " + words(message).join(" ") + " ";
        const part = whole.includes(says) ? says : says.includes(whole) ? whole : "";
        const long = part.trim().split(" ").length;
        if (long > 2) score.score += 3 * long;
      }
    }
    return [...scores].sort(([a, x], [b, y]) => y.score * y.words - x.score * x.words || a - b).slice(0, most).map(([page]) => pages[page]);
  };

  const hit = ([title, group, path]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const where = document.createElement("span");
    link.href = path.startsWith("/") ? document.documentElement.dataset.base + path.slice(1) : root + "/" + path;
    where.className = "hint";
    where.textContent = group;
    link.append(title, where);
    item.append(link);
    return item;
  };

  let asked = 0;
  const search = async () => {
    const mine = ++asked;
    const text = field.value.trim();
    const address = new URL(location.href);
    if (text) address.searchParams.set("q", text.slice(0, 500));
    else address.searchParams.delete("q");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
    if (!text) {
      results.hidden = true;
      found.textContent = "";
      return hits.replaceChildren();
    }
    let list = null;
    try {
      list = rank(await load(), text);
    } catch {} // said below
    if (mine !== asked) return;
    results.hidden = false;
    hits.replaceChildren(...(list ?? []).map(hit));
    found.textContent = !list ? "The search did not load. Try again when you are online." :
      list.length === 0 ? "Nothing found. Try other words, or a part of the message." :
      list.length === 1 ? "1 page found" :
      list.length === most ? "The best " + most + " of the pages found" : list.length + " pages found";
  };

  const links = () => [...hits.querySelectorAll("a")];
  field.addEventListener("input", search);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await search();
    links()[0]?.focus();
  });
  document.addEventListener("keydown", (event) => {
    const all = [field, ...links()];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || results.hidden) return;
    if (step && all[at + step]) {
      event.preventDefault();
      all[at + step].focus();
    }
    if (event.key === "Escape") {
      field.value = "";
      search();
      field.focus();
    }
  });

  const wanted = new URL(location.href).searchParams.get("q");
  if (wanted) {
    field.value = wanted;
    search();
  }

  // The page that is open is in sight, however long the list is.
  const menu = document.querySelector(".guide-menu");
  const current = menu.querySelector("[aria-current]");
  if (current) menu.scrollTop = current.offsetTop - menu.offsetTop - menu.clientHeight / 2;
})();
