// Checks a compose file: against the schema of the Compose specification, and its parts against each other.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import Ajv from "ajv";
import formats from "ajv-formats";
import { parse } from "yaml";

const [path] = process.argv.slice(2);
const faults = [];
const text = readFileSync(path, "utf8");
const compose = parse(text, { merge: true });
const package_ = dirname(createRequire(import.meta.url).resolve("dclint/package.json"));
const schema = JSON.parse(readFileSync(join(package_, "schemas/compose.schema.json"), "utf8"));
delete schema.$schema;
const ajv = new Ajv({ allErrors: true, strict: false });
formats(ajv);
ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/);
const validate = ajv.compile(schema);
if (!validate(compose)) faults.push(...validate.errors.map((error) => `${error.instancePath} ${error.message}`));

const services = Object.entries(compose.services);
// Docker kills after ten seconds where nothing is said.
const secondsOf = (duration = "10s") => [...duration.matchAll(/(\d+)(s|m)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (unit === "m" ? 60 : 1), 0);
const built = new Set(services.filter(([, service]) => service.build).map(([, service]) => service.image));
for (const [name, service] of services) {
  for (const secret of service.secrets ?? []) if (!compose.secrets?.[secret]) faults.push(`${name}: there is no secret ${secret}`);
  for (const network of service.networks ?? []) if (!(network in compose.networks)) faults.push(`${name}: there is no network ${network}`);
  for (const other of Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {})) {
    if (!compose.services[other]) faults.push(`${name}: there is no service ${other}`);
    else if (service.depends_on[other]?.condition === "service_healthy" && !compose.services[other].healthcheck) faults.push(`${name}: nobody asks how ${other} is`);
  }
  for (const volume of service.volumes ?? []) {
    const [source] = volume.split(":");
    if (source.startsWith(".") ? !existsSync(join(dirname(path), source)) : !(source in compose.volumes)) faults.push(`${name}: there is no ${source}`);
  }
  for (const port of service.ports ?? []) if (!port.startsWith("127.0.0.1:")) faults.push(`${name}: ${port} is open to the network`);
  if (service.ports && name !== "balancer") faults.push(`${name} is published; only the balancer is`);
  if (service.build && !existsSync(join(dirname(path), service.build.context, service.build.dockerfile))) faults.push(`${name}: there is no ${service.build.dockerfile}`);
  if (!built.has(service.image) && !/:.+/.test(service.image)) faults.push(`${name}: ${service.image} has no version`);
  const drain = service.environment?.CUSTOMERCAPITAL_DRAINWITHIN;
  if (drain && secondsOf(service.stop_grace_period) < Number(drain) + 10) faults.push(`${name}: is killed after ${service.stop_grace_period}, and drains for ${drain} s`);
  if (!service.restart) faults.push(`${name} has no restart policy`);
}
for (const [secret, { file }] of Object.entries(compose.secrets)) {
  if (!readFileSync(join(dirname(path), "secrets.sh"), "utf8").includes(`keep ${file.split("/").pop()}\n`)) faults.push(`secrets.sh does not make ${secret}, ${file}`);
}
for (const [name] of Object.entries(compose.networks)) if (!services.some(([, service]) => service.networks?.includes(name))) faults.push(`nobody uses the network ${name}`);

for (const fault of faults) console.error(`  ${path}: ${fault}`);
console.log(`  ${path}: ${services.map(([name]) => name).join(", ")}`);
process.exitCode = faults.length > 0 ? 1 : 0;
