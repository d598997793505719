// Checks a Dockerfile: that it can be parsed and names what is there, and what an image must hold to.
import { existsSync, readFileSync } from "node:fs";
import { DockerfileParser } from "dockerfile-ast";
import { validate } from "dockerfile-utils";

const [path, root] = process.argv.slice(2);
const text = readFileSync(path, "utf8");
const faults = validate(text).map((diagnostic) => `line ${diagnostic.range.start.line + 1}: ${diagnostic.message}`);
const instructions = DockerfileParser.parse(text).getInstructions();
const said = (keyword) => instructions.filter((instruction) => instruction.getKeyword() === keyword);
const stages = said("FROM").map((from) => from.getBuildStage());
const final = said("FROM").at(-1).getRange().start.line;

for (const from of said("FROM")) if (!/:\d/.test(from.getImage())) faults.push(`${from.getImage()} has no version`);
for (const copy of said("COPY")) {
  const stage = copy.getFlags().find((flag) => flag.getName() === "from")?.getValue();
  if (stage && !stages.includes(stage)) faults.push(`there is no stage ${stage}`);
}
for (const [, project] of text.matchAll(/dotnet (?:restore|publish) (\S+)/g)) if (!existsSync(`${root}/${project}`)) faults.push(`there is no ${project}`);
if (!said("USER").some((user) => user.getRange().start.line > final && user.getArgumentsContent() !== "root")) faults.push("the image runs as root");
if (said("ENTRYPOINT").at(-1)?.getArgumentsContent()?.[0] !== "[") faults.push("ENTRYPOINT must be a list: there is no shell, and signals must reach the program");
if (instructions.some((instruction) => instruction.getRange().start.line > final && instruction.getKeyword() === "RUN")) faults.push("RUN in an image without a shell");
if (said("ARG").concat(said("ENV")).some((set) => /password|secret|token/i.test(set.getArgumentsContent() ?? ""))) faults.push("a secret is in the image");

for (const fault of faults) console.error(`  ${path}: ${fault}`);
console.log(`  ${path}: ${stages.length} stages, ${instructions.length} instructions`);
process.exitCode = faults.length > 0 ? 1 : 0;
