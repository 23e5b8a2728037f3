// scale.mjs FACTOR < rules > rules: divides every length of time in generated rules by FACTOR: windows, offsets, `for`, and the age of pods that is
// compared. The counts stay as they are, and how long the last value is believed where scrapes fail: that is no time of the kubelet's. Says on standard error how many it divided; none is an error.
import { readFileSync } from "node:fs";

const factor = Number(process.argv[2]);
const units = { s: 1, m: 60, h: 3600 };
let divided = 0;
const short = (number, unit) => {
  divided++;
  const seconds = (Number(number) * units[unit]) / factor;
  if (!Number.isInteger(seconds) || seconds < 1) throw new Error(`${number}${unit} cannot be divided by ${factor}`);
  return `${seconds}s`;
};
const text = readFileSync(0, "utf8").split("\n").map((line) =>
  /^ +(description|summary|runbook|- |Meaning|Impact|Diagnosis|Mitigation)/.test(line) && !/^ +- alert:/.test(line) ? line
  : line
      .replace(/(last_over_time\([^[]*)?\[(\d+)([smh])\]/g, (whole, last, number, unit) => (last ? whole : `[${short(number, unit)}]`))
      .replace(/\boffset (\d+)([smh])\b/g, (_, number, unit) => `offset ${short(number, unit)}`)
      .replace(/^( +for: )"?(\d+)([smh])"?$/, (_, name, number, unit) => `${name}${short(number, unit)}`)
      .replace(/(time\(\) - last_over_time\(kube_pod_created\{[^}]*\}\[\w+\]\) < )(\d+)/g, (_, start, number) => start + short(number, "s").slice(0, -1)));
if (divided === 0) throw new Error("there was nothing to divide");
console.error(`${divided} lengths of time divided by ${factor}`);
process.stdout.write(text.join("\n"));
