// What a monitor must be, as a table: every rule with the page that it is from. `says` is Datadog's own wording where one is recorded (datadogpy's integration
// tests, datadog-api-client-go's cassettes, terraform-provider-datadog's issues), else ours. Where a rule is stricter than the service, it says so.
import { mistakes } from './models.mjs';
import { parseMonitorQuery } from './query.mjs';

const api = 'https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor';
const readOnly = ['id', 'created', 'modified', 'deleted', 'creator', 'multi', 'overall_state', 'state', 'matching_downtimes', 'org_id'];
const number = n => Number.isInteger(n) ? n.toFixed(1) : String(n);
const within = (value, least, most) => value == null || (value >= least && value <= most);

// Each gets the monitor as it would be afterwards, its options, its thresholds, and the parsed query.
export const rules = [
  { name: 'type', doc: api, says: () => "The value provided for parameter 'type' is invalid", holds: ({ monitor }) => ['metric alert', 'query alert'].includes(monitor.type) },
  { name: 'name', doc: api, strict: true, says: () => 'a monitor has a name', holds: ({ monitor }) => typeof monitor.name === 'string' && monitor.name.trim().length > 0 },
  { name: 'priority', doc: api, says: () => 'priority is 1 to 5', holds: ({ monitor }) => within(monitor.priority, 1, 5) },
  { name: 'tags', doc: 'https://docs.datadoghq.com/getting_started/tagging/', says: () => 'tags are lower case, begin with a letter, and have at most 200 characters',
    holds: ({ monitor }) => (monitor.tags ?? []).every(t => t.length <= 200 && /^[a-z][a-z0-9_\-:./]*$/.test(t) && !t.endsWith(':')) },
  { name: 'tags-twice', doc: 'https://docs.datadoghq.com/getting_started/tagging/', strict: true, says: () => 'a tag is there twice', holds: ({ monitor }) => new Set(monitor.tags).size === (monitor.tags ?? []).length },
  { name: 'blocks', doc: 'https://docs.datadoghq.com/monitors/notify/variables/', strict: true, says: () => 'message has a block that is not closed, or closed and not open', holds: ({ monitor }) => balanced(monitor.message ?? '') },
  { name: 'handles', doc: 'https://docs.datadoghq.com/monitors/notify/', strict: true, says: () => 'a handle in message has a parenthesis', holds: ({ monitor }) => !/(^|\s)@[\w.-]*\(/.test((monitor.message ?? '').replace(/@workflow-\S*/g, '')) },
  { name: 'variables', doc: 'https://docs.datadoghq.com/monitors/notify/variables/', strict: true, says: () => 'message asks for a tag that is not in the grouping',
    holds: ({ monitor, query }) => [...(monitor.message ?? '').matchAll(/\{\{\s*([a-z_.]+)\.name\s*\}\}/g)].every(([, tag]) => query.groups.includes(tag)) },
  { name: 'critical', doc: 'https://docs.datadoghq.com/monitors/configuration/?tab=thresholdalert', says: ({ thresholds, query }) => `Alert threshold (${number(thresholds.critical)}) does not match that used in the query (${number(query.threshold)}).`,
    holds: ({ thresholds, query }) => thresholds.critical == null || thresholds.critical === query.threshold },
  { name: 'warning', doc: 'https://docs.datadoghq.com/monitors/configuration/?tab=thresholdalert', says: () => 'the warning threshold is on the wrong side of the critical one',
    holds: ({ thresholds, query }) => thresholds.warning == null || milder(query.operator, thresholds.warning, query.threshold) },
  { name: 'recovery', doc: 'https://docs.datadoghq.com/monitors/guide/recovery-thresholds/', says: () => 'a recovery threshold does not lie beyond its alert threshold',
    holds: ({ thresholds, query }) => [[thresholds.critical_recovery, query.threshold], [thresholds.warning_recovery, thresholds.warning]].every(([recovery, alert]) => recovery == null || (alert != null && milder(query.operator, recovery, alert))) },
  { name: 'ok-unknown', doc: api, says: () => 'ok and unknown are thresholds of service checks', holds: ({ thresholds }) => thresholds.ok == null && thresholds.unknown == null },
  { name: 'new-group-delay', doc: api, says: () => 'The new_group_delay option can only be used for multi-alert monitors', holds: ({ options, query }) => !options.new_group_delay || query.groups.length > 0 },
  { name: 'notify-by', doc: api, says: () => 'notify_by must be a subset of the grouping tags in the query', holds: ({ options, query }) => (options.notify_by ?? []).every(t => t === '*' || query.groups.includes(t)) },
  { name: 'missing-data', doc: 'https://docs.datadoghq.com/monitors/guide/on_missing_data/', says: () => 'on_missing_data cannot be used with notify_no_data or no_data_timeframe',
    holds: ({ options }) => options.on_missing_data == null || (!options.notify_no_data && options.no_data_timeframe == null) },
  { name: 'delays', doc: api, says: () => 'a delay is 0 to 86400 seconds', holds: ({ options }) => ['evaluation_delay', 'new_group_delay', 'new_host_delay'].every(o => within(options[o], 0, 86400)) },
  { name: 'timeout', doc: api, says: () => 'timeout_h is 0 to 24', holds: ({ options }) => within(options.timeout_h, 0, 24) },
  { name: 'renotify', doc: api, says: () => 'renotify_interval is 1 to 40320 minutes', holds: ({ options }) => !options.renotify_interval || within(options.renotify_interval, 1, 40320) },
  { name: 'renotify-parts', doc: api, says: () => 'what is said of renotifying needs a renotify_interval',
    holds: ({ options }) => options.renotify_interval || !(options.renotify_occurrences || (options.renotify_statuses ?? []).length || options.escalation_message) },
  { name: 'occurrences', doc: api, says: () => 'renotify_occurrences is at least 1', holds: ({ options }) => !options.renotify_occurrences || options.renotify_occurrences >= 1 },
  { name: 'no-data-timeframe', doc: api, says: () => 'no_data_timeframe is 1 to 60480 minutes', holds: ({ options }) => !options.no_data_timeframe || within(options.no_data_timeframe, 1, 60480) },
  { name: 'retention', doc: api, says: () => 'group_retention_duration is not for metric monitors', holds: ({ options }) => options.group_retention_duration == null },
  { name: 'windows', doc: 'https://docs.datadoghq.com/monitors/types/anomaly/', says: () => 'threshold_windows is for anomalies() only', holds: ({ options }) => options.threshold_windows == null },
];

// check BODY KIND BEFORE: the errors of a request; KIND is create, update or validate
export function check(body, kind, before) {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return ['Invalid JSON structure'];
  const given = readOnly.filter(f => f in body);
  if (given.length) return [`${given.join(', ')} cannot be written`];
  const wrong = mistakes(body, kind === 'update' ? 'MonitorUpdateRequest' : 'Monitor');
  if (wrong.length) return wrong;
  if (kind === 'update' && body.type !== undefined && same(body.type) !== same(before.type)) return ['The type of a monitor cannot be changed'];
  const monitor = { ...before, ...body };
  if (typeof monitor.query !== 'string') return ["The value provided for parameter 'query' is invalid"];
  let query;
  try {
    query = parseMonitorQuery(monitor.query);
  } catch (e) {
    return [e.message];
  }
  const options = monitor.options ?? {}, scene = { monitor, options, thresholds: options.thresholds ?? {}, query };
  return rules.filter(r => !r.holds(scene)).map(r => r.says(scene));
}

export const same = type => type === 'metric alert' ? 'query alert' : type;

function milder(operator, value, than) { return operator.startsWith('<') ? value > than : value < than; }

function balanced(message) {
  const open = [];
  for (const [, mark, name] of message.matchAll(/\{\{\s*([#^/])\s*([a-z_]+)[^}]*\}\}/g)) {
    if (mark !== '/') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}
