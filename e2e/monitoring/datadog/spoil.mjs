// Spoils every field of good bodies, one at a time, and asks the rules about each: all must be refused. node spoil.mjs < BODIES (a JSON array)
import { check } from './rules.mjs';

// Any number may be right here, as long as it lies on the right side
const mayBeAnyNumber = ['warning', 'critical_recovery', 'warning_recovery'].map(n => `options.thresholds.${n}`);

// What is no longer right, whatever the field: another kind of value, null among items
const wrongKinds = (path, value) => mayBeAnyNumber.includes(path) ? [String(value), [value], true] : typeof value === 'string' ? [7, ['x'], { x: 1 }, true]
  : typeof value === 'number' ? [String(value), value + 0.25, -value - 100001, [value], true]
  : typeof value === 'boolean' ? ['yes', 1, [value]]
  : Array.isArray(value) ? ['x', 7, { x: 1 }, [null], [7]]
  : ['x', 7, ['x'], { ...value, no_such_field: 1 }];

// What has the right kind and the wrong content
const wrongContents = {
  type: ['metric allert', 'query alert ', 'service check'],
  query: q => [q.replace(/^[a-z]+\(/, '('), q.replace(/\([^)]*\)/, '(last_99y)'), q.replace(/[<>=!]+ *[\d.]+$/, ''), q.replace(/\{/, '('), q.replace(/:(\w)/, ' $1'), `${q} and more`],
  name: ['', '  '],
  message: m => [`${m} {{#is_alert}}`, `${m} {{/is_alert}}`, `${m} @slack-ops(urgent)`, `${m} {{no_such_tag.name}}`],
  tags: [['UPPER:case'], ['1:digit'], ['x'.repeat(201)], ['team:'], ['a:b', 'a:b']],
  priority: [0, 6],
  'options.thresholds.critical': t => [t + 1],
  'options.thresholds.warning': t => [t + 1000],
  'options.thresholds.critical_recovery': t => [t + 1000],
  'options.thresholds.warning_recovery': t => [t + 1000],
  'options.on_missing_data': ['resolved'],
  'options.notify_by': [['no_such_tag']],
  'options.new_group_delay': [86401],
  'options.evaluation_delay': [86401],
  'options.renotify_interval': [-1, 40321],
  'options.renotify_statuses': [['alarm']],
  'options.timeout_h': [25],
  'options.notification_preset_name': ['hide'],
};

// The fields of a body, by their path; lists and the objects between are fields as well
function* fields(value, path = '') {
  for (const [name, item] of Object.entries(value)) {
    const at = path ? `${path}.${name}` : name;
    yield [at, item];
    if (item && typeof item === 'object' && !Array.isArray(item)) yield* fields(item, at);
  }
}

function set(body, path, change) {
  const copy = structuredClone(body), names = path.split('.'), last = names.pop();
  change(names.reduce((o, n) => o[n], copy), last);
  return copy;
}

let all = '';
for await (const part of process.stdin) all += part;
const bodies = JSON.parse(all);
let spoiled = 0;
const survivors = [], seen = new Set();
function expectRefusal(body, what) {
  spoiled++;
  if (check(body, 'create', {}).length === 0) survivors.push(what);
}

for (const body of bodies) {
  const errors = check(body, 'create', {});
  if (errors.length) survivors.push(`the body itself is refused: ${errors}`);
  for (const [path, value] of fields(body)) {
    seen.add(path);
    const contents = wrongContents[path] ?? [];
    for (const bad of [...wrongKinds(path, value), ...(typeof contents === 'function' ? contents(value) : contents)]) {
      if (JSON.stringify(bad) !== JSON.stringify(value)) expectRefusal(set(body, path, (o, n) => { o[n] = bad; }), `${path} = ${JSON.stringify(bad)} in '${body.name}'`);
    }
    expectRefusal(set(body, path, (o, n) => { o[`${n}_`] = o[n]; delete o[n]; }), `${path} misspelt in '${body.name}'`);
  }
  for (const name of ['type', 'query', 'name']) expectRefusal(set(body, name, (o, n) => { delete o[n]; }), `no ${name} in '${body.name}'`);
  for (const name of ['id', 'created', 'modified', 'creator', 'multi', 'overall_state']) expectRefusal({ ...body, [name]: 1 }, `${name} written in '${body.name}'`);
}

console.log(JSON.stringify({ bodies: bodies.length, fields: seen.size, spoiled, survivors }));
