// The script of the site: theme, tabs, highlighting, and the search. Everything is readable without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const base = root.dataset.root;

  // Pages opened from a disk may have no storage.
  const store = {
    get(key) {
      try { return localStorage.getItem(`tlforge.${key}`); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem(`tlforge.${key}`, value); } catch { /* Kept for this page only. */ }
    },
  };

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  // --- theme: set before anything is painted -----------------------------------------------------------------------

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = store.get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  function addControls() {
    const header = document.querySelector("header");
    const search = element("button", { class: "search-open", type: "button" }, "Search", element("kbd", {}, "/"));
    search.addEventListener("click", () => openSearch());
    const toggle = element("button", { class: "theme", type: "button", title: "Light or dark", "aria-label": "Light or dark" }, "◐");
    toggle.addEventListener("click", () => {
      const now = root.dataset.theme || (dark.matches ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
      store.set("theme", root.dataset.theme);
    });
    header.append(search, toggle);
  }

  // --- tabs ---------------------------------------------------------------------------------------------------------

  function addTabs() {
    for (const tabs of document.querySelectorAll(".tabs")) {
      const panels = [...tabs.querySelectorAll(":scope > section")];
      const list = element("div", { role: "tablist", "aria-label": "Language" });
      const buttons = panels.map((panel, at) => {
        panel.id = `tab-${at}`;
        panel.setAttribute("role", "tabpanel");
        const button = element("button", { role: "tab", type: "button", "aria-controls": panel.id }, panel.dataset.tab);
        button.addEventListener("click", () => select(at, false));
        list.append(button);
        return button;
      });
      const select = (chosen, focus) => {
        panels.forEach((panel, at) => {
          panel.hidden = at !== chosen;
          buttons[at].setAttribute("aria-selected", String(at === chosen));
          buttons[at].tabIndex = at === chosen ? 0 : -1;
        });
        if (focus) buttons[chosen].focus();
        store.set("tab", panels[chosen].dataset.tab);
      };
      list.addEventListener("keydown", (event) => {
        const now = buttons.indexOf(document.activeElement);
        const steps = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: -1 };
        if (now < 0 || !(event.key in steps)) return;
        event.preventDefault();
        select((steps[event.key] + buttons.length) % buttons.length, true);
      });
      tabs.prepend(list);
      tabs.classList.add("live");
      const remembered = panels.findIndex((panel) => panel.dataset.tab === store.get("tab"));
      const tab = store.get("tab");
      select(Math.max(remembered, 0), false);
      // A page without this language does not change what is remembered.
      if (tab && remembered < 0) store.set("tab", tab);
    }
  }

  // --- code ---------------------------------------------------------------------------------------------------------

  const WORDS = {
    rust: "as dyn enum false fn for if impl let match mod mut pub ref return self struct true use where",
    js: "async await const false function new return true",
    ts: "async await const false from function import new return true",
    python: "async await def else from if import return False True None",
    json: "true false null",
  };

  function highlight(code, language) {
    const words = new Set((WORDS[language] || "").split(" "));
    const comment = language === "python" ? "#.*" : "\\/\\/.*";
    const pattern = new RegExp(`(${comment})|("(?:[^"\\\\\\n]|\\\\.)*")|(\\b0x[0-9a-f]+\\b|-?\\b\\d[\\d_.]*\\b)|(\\b[A-Za-z_]+\\b)`, "g");
    const text = code.textContent;
    const pieces = document.createDocumentFragment();
    let done = 0;
    for (const found of text.matchAll(pattern)) {
      const kind = found[1] ? "c" : found[2] ? "s" : found[3] ? "n" : words.has(found[0]) ? "k" : "";
      if (!kind) continue;
      pieces.append(text.slice(done, found.index), element("span", { class: kind }, found[0]));
      done = found.index + found[0].length;
    }
    pieces.append(text.slice(done));
    code.replaceChildren(pieces);
  }

  function addCode() {
    for (const block of document.querySelectorAll("pre.code")) {
      const code = block.firstElementChild;
      highlight(code, block.dataset.language);
      const copy = element("button", { class: "copy", type: "button" }, "Copy");
      copy.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(code.textContent);
          copy.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(code);
          copy.textContent = "Selected";
        }
        setTimeout(() => { copy.textContent = "Copy"; }, 1500);
      });
      block.after(copy);
    }
  }

  // --- dumps: bytes and fields light up together --------------------------------------------------------------------

  function addDumps() {
    for (const dump of document.querySelectorAll(".dump")) {
      const light = (event) => {
        const part = event.target.closest("[data-part]");
        for (const lit of dump.querySelectorAll(".lit")) lit.classList.remove("lit");
        if (!part || event.type === "mouseleave" || event.type === "focusout") return;
        for (const same of dump.querySelectorAll(`[data-part="${part.dataset.part}"]`)) {
          same.classList.add("lit");
          if (event.type === "mouseover" && part.tagName === "B" && same.tagName === "LI") {
            same.parentElement.scrollTop = same.offsetTop - same.parentElement.offsetTop - same.parentElement.clientHeight / 2;
          }
        }
      };
      for (const type of ["mouseover", "focusin", "focusout"]) dump.addEventListener(type, light);
      dump.addEventListener("mouseleave", light);
      const parts = dump.querySelector(".parts");
      parts.addEventListener("keydown", (event) => {
        const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
        const next = step && document.activeElement[step];
        if (next) {
          event.preventDefault();
          next.focus();
        }
      });
    }
  }

  // --- search -------------------------------------------------------------------------------------------------------

  const SHOWN = 40;
  let entries = null;

  const squeeze = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

  // Everything that can be found: what is shown, what it is, where it is, what is compared, and a bonus.
  function prepare(index) {
    const page = (kind, name, slug) => `${kind}/${slug ?? name}.html`;
    const found = [];
    const add = (kind, name, remark, url, more) => {
      // Where the part after the last dot starts in what is compared.
      const start = squeeze(name.slice(0, name.lastIndexOf(".") + 1)).length;
      found.push({ kind, name, remark, url, key: squeeze(name), start, ...more });
    };
    const KINDS = ["constructor", "method"];
    for (const [kind, name, id, slug] of index.d) {
      const swapped = id.match(/../g).reverse().join("");
      add(KINDS[kind], name, KINDS[kind], page(KINDS[kind], name, slug), { id, swapped, bonus: 6 + 2 * kind });
    }
    for (const [name, slug] of index.t) add("type", name, "type", page("type", name, slug), { bonus: 5 });
    for (const [name, codes, slug] of index.e) add("error", name, `error ${codes}`, page("error", name, slug), { bonus: 4 });
    for (const [name, slug] of index.n) add("namespace", name, "namespace", page("namespace", name, slug), { bonus: 7 });
    for (const [name, owners] of Object.entries(index.f)) add("field", name, "", "", { owners, bonus: -60 });
    return { found, definitions: index.d, page, KINDS };
  }

  // The fewest edits that turn `pattern` into some part of the text, by Myers' algorithm: one machine word, so at most
  // 31 characters.
  function matcher(pattern) {
    const length = pattern.length;
    const masks = new Map();
    for (let at = 0; at < length; at++) masks.set(pattern[at], (masks.get(pattern[at]) | 0) | (1 << at));
    const last = 1 << (length - 1);
    return (text) => {
      let positive = -1, negative = 0, score = length, best = length;
      for (let at = 0; at < text.length; at++) {
        const equal = masks.get(text[at]) | 0;
        const vertical = equal | negative;
        const diagonal = (((equal & positive) + positive) ^ positive) | equal;
        let plus = negative | ~(diagonal | positive);
        let minus = positive & diagonal;
        if (plus & last) score++;
        else if (minus & last) score--;
        plus <<= 1;
        minus <<= 1;
        positive = minus | ~(vertical | plus);
        negative = plus & vertical;
        if (score < best) best = score;
      }
      return best;
    };
  }

  function score(entry, query, words, hex) {
    if (hex && entry.id) {
      if (entry.id === hex || entry.swapped === hex) return 2000;
      if (hex.length >= 4 && (entry.id.startsWith(hex) || entry.swapped.startsWith(hex))) return 700;
    }
    const key = entry.key;
    if (!query) return 0;
    if (key === query) return 1000 + entry.bonus;
    const at = key.indexOf(query);
    if (at >= 0) {
      const { start } = entry;
      const place = at === start ? (key.length === start + query.length ? 300 : 200) : at === 0 ? 150 : 50;
      return 400 + place + entry.bonus - Math.min(key.length - (at >= start ? start : 0) - query.length, 40);
    }
    if (words.length > 1 && words.every((word) => key.includes(word))) return 350 + entry.bonus - Math.min(key.length, 40);
    return 0;
  }

  function search(text) {
    // Paths in Rust begin with a module of the bindings.
    text = text.replace(/^\s*([a-z_]+::)*(functions|types|enums|errors)::/, "");
    const query = squeeze(text);
    const words = text.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
    const hexText = text.trim().toLowerCase().replace(/^(0x|#)/, "").replace(/[\s:]/g, "");
    // Leading zeros may be missing where it says that it is a number; four digits or more may begin an id.
    const digits = /^0x/i.test(text.trim()) ? hexText.padStart(8, "0") : hexText;
    const hex = /^[0-9a-f]{4,8}$/.test(digits) ? digits : "";
    if (!query) return [];
    const { found } = entries;
    let hits = [];
    for (const entry of found) {
      const points = score(entry, query, words, hex);
      if (points > 0) hits.push({ entry, points });
    }
    if (hits.length < 8 && query.length > 3) {
      const tolerated = query.length > 11 ? 3 : query.length > 6 ? 2 : 1;
      const edits = matcher(query.slice(0, 31));
      const seen = new Set(hits.map((hit) => hit.entry));
      for (const entry of found) {
        if (seen.has(entry)) continue;
        const distance = edits(entry.key);
        if (distance <= tolerated) {
          hits.push({ entry, points: 300 - 60 * distance + entry.bonus - Math.min(Math.abs(entry.key.length - query.length), 40) });
        }
      }
    }
    hits.sort((a, b) => b.points - a.points || a.entry.name.length - b.entry.name.length || (a.entry.name < b.entry.name ? -1 : 1));
    return hits.slice(0, SHOWN).flatMap(({ entry }) => (entry.kind === "field" ? fieldHits(entry) : [entry])).slice(0, SHOWN);
  }

  // A field leads to each of the definitions that have it.
  function fieldHits(entry) {
    return entry.owners.slice(0, 12).map((at) => {
      const [kind, name, , slug] = entries.definitions[at];
      const url = `${entries.page(entries.KINDS[kind], name, slug)}#field-${entry.name}`;
      return { kind: "field", name: `${name} ${entry.name}`, remark: `field of a ${entries.KINDS[kind]}`, url };
    });
  }

  let dialog, input, list, status;

  function makeDialog() {
    input = element("input", {
      type: "search", placeholder: "Name, field, error or id", autocomplete: "off", spellcheck: "false", role: "combobox",
      "aria-label": "Search", "aria-controls": "results", "aria-expanded": "true", "aria-autocomplete": "list",
    });
    list = element("ol", { id: "results", role: "listbox", "aria-label": "Results" });
    status = element("p", { role: "status" }, "");
    dialog = element("dialog", { class: "search", "aria-label": "Search" }, element("form", { method: "dialog" }, input, list, status));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { remember(""); });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = list.querySelector("[aria-selected=true]");
      if (chosen) chosen.click();
    });
    list.addEventListener("click", (event) => {
      // A link to a place on this page closes the search.
      const link = event.target.closest("a");
      if (link && link.href.split("#")[0] === location.href.split("#")[0]) setTimeout(() => dialog.close());
    });
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      // A search field would only be emptied.
      if (event.key === "Escape") {
        event.preventDefault();
        dialog.close();
      }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const links = [...list.querySelectorAll("a")];
      const now = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
      choose(links, (now + step + links.length) % links.length);
    });
    document.body.append(dialog);
  }

  function choose(links, chosen) {
    links.forEach((link, at) => link.setAttribute("aria-selected", String(at === chosen)));
    if (!links[chosen]) return;
    links[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", links[chosen].id);
  }

  // The name with what was looked for marked in it.
  function marked(name, query) {
    const at = query ? squeeze(name).indexOf(query) : -1;
    if (at < 0) return [name];
    // Where the characters that were compared stand in the name.
    const places = [...name.matchAll(/[a-z0-9]/gi)].map((found) => found.index);
    const [start, end] = [places[at], places[at + query.length - 1] + 1];
    return [name.slice(0, start), element("mark", {}, name.slice(start, end)), name.slice(end)];
  }

  function show() {
    if (!entries) return;
    const start = performance.now();
    const text = input.value;
    const hits = search(text);
    const query = squeeze(text);
    const items = hits.map((hit, at) => {
      const link = element("a", { href: base + hit.url, id: `result-${at}`, role: "option", "aria-selected": "false" },
        element("span", {}, ...marked(hit.name, query)), element("small", {}, hit.remark));
      return element("li", { role: "presentation" }, link);
    });
    list.replaceChildren(...items);
    choose([...list.querySelectorAll("a")], 0);
    dialog.dataset.took = (performance.now() - start).toFixed(1);
    status.textContent = !text.trim() ? "↑ ↓ to choose, Enter to open, Esc to close" : hits.length ? `${hits.length === SHOWN ? "The best " : ""}${hits.length} found` : "Nothing found";
    remember(text.trim());
  }

  // What is looked for stands in the address, so that it can be shared.
  function remember(text) {
    const address = location.href.split("#")[0];
    try {
      if (text) history.replaceState(null, "", `${address}#q=${encodeURIComponent(text)}`);
      else if (location.hash.startsWith("#q=")) history.replaceState(null, "", address);
    } catch { /* Some browsers do not allow it for files. */ }
  }

  function openSearch(text) {
    if (!dialog) makeDialog();
    if (text !== undefined) input.value = text;
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    if (entries) return show();
    status.textContent = "Loading…";
    const script = element("script", { src: `${base}search-index.js` });
    script.addEventListener("load", () => {
      entries = prepare(window.tlforgeIndex);
      show();
    });
    script.addEventListener("error", () => { status.textContent = "search-index.js is missing"; });
    document.head.append(script);
  }

  function followAddress() {
    if (!location.hash.startsWith("#q=")) return;
    let text = location.hash.slice(3);
    try { text = decodeURIComponent(text); } catch { /* Taken as it is. */ }
    openSearch(text);
  }

  function listenToKeys() {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (slash || k) {
        event.preventDefault();
        openSearch();
      }
    });
    addEventListener("hashchange", followAddress);
  }

  addEventListener("DOMContentLoaded", () => {
    addControls();
    addTabs();
    addCode();
    addDumps();
    listenToKeys();
    followAddress();
  });
})();
