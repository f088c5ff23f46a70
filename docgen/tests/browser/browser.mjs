// A page in headless Chromium, driven over its debugging pipe: messages are JSON, each ended by a zero byte.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe"];
const PATIENCE = 30_000;

const KEYS = {
  Enter: { keyCode: 13, text: "\r" }, Escape: { keyCode: 27 }, Tab: { keyCode: 9 },
  ArrowDown: { keyCode: 40 }, ArrowUp: { keyCode: 38 }, ArrowLeft: { keyCode: 37 }, ArrowRight: { keyCode: 39 },
  End: { keyCode: 35 }, "/": { keyCode: 191, text: "/" },
};

export class Browser {
  /** Every address that was asked for. */
  requests = [];
  /** Everything that went wrong in a page. */
  complaints = [];

  static async start(program) {
    const browser = new Browser();
    browser.profile = await mkdtemp(join(tmpdir(), "tlforge-browser-"));
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
    browser.process = spawn(program, [...FLAGS, `--user-data-dir=${browser.profile}`, "about:blank"], { stdio });
    browser.ended = new Promise((resolve) => browser.process.once("exit", resolve));
    await new Promise((resolve, reject) => browser.process.once("spawn", resolve).once("error", reject));
    browser.last = 0;
    browser.waiting = new Map();
    browser.listeners = new Set();
    let rest = Buffer.alloc(0);
    browser.process.stdio[4].on("data", (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        browser.#receive(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.session = sessionId;
    for (const domain of ["Page", "Runtime", "Network", "Log"]) await browser.send(`${domain}.enable`);
    return browser;
  }

  #receive(message) {
    const { id, method, params, result, error } = message;
    if (id) {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) reject(new Error(error.message)); else resolve(result);
      return;
    }
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    if (method === "Runtime.exceptionThrown") this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error") this.complaints.push(params.entry.text);
    for (const listener of this.listeners) listener(method, params);
  }

  send(method, params = {}) {
    const id = ++this.last;
    const message = { id, method, params, sessionId: this.session };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} takes too long`)), PATIENCE);
      const settle = (then) => (value) => { clearTimeout(timer); then(value); };
      this.waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      this.process.stdio[3].write(`${JSON.stringify(message)}\0`);
    });
  }

  #loaded() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("a page takes too long to load")), PATIENCE);
      const listener = (method) => {
        if (method !== "Page.loadEventFired") return;
        clearTimeout(timer);
        this.listeners.delete(listener);
        resolve();
      };
      this.listeners.add(listener);
    });
  }

  async open(url) {
    // An address that differs in its fragment alone loads nothing.
    await this.leave(() => this.send("Page.navigate", { url: "about:blank" }));
    await this.leave(() => this.send("Page.navigate", { url }));
  }

  /** Does what leads to another page and waits for it. */
  async leave(act) {
    const loaded = this.#loaded();
    await act();
    await loaded;
  }

  /** The value of an expression in the page. */
  async value(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  /** Waits until an expression in the page is true. */
  async until(expression) {
    const end = Date.now() + PATIENCE;
    while (!(await this.value(expression))) {
      if (Date.now() > end) throw new Error(`never true: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async press(key) {
    const { keyCode, text } = KEYS[key];
    const event = { key, windowsVirtualKeyCode: keyCode, text };
    await this.send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  async type(text) {
    for (const character of text) await this.send("Input.insertText", { text: character });
  }

  async stop() {
    // Closing ends the connection before there is an answer.
    this.send("Browser.close").catch(() => {});
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 5000);
    await this.ended;
    clearTimeout(timer);
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
