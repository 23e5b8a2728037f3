// A Datadog of the tests' own: node server.mjs [PORT [PAGES-PORT]]. It takes only what a careful client sends, gives back what the real one would with its defaults and
// re-orderings, and fails when it is told to (/_control, which is of course no part of Datadog).
import { createServer } from 'node:http';
import { check, same } from './rules.mjs';
import { parseMetricQuery } from './query.mjs';

const [port, pagesPort] = process.argv.slice(2).map(Number).concat(0, 0);
const keys = { api: '0123456789abcdef0123456789abcdef', app: { '0123456789abcdef0123456789abcdef01234567': 'all', 'fedcba9876543210fedcba9876543210fedcba98': 'read' } };
const permissions = { all: ['monitors_read', 'monitors_write', 'timeseries_query', 'metrics_read'], read: ['monitors_read', 'timeseries_query', 'metrics_read'] };
let state;
const reset = () => { state = { monitors: new Map(), nextId: 40000001, metrics: {}, faults: [], log: [], hidden: 0, turns: 0 }; };
reset();

const fail = (status, ...errors) => Object.assign(new Error(errors.join('; ')), { status, errors });
const forbidden = () => fail(403, 'Forbidden');

// What Datadog makes of a monitor (recorded: datadog-api-client-go, cassettes of v1 Feature_Monitors)
function kept(body, before) {
  const options = { ...(body.options ?? before?.options ?? {}) };
  for (const [name, value] of Object.entries({ notify_no_data: false, notify_audit: false, new_host_delay: 300, include_tags: true, silenced: {} })) if (!(name in options)) options[name] = value;
  if (options.thresholds) options.thresholds = Object.fromEntries(Object.entries(options.thresholds).filter(([, v]) => v !== null));
  return { restricted_roles: null, priority: null, tags: [], message: '', ...before, ...body, type: same(body.type ?? before.type), options };
}

function shown(monitor) {
  const options = { ...monitor.options };
  if (options.thresholds) options.thresholds = Object.fromEntries(Object.entries(options.thresholds).map(([k, v]) => [k, `#float ${v}#`]));
  // without notify_no_data the time frame comes and goes (terraform-provider-datadog#369)
  if (!options.notify_no_data && state.turns++ % 2) options.no_data_timeframe = 10;
  return { overall_state: 'No Data', overall_state_modified: null, deleted: null, org_id: 321813, multi: /\bby\s*\{/.test(monitor.query), ...monitor, tags: [...monitor.tags].reverse(), options };
}
const json = value => JSON.stringify(value).replace(/"#float ([^#]*)#"/g, (_, n) => /^-?\d+$/.test(n) ? `${n}.0` : n);

const identity = m => JSON.stringify([same(m.type), m.query.replace(/\s+/g, ' '), m.name, m.message, Object.entries(m.options).filter(([k]) => k !== 'silenced').sort()]);
function duplicate(monitor) {
  for (const other of state.monitors.values()) if (other.id !== monitor.id && identity(other) === identity(monitor)) throw fail(400, `Duplicate of an existing monitor_id:${other.id} org_id:321813`);
}

function create(body, checked = true) {
  const errors = checked ? check(body, 'create', {}) : [];
  if (errors.length) throw fail(400, ...errors);
  const now = new Date(1767225600000 + state.nextId).toISOString();
  const monitor = { ...kept(body), id: state.nextId, created: now, created_at: Date.parse(now), modified: now, creator: { name: null, handle: 'frog@example.com', email: 'frog@example.com', id: 1 } };
  if (checked) duplicate(monitor);
  state.nextId++;
  state.monitors.set(monitor.id, monitor);
  return monitor;
}

function update(id, body) {
  const before = find(id);
  const errors = check(body, 'update', { type: before.type, query: before.query, name: before.name, message: before.message, tags: before.tags, priority: before.priority, options: before.options });
  if (errors.length) throw fail(400, ...errors);
  const monitor = { ...kept(body, before), id: before.id, modified: new Date(Date.parse(before.modified) + 1000).toISOString() };
  duplicate(monitor);
  state.monitors.set(before.id, monitor);
  return monitor;
}

function find(id) { const found = state.monitors.get(Number(id)); if (!found) throw fail(404, 'Monitor not found'); return found; }

function list(query) {
  const [page, size] = [query.get('page'), query.get('page_size') ?? 100].map(v => v === null ? null : Number(v));
  if (page !== null && (!Number.isInteger(page) || page < 0)) throw fail(400, "The value provided for parameter 'page' is invalid");
  if (!Number.isInteger(size) || size < 1 || size > 1000) throw fail(400, "The value provided for parameter 'page_size' is invalid");
  const tags = (query.get('monitor_tags') ?? '').split(',').filter(Boolean);
  let found = [...state.monitors.values()].filter(m => tags.every(t => m.tags.includes(t)));
  if (state.hidden > 0) { state.hidden--; found = found.filter(m => m.id !== state.nextId - 1); }
  return (page === null ? found : found.slice(page * size, (page + 1) * size)).map(shown);
}

function series(query) {
  const from = Number(query.get('from')), to = Number(query.get('to'));
  if (!Number.isInteger(from) || !Number.isInteger(to) || from >= to) throw fail(400, "The value provided for parameter 'from' is invalid");
  let parsed;
  try { parsed = parseMetricQuery(query.get('query') ?? ''); } catch { throw fail(400, 'Error parsing query: unable to parse the query'); }
  const matching = (state.metrics[parsed.metric] ?? []).filter(tags => parsed.scope.every(s => s === '*' || Object.entries(tags).some(([k, v]) => `${k}:${v}` === s)));
  return { status: 'ok', res_type: 'time_series', resp_version: 1, query: query.get('query'), from_date: from * 1000, to_date: to * 1000, group_by: parsed.groups, message: '',
    series: matching.slice(0, 1).map(() => ({ metric: parsed.metric, scope: parsed.scope.join(','), tag_set: [], length: 1, interval: 20, pointlist: [[to * 1000, 1.0]], expression: query.get('query') })) };
}

function tags(metric) {
  const all = new Set((state.metrics[metric] ?? []).flatMap(t => Object.entries(t).map(([k, v]) => `${k}:${v}`)));
  if (!all.size) throw fail(404, 'Metric not found');
  return { data: { type: 'metrics', id: metric, attributes: { tags: [...all] } } };
}

const text = s => s.split(',');
const routes = [
  { method: 'GET', path: /^\/api\/v1\/validate$/, query: [], answer: () => ({ valid: true }) },
  { method: 'GET', path: /^\/api\/v1\/monitor$/, needs: 'monitors_read', query: text('monitor_tags,page,page_size,name,tags,id_offset,group_states,with_downtimes'), answer: ({ query }) => list(query) },
  { method: 'POST', path: /^\/api\/v1\/monitor$/, needs: 'monitors_write', query: [], answer: ({ body }) => shown(create(body)) },
  { method: 'POST', path: /^\/api\/v1\/monitor\/validate$/, needs: 'monitors_read', query: [], answer: ({ body }) => verdict(check(body, 'validate', {})) },
  { method: 'POST', path: /^\/api\/v1\/monitor\/(\d+)\/validate$/, needs: 'monitors_read', query: [], answer: ({ body, id }) => { find(id); return verdict(check(body, 'validate', {})); } },
  { method: 'GET', path: /^\/api\/v1\/monitor\/(\d+)$/, needs: 'monitors_read', query: text('group_states,with_downtimes'), answer: ({ id }) => shown(find(id)) },
  { method: 'PUT', path: /^\/api\/v1\/monitor\/(\d+)$/, needs: 'monitors_write', query: [], answer: ({ body, id }) => shown(update(id, body)) },
  { method: 'DELETE', path: /^\/api\/v1\/monitor\/(\d+)$/, needs: 'monitors_write', query: ['force'], answer: ({ id }) => { find(id); state.monitors.delete(Number(id)); return { deleted_monitor_id: Number(id) }; } },
  { method: 'GET', path: /^\/api\/v1\/query$/, needs: 'timeseries_query', query: text('from,to,query'), answer: ({ query }) => series(query) },
  { method: 'GET', path: /^\/api\/v2\/metrics\/([^/]+)\/all-tags$/, needs: 'metrics_read', query: [], answer: ({ id }) => tags(decodeURIComponent(id)) },
];
const verdict = errors => { if (errors.length) throw fail(400, ...errors); return {}; };

function authorise(headers, needs) {
  if (!headers['dd-api-key']) throw fail(401, 'Unauthorized');
  if (headers['dd-api-key'] !== keys.api) throw forbidden();
  if (!needs) { if (headers['dd-application-key']) throw fail(400, 'this call needs no application key, so none is sent'); return; }
  const role = keys.app[headers['dd-application-key']];
  if (!role) throw headers['dd-application-key'] ? forbidden() : fail(401, 'Unauthorized');
  if (!permissions[role].includes(needs)) throw fail(403, 'Forbidden', 'Failed permission authorization checks');
}

function answer(request, url, raw) {
  const samePath = routes.filter(r => r.path.test(url.pathname));
  if (!samePath.length) throw fail(404, 'Not found');
  const route = samePath.find(r => r.method === request.method);
  if (!route) throw fail(405, 'Method not allowed');
  if (!/^unloop\//.test(request.headers['user-agent'] ?? '') || request.headers.accept !== 'application/json') throw fail(400, 'this is not how Unloop asks');
  authorise(request.headers, route.needs);
  for (const name of url.searchParams.keys()) if (!route.query.includes(name)) throw fail(400, `there is no parameter '${name}'`);
  let body;
  if (['POST', 'PUT'].includes(request.method)) {
    if (request.headers['content-type'] !== 'application/json') throw fail(415, 'Unsupported media type');
    try { body = JSON.parse(raw); } catch { throw fail(400, 'Invalid JSON structure'); }
  } else if (raw.length) throw fail(400, 'a body where none belongs');
  return route.answer({ query: url.searchParams, body, id: route.path.exec(url.pathname)[1] });
}

// The fault that a request meets: {on: "POST /api/v1/monitor", skip: 1, times: 1, kind: …}
function fault(line) {
  const found = state.faults.find(f => f.times > 0 && (f.on === '*' || line.startsWith(f.on)) && f.skip-- <= 0);
  if (found) found.times--;
  return found?.kind;
}

function send(response, status, value, headers = {}) {
  const limits = { 'X-RateLimit-Limit': '500', 'X-RateLimit-Period': '10', 'X-RateLimit-Remaining': '499', 'X-RateLimit-Reset': '3', 'X-RateLimit-Name': 'monitors' };
  response.writeHead(status, { 'Content-Type': 'application/json', ...limits, ...headers }).end(typeof value === 'string' ? value : json(value));
}

async function serve(request, response) {
  let raw = '';
  for await (const part of request) raw += part;
  const url = new URL(request.url, 'http://x'), line = `${request.method} ${url.pathname}`;
  if (url.pathname.startsWith('/_control/')) return send(response, 200, control(request.method, url.pathname.slice(10), raw ? JSON.parse(raw) : null) ?? {});
  const entry = { method: request.method, path: url.pathname, query: url.search, body: raw ? (() => { try { return JSON.parse(raw); } catch { return raw; } })() : undefined };
  state.log.push(entry);
  const kind = fault(line);
  if (kind) entry.fault = kind;
  if (kind === 'die-before') return request.socket.destroy();
  if (kind === 'hang') return;
  if (kind?.startsWith('429')) return send(response, entry.status = 429, { errors: ['Rate limit of 500 requests in 10 seconds reached. Please try again later.'] }, { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': kind.split(' ')[1] ?? '1' });
  if (kind === '500-before') return send(response, entry.status = 500, { errors: ['Internal error'] });
  if (kind === 'html') return send(response, entry.status = 200, '<!DOCTYPE html><title>Datadog</title>', { 'Content-Type': 'text/html' });
  let status = 200, value;
  try { value = answer(request, url, raw); } catch (e) {
    if (!e.status) console.error(e);
    [status, value] = [e.status ?? 500, { errors: e.errors ?? ['Internal error'] }];
  }
  entry.status = status;
  if (kind === 'die-after') return request.socket.destroy();
  if (kind === '500-after') return send(response, 500, { errors: ['Internal error'] });
  if (kind === 'lost-and-hidden') { state.hidden = 1; return request.socket.destroy(); }
  if (kind === 'echo-keys') return send(response, 400, { errors: [`bad request with keys ${request.headers['dd-api-key']} ${request.headers['dd-application-key']}`] });
  if (kind === 'truncate') { response.writeHead(200, { 'Content-Type': 'application/json' }); return response.end(json(value).slice(0, -7)); }
  send(response, status, value);
}

function control(method, what, body) {
  const [name, id] = what.split('/');
  switch (`${method} ${name}`) {
    case 'POST reset': return reset();
    case 'POST metrics': state.metrics = body; return;
    case 'POST fault': state.faults.push({ skip: 0, times: 1, ...body }); return;
    case 'POST calm': state.faults = []; return;
    case 'POST forget': state.log = []; return;
    case 'GET log': return state.log;
    case 'GET monitors': return [...state.monitors.values()];
    case 'POST monitor': return create(body);
    case 'POST crowd': for (let i = 0; i < body.count; i++) create({ type: 'query alert', name: `other ${i}`, query: `avg(last_5m):avg:system.load.1{host:h${i}} > ${i + 1}`, message: '', tags: ['team:other'], options: { thresholds: { critical: i + 1 } } }, false); return;
    case 'PATCH monitor': { const m = state.monitors.get(Number(id)); state.monitors.set(m.id, { ...m, ...body, options: { ...m.options, ...body.options } }); return; }
    case 'DELETE monitor': state.monitors.delete(Number(id)); return;
    case 'POST check': return { errors: check(body, 'create', {}) };
    default: throw new Error(`no control ${method} ${what}`);
  }
}

createServer((request, response) => serve(request, response).catch(e => { console.error(e); response.destroy(); })).listen(port, '127.0.0.1', function () { console.log(`api ${this.address().port}`); });
// app.datadoghq.*: pages for people
createServer((request, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html><html><title>Datadog: Log In</title></html>')).listen(pagesPort, '127.0.0.1', function () { console.log(`pages ${this.address().port}`); });
