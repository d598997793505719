// Checks manifests, read from standard input as kustomize prints them: each against the schema of its kind, with no field that the schema
// does not know, and all of them against each other. The program is checked only for options (check/options.mjs).
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const faults = [];
const objects = parseAllDocuments(readFileSync(0, "utf8"), { version: "1.1" }).map((document) => {
  for (const error of document.errors) faults.push(error.message);
  return document.toJS();
});

/** Wraps a value so that every field that is read of it is written down; the schemas are code that reads what they know. */
function watched(value, path, seen) {
  if (value === null || typeof value !== "object") return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === "string" && Object.hasOwn(target, key)) {
        seen.add(`${path}/${key}`);
        return watched(target[key], `${path}/${key}`, seen);
      }
      return target[key];
    },
  });
}

function* fields(value, path = "") {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    yield `${path}/${key}`;
    yield* fields(inner, `${path}/${key}`);
  }
}

const nameOf = (object) => `${object.kind} ${object.metadata?.name}`;

for (const object of objects) {
  const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  const parts = group === "" ? "Core" : group.split(".")[0].replace(/^./, (first) => first.toUpperCase());
  const schema = `IoK8sApi${parts}${version.replace(/^./, (first) => first.toUpperCase())}${object.kind}`;
  const { validate } = await import(`kubernetes-models/_schemas/${schema}`);
  const seen = new Set();
  if (!validate(watched(object, "", seen))) faults.push(...validate.errors.map((error) => `${nameOf(object)}: ${error.instancePath} ${error.message ?? `${error.keyword} ${JSON.stringify(error.params)}`}`));
  for (const field of fields(object)) {
    // Nobody reads further into what the schema leaves open: labels and the like are texts by name.
    const parent = field.slice(0, field.lastIndexOf("/"));
    if (!seen.has(field) && (parent === "" || seen.has(parent))) faults.push(`${nameOf(object)}: there is no field ${field}`);
  }
}

const workloads = objects.filter((object) => object.spec?.template?.spec?.containers);
const labelsOf = (workload) => workload.spec.template.metadata.labels;
const chooses = (selector, labels) =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every(({ key, operator, values }) => operator === "In" && values.includes(labels[key]));
// The job is applied by itself, so that a rule may be for it alone.
const known = [...workloads.map(labelsOf), { "app.kubernetes.io/component": "migrate" }];

for (const object of objects) {
  const selector = { PodDisruptionBudget: object.spec?.selector, NetworkPolicy: object.spec?.podSelector, Service: { matchLabels: object.spec?.selector } }[object.kind];
  if (selector && !known.some((labels) => chooses(selector, labels))) faults.push(`${nameOf(object)} chooses no pod`);
  if (object.kind === "HorizontalPodAutoscaler") {
    const target = workloads.find((workload) => workload.kind === object.spec.scaleTargetRef.kind && workload.metadata.name === object.spec.scaleTargetRef.name);
    if (!target) faults.push(`${nameOf(object)} scales nothing`);
    else if (!target.spec.template.spec.containers.every((container) => container.resources?.requests?.cpu)) faults.push(`${nameOf(object)} goes by CPU, of which its pods request none`);
  }
}

for (const workload of workloads) {
  const pod = workload.spec.template.spec;
  if (workload.spec.selector && !chooses(workload.spec.selector, labelsOf(workload))) faults.push(`${nameOf(workload)} does not choose its own pods`);
  if (pod.enableServiceLinks !== false) faults.push(`${nameOf(workload)}: enableServiceLinks must be false`);
  if (!pod.securityContext?.runAsNonRoot || pod.securityContext.seccompProfile?.type !== "RuntimeDefault") faults.push(`${nameOf(workload)}: a pod must not run as root, nor without seccomp`);
  for (const container of pod.containers) {
    const limits = container.securityContext ?? {};
    if (limits.allowPrivilegeEscalation !== false || limits.readOnlyRootFilesystem !== true || !limits.capabilities?.drop?.includes("ALL")) faults.push(`${nameOf(workload)}: the container has more rights than it needs`);
    if (/:latest$|^[^:]*$/.test(container.image)) faults.push(`${nameOf(workload)}: ${container.image} has no version`);
    const at = (container.args ?? []).indexOf("--drain-within");
    const needed = at < 0 ? 0 : Number(container.args[at + 1]) + (container.lifecycle?.preStop?.sleep?.seconds ?? 0) + 10;
    if (pod.terminationGracePeriodSeconds < needed) faults.push(`${nameOf(workload)}: is killed after ${pod.terminationGracePeriodSeconds} s, and needs ${needed}`);
    const ports = (container.ports ?? []).map((port) => port.name);
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      if (probe && !ports.includes(probe.httpGet.port)) faults.push(`${nameOf(workload)}: a probe asks at a port without a name, ${probe.httpGet.port}`);
    }
  }
}

for (const fault of faults) console.error(`  ${fault}`);
console.log(`  ${objects.length} objects: ${objects.map(nameOf).join(", ")}`);
process.exitCode = objects.length === 0 || faults.length > 0 ? 1 : 0;
