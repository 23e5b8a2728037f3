// metrics.mjs API NAMESPACE…: serves what kube-state-metrics would of these namespaces, and prints its port. As there, a scrape is answered from
// memory, which here is read from the API server all the time: a busy API server makes no scrape fail. Names, labels and when there is a series are those of kube-state-metrics 2 (docs/metrics/workload/pod-metrics.md): a reason has a series
// only while it is there, init containers have a family of their own, and what is gone has none.
import http from "node:http";

const [api, ...namespaces] = process.argv.slice(2);
const phases = ["Pending", "Running", "Succeeded", "Failed", "Unknown"];
const get = async (path) => {
  const response = await fetch(api + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()).items;
};
const seconds = (stamp) => Date.parse(stamp) / 1000;

class Families {
  #all = new Map();
  add(name, type, labels, value) {
    if (!this.#all.has(name)) this.#all.set(name, { type, lines: [] });
    const text = Object.entries(labels).map(([key, label]) => `${key}=${JSON.stringify(String(label))}`).join(",");
    this.#all.get(name).lines.push(`${name}{${text}} ${value}`);
  }
  toString() {
    return [...this.#all].map(([name, { type, lines }]) => `# TYPE ${name} ${type}\n${lines.join("\n")}\n`).join("");
  }
}

function container(families, family, labels, status) {
  const own = { ...labels, container: status.name };
  const add = (name, value, more = {}, type = "gauge") => families.add(`${family}_${name}`, type, { ...own, ...more }, value);
  const { waiting, running, terminated } = status.state ?? {};
  const last = status.lastState?.terminated;
  add("restarts_total", status.restartCount, {}, "counter");
  add("ready", status.ready ? 1 : 0);
  add("running", running ? 1 : 0);
  add("waiting", waiting ? 1 : 0);
  add("terminated", terminated ? 1 : 0);
  if (waiting?.reason) add("waiting_reason", 1, { reason: waiting.reason });
  if (terminated?.reason) add("terminated_reason", 1, { reason: terminated.reason });
  if (last?.reason) add("last_terminated_reason", 1, { reason: last.reason });
  if (last) add("last_terminated_exitcode", last.exitCode);
  if (last) add("last_terminated_timestamp", seconds(last.finishedAt));
}

async function scrape() {
  const families = new Families();
  for (const namespace of namespaces) {
    for (const pod of await get(`/api/v1/namespaces/${namespace}/pods`)) {
      const labels = { namespace, pod: pod.metadata.name, uid: pod.metadata.uid };
      families.add("kube_pod_created", "gauge", labels, seconds(pod.metadata.creationTimestamp));
      for (const phase of phases) families.add("kube_pod_status_phase", "gauge", { ...labels, phase }, pod.status.phase === phase ? 1 : 0);
      for (const owner of pod.metadata.ownerReferences ?? [{ kind: "", name: "", controller: "" }])
        families.add("kube_pod_owner", "gauge", { ...labels, owner_kind: owner.kind, owner_name: owner.name, owner_is_controller: owner.controller }, 1);
      for (const status of pod.status.containerStatuses ?? []) container(families, "kube_pod_container_status", labels, status);
      for (const status of pod.status.initContainerStatuses ?? []) container(families, "kube_pod_init_container_status", labels, status);
    }
    for (const set of await get(`/apis/apps/v1/namespaces/${namespace}/replicasets`))
      for (const owner of set.metadata.ownerReferences ?? [])
        families.add("kube_replicaset_owner", "gauge", { namespace, replicaset: set.metadata.name, owner_kind: owner.kind, owner_name: owner.name, owner_is_controller: owner.controller }, 1);
  }
  return families.toString();
}

let failing = 0;
process.on("SIGUSR2", () => failing++);   // the next scrape fails
const oldest = 15_000;   // milliseconds
let [text, read] = ["", 0];
const refresh = async () => {
  try {
    [text, read] = [await scrape(), Date.now()];
  } catch (error) {
    console.error(String(error));
  }
  setTimeout(refresh, 500);
};
await refresh();

const server = http.createServer((request, response) =>
  Date.now() - read < oldest && (failing === 0 || !failing--)
    ? response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text)
    : response.writeHead(503).end("the API server does not answer"));   // a scrape that failed, not one that saw nothing
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
