// Uses the site as a reader does. Argument: the folder of the site, made for the bundled schema.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser } from "./browser.mjs";

const site = pathToFileURL(`${resolve(process.argv[2])}/`).href;
const program = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
assert(program, "there is no Chromium: set CHROMIUM");

const METHOD = "method/phone.discardCall.html";
const RESULTS = `[...document.querySelectorAll("dialog.search li a")].map((link) => link.getAttribute("href").replace("../", ""))`;
const visible = (selector) => `(() => { const found = document.querySelector(${JSON.stringify(selector)}); return !!found && found.checkVisibility(); })()`;

/** The results for a text that is typed key by key, each of which is answered at once. */
async function search(browser, text) {
  let slowest = Infinity;
  // A machine that does something else in between is slow for once.
  for (let attempt = 0; attempt < 3 && slowest >= 50; attempt++) slowest = await typed(browser, text);
  assert(slowest < 50, `a key stroke of ${text} takes ${slowest} ms`);
  return browser.value(RESULTS);
}

/** How long the slowest key stroke takes, in milliseconds. */
async function typed(browser, text) {
  await browser.value(`(() => { const input = document.querySelector("dialog.search input"); input.value = ""; input.focus(); })()`);
  let slowest = 0;
  for (const character of text) {
    await browser.type(character);
    slowest = Math.max(slowest, Number(await browser.value(`document.querySelector("dialog.search").dataset.took`)));
  }
  return slowest;
}

async function openSearch(browser, page) {
  await browser.open(site + page);
  await browser.press("/");
  await browser.until(visible("dialog.search input"));
  await browser.until(`document.querySelector("dialog.search p").textContent.includes("Enter")`);
}

const tests = {
  async "search finds names, errors, fields and ids"(browser) {
    await openSearch(browser, "type/Updates.html");
    const first = {
      discardcall: METHOD,
      discardCall: METHOD,
      phone_discard_call: METHOD,
      "phone.DiscardCall": METHOD,
      "functions::phone::DiscardCall": METHOD,
      b2cbc1c0: METHOD,
      "0xb2cbc1c0": METHOD,
      "#b2cbc1c0": METHOD,
      c0c1cbb2: METHOD,
      "c0 c1 cb b2": METHOD,
      CALL_PEER_INVALID: "error/CALL_PEER_INVALID.html",
      InputPhoneCall: "type/InputPhoneCall.html",
      FLOOD_WAIT: "error/FLOOD_WAIT_X.html",
      discradcall: METHOD,
      discrdcal: METHOD,
    };
    for (const [text, page] of Object.entries(first)) {
      const results = await search(browser, text);
      const leading = results.slice(0, text === "InputPhoneCall" ? 2 : 1);
      assert(leading.includes(page), `${text}: ${results.slice(0, 3)}`);
    }
    assert((await search(browser, "connection_id")).includes(`${METHOD}#field-connection_id`));
    assert((await search(browser, "access_hash")).length > 5);
    assert.deepEqual(await search(browser, "zzzzqqqq"), []);
  },

  async "search works without a mouse and can be shared"(browser) {
    await openSearch(browser, "index.html");
    await browser.type("sendmess");
    assert.equal(await browser.value("location.hash"), "#q=sendmess");
    const shared = await browser.value("location.href");
    const chosen = `document.querySelector("dialog.search [aria-selected=true]").id`;
    assert.equal(await browser.value(chosen), "result-0");
    await browser.press("ArrowDown");
    assert.equal(await browser.value(chosen), "result-1");
    await browser.press("ArrowUp");
    await browser.press("ArrowUp");
    assert.notEqual(await browser.value(chosen), "result-0");
    await browser.press("ArrowDown");
    await browser.leave(() => browser.press("Enter"));
    assert.equal(await browser.value("location.href"), `${site}method/messages.sendMessage.html`);
    await browser.open(shared);
    await browser.until(`${RESULTS}.length > 0`);
    assert.equal(await browser.value(`document.querySelector("dialog.search input").value`), "sendmess");
    await browser.press("Escape");
    await browser.until(`!${visible("dialog.search")}`);
    await browser.until(`location.hash === ""`);
  },

  async "a result on the same page closes the search"(browser) {
    await openSearch(browser, METHOD);
    await browser.type("discardcall duration");
    const results = await browser.value(RESULTS);
    assert(results.length === 0 || results[0] !== undefined);
    await search(browser, "connection_id");
    await browser.value(`[...document.querySelectorAll("dialog.search li a")].find((link) => link.href.includes("phone.discardCall")).click()`);
    await browser.until(`!${visible("dialog.search")}`);
    assert.equal(await browser.value("location.hash"), "#field-connection_id");
  },

  async "tabs are chosen by mouse and keys, and remembered"(browser) {
    await browser.open(site + METHOD);
    const shown = `[...document.querySelectorAll(".tabs section")].filter((panel) => panel.checkVisibility()).map((panel) => panel.dataset.tab).join()`;
    const click = (tab) => `[...document.querySelectorAll("[role=tab]")].find((button) => button.textContent === "${tab}").click()`;
    await browser.value(click("Rust"));
    assert.equal(await browser.value(shown), "Rust");
    await browser.value(`document.querySelector("[role=tab][aria-selected=true]").focus()`);
    await browser.press("ArrowRight");
    assert.equal(await browser.value(shown), "JavaScript");
    await browser.press("End");
    assert.equal(await browser.value(shown), "JSON");
    await browser.press("ArrowRight");
    assert.equal(await browser.value(shown), "Rust");
    await browser.value(click("Python"));
    assert.equal(await browser.value(shown), "Python");
    await browser.open(`${site}method/messages.sendMessage.html`);
    assert.equal(await browser.value(shown), "Python");
    await browser.value(click("Rust"));
  },

  async "bytes and fields light up together"(browser) {
    await browser.open(site + METHOD);
    await browser.value(`[...document.querySelectorAll(".parts li")].find((part) => part.textContent.includes("duration")).focus()`);
    assert.equal(await browser.value(`[...document.querySelectorAll(".hex .lit")].map((run) => run.textContent).join()`), "2b 00 00 00");
    await browser.press("ArrowDown");
    assert.equal(await browser.value(`[...document.querySelectorAll(".hex .lit")].map((run) => run.textContent).join()`), "01 23 e4 85");
  },

  async "everything is reached by the tab key"(browser) {
    await browser.open(site + METHOD);
    await browser.press("Tab");
    assert.equal(await browser.value("document.activeElement.className"), "skip");
    const seen = new Set();
    for (let at = 0; at < 30; at++) {
      await browser.press("Tab");
      seen.add(await browser.value("document.activeElement.className || document.activeElement.getAttribute('role') || document.activeElement.tagName"));
    }
    for (const stop of ["brand", "search-open", "theme", "tab", "A"]) assert(seen.has(stop), `${stop}: ${[...seen]}`);
  },

  async "nothing is wider than a phone"(browser) {
    await browser.send("Emulation.setDeviceMetricsOverride", { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
    for (const page of ["index.html", METHOD, "method/messages.sendMessage.html", "type/Update.html", "constructor/userFull.html", "error/CALL_PEER_INVALID.html", "errors.html", "methods.html", "bots.html", "namespace/messages.html"]) {
      await browser.open(site + page);
      const width = await browser.value("document.documentElement.scrollWidth");
      assert(width <= 360, `${page} is ${width} wide`);
    }
    await openSearch(browser, METHOD);
    await browser.type("discardcall");
    assert(await browser.value(`document.querySelector("dialog.search").getBoundingClientRect().right <= 360`));
    await browser.send("Emulation.clearDeviceMetricsOverride");
  },

  async "it is dark where the system is, and where the reader says so"(browser) {
    const brightness = `getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)`;
    const prefer = (value) => browser.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
    await prefer("light");
    await browser.open(site + METHOD);
    assert(await browser.value(brightness) > 600);
    await prefer("dark");
    assert(await browser.value(brightness) < 150);
    await browser.value(`document.querySelector("button.theme").click()`);
    assert(await browser.value(brightness) > 600);
    await browser.open(`${site}index.html`);
    assert(await browser.value(brightness) > 600, "the choice is remembered");
  },
};

const browser = await Browser.start(program);
let failed = 0;
try {
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(browser);
      console.log(`ok    ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}\n      ${error.stack}`);
    }
  }
  const outside = browser.requests.filter((url) => !url.startsWith(site) && url !== "about:blank");
  assert.deepEqual(outside, [], "no request leaves the folder");
  assert.deepEqual(browser.complaints, [], "the pages complain of nothing");
  console.log(`ok    ${browser.requests.length} requests, none of which left the folder`);
} finally {
  await browser.stop();
}
process.exitCode = failed ? 1 : 0;
