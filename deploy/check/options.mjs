// Checks that every option and every setting in the environment which the files of deploy name is one that the program knows.
// usage: options.mjs HELP FILE...: HELP holds what the commands print with --help. In YAML, lists of arguments and names of
// settings are looked at; in other files, what follows "customercapital COMMAND" on a line, and names of settings.
import { readFileSync } from "node:fs";
import { isMap, isSeq, parseAllDocuments, visit } from "yaml";

const commands = ["serve", "demo", "migrate", "import", "export", "report", "verify"];
const [help, ...files] = process.argv.slice(2);
const known = new Set([...readFileSync(help, "utf8").matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option));
const settings = new Set([...known].map((option) => option.slice(2).replaceAll("-", "").toUpperCase()));
const faults = [];
let checked = 0;

for (const file of files) {
  const text = readFileSync(file, "utf8");
  const isKnown = (name, where) => {
    checked++;
    if (!where.has(name)) faults.push(`${file}: the program knows no ${name}`);
  };
  const isSetting = (name) => isKnown(name.slice("CUSTOMERCAPITAL_".length).replace(/_FILE$/, ""), settings);
  if (file.endsWith(".yaml")) inYaml();
  else inProse();

  function inYaml() {
    for (const document of parseAllDocuments(text, { merge: true })) {
      visit(document, {
        Pair(_, { key, value }) {
          if ((key?.value === "args" || key?.value === "command") && isSeq(value) && commands.includes(String(value.items[0]?.value)))
            for (const { value: item } of value.items) if (String(item).startsWith("--")) isKnown(item, known);
          const name = key?.value === "name" ? value?.value : key?.value;
          if (!isMap(name) && String(name).startsWith("CUSTOMERCAPITAL_")) isSetting(String(name));
        },
      });
    }
  }

  function inProse() {
    const lines = new RegExp(String.raw`customercapital(?:\.dll)? +(?:${commands.join("|")})\b([^\n#|&\x60]*)`, "g");
    for (const [, line] of text.replaceAll("\\\n", " ").matchAll(lines)) for (const [, option] of line.matchAll(/(?:^|\s)(--[a-z][a-z-]+)/g)) isKnown(option, known);
    for (const [, name] of text.matchAll(/\b(CUSTOMERCAPITAL_[A-Z_]*[A-Z])\b/g)) isSetting(name);
  }
}

for (const fault of faults) console.error(`  ${fault}`);
console.log(`  ${checked} options and settings in ${files.length} files`);
process.exitCode = checked === 0 || faults.length > 0 ? 1 : 0;
