// Validates pages of a site: the lists, and of each kind of page the largest and every hundredth. Argument: the folder.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { FileSystemConfigLoader, HtmlValidate, formatterFactory } from "html-validate";

const site = process.argv[2];
const pages = (folder) => readdirSync(join(site, folder)).filter((name) => name.endsWith(".html")).map((name) => join(site, folder, name)).sort();

const chosen = pages("");
for (const kind of ["method", "constructor", "type", "error", "namespace"]) {
  const all = pages(kind);
  const largest = all.toSorted((a, b) => statSync(b).size - statSync(a).size).slice(0, 3);
  chosen.push(...new Set([...largest, ...all.filter((_, at) => at % 100 === 0)]));
}

const validator = new HtmlValidate(new FileSystemConfigLoader({ root: true, extends: ["html-validate:standard"] }));
const report = await validator.validateMultipleFiles(chosen);
console.log(report.valid ? `ok    ${chosen.length} pages are valid` : formatterFactory("text")(report.results));
process.exitCode = report.valid ? 0 : 1;
