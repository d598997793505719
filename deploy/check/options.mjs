// Checks that every option and every setting in the environment which the files of deploy name is one that the program knows.
// usage: options.mjs HELP FILE...: HELP holds what "serve --help" and "migrate --help" print.
import { readFileSync } from "node:fs";
import { isMap, isSeq, parseAllDocuments, visit } from "yaml";

const [help, ...files] = process.argv.slice(2);
const known = new Set([...readFileSync(help, "utf8").matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option));
const settings = new Set([...known].map((option) => option.slice(2).replaceAll("-", "").toUpperCase()));
const faults = [];
let checked = 0;
for (const file of files) {
  const isKnown = (name, where) => {
    checked++;
    if (!where.has(name)) faults.push(`${file}: the program knows no ${name}`);
  };
  for (const document of parseAllDocuments(readFileSync(file, "utf8"), { merge: true })) {
    visit(document, {
      Pair(_, { key, value }) {
        if ((key?.value === "args" || key?.value === "command") && isSeq(value) && ["serve", "migrate"].includes(String(value.items[0]?.value)))
          for (const { value: item } of value.items) if (String(item).startsWith("--")) isKnown(item, known);
        const name = key?.value === "name" ? value?.value : key?.value;
        if (!isMap(name) && String(name).startsWith("CUSTOMERCAPITAL_")) isKnown(String(name).slice("CUSTOMERCAPITAL_".length).replace(/_FILE$/, ""), settings);
      },
    });
  }
}

for (const fault of faults) console.error(`  ${fault}`);
console.log(`  ${checked} options and settings in ${files.length} files`);
process.exitCode = checked === 0 || faults.length > 0 ? 1 : 0;
