// The grammar of a metric monitor's query, as far as Unloop writes it: a recursive descent that knows where it stands.
// https://docs.datadoghq.com/api/latest/monitors/#create-a-monitor, https://docs.datadoghq.com/dashboards/functions/
const aggregators = ['avg', 'sum', 'max', 'min'];
const functions = ['default_zero', 'exclude_null', 'monotonic_diff', 'diff', 'abs', 'clamp_min', 'clamp_max', 'cumsum', 'per_second', 'per_minute', 'timeshift', 'moving_rollup'];
const methods = ['rollup', 'fill', 'as_count', 'as_rate'];
const operators = ['>=', '<=', '==', '!=', '>', '<'];

class Refused extends Error {}

// parseMonitorQuery TEXT: {groups, operator, threshold, metrics}, or throws with Datadog's own words
export function parseMonitorQuery(text) {
  try {
    return new Parser(text).monitor();
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    throw new Error(`The value provided for parameter 'query' is invalid${e.message ? `: ${e.message}` : ''}`);
  }
}

// parseMetricQuery TEXT: what GET /api/v1/query takes: one metric, its scope and its groups
export function parseMetricQuery(text) {
  const parser = new Parser(text);
  const source = parser.source(parser.word());
  parser.end();
  return source;
}

class Parser {
  constructor(text) { this.text = text; this.at = 0; }

  monitor() {
    this.evaluation();
    this.expect(':');
    const metrics = [], groups = [];
    this.expression(metrics, groups);
    const operator = operators.find(o => this.text.startsWith(o, this.skip()));
    if (!operator) throw new Refused('invalid operator specified: ');
    this.at += operator.length;
    const threshold = this.match(/-?\d+(\.\d+)?/y);
    if (threshold === null) throw new Refused('');
    this.end();
    return { groups: [...new Set(groups)], operator, threshold: Number(threshold), metrics };
  }

  // max(last_5m)  change(max(last_5m),last_10m)
  evaluation() {
    const name = this.word();
    this.expect('(');
    if (name === 'change' || name === 'pct_change') {
      const inner = this.word();
      if (!aggregators.includes(inner)) throw new Refused('');
      this.expect('('); this.window(); this.expect(')'); this.expect(','); this.shift();
    } else if (aggregators.includes(name)) this.window();
    else throw new Refused('');
    this.expect(')');
  }

  window() {
    const [, number, unit] = /^last_(\d+)([mhdw])$/.exec(this.word()) ?? [];
    const most = { m: 10080, h: 168, d: 1, w: 1 }[unit];
    if (!most || +number < 1 || +number > most) throw new Refused('');
  }

  shift() {
    if (!/^(last_\d+[mhd]|(5|10|15|30)m_ago|(1|2|4)h_ago|1d_ago)$/.test(this.match(/[a-z0-9_]+/y) ?? '')) throw new Refused('');
  }

  expression(metrics, groups) {
    this.term(metrics, groups);
    while ('+-*/'.includes(this.text[this.skip()] ?? '?')) { this.at++; this.term(metrics, groups); }
  }

  term(metrics, groups) {
    if (this.match(/-?\d+(\.\d+)?/y) !== null) return;
    if (this.text[this.skip()] === '(') { this.expect('('); this.expression(metrics, groups); this.expect(')'); return; }
    const name = this.word();
    if (functions.includes(name)) {
      this.expect('('); this.expression(metrics, groups);
      while (this.text[this.skip()] === ',') { this.at++; if (this.match(/'[^']*'|"[^"]*"|-?\d+(\.\d+)?/y) === null) throw new Refused(''); }
      this.expect(')');
    } else {
      const source = this.source(name);
      metrics.push(source); groups.push(...source.groups);
    }
    while (this.text[this.at] === '.') {
      this.at++;
      if (!methods.includes(this.word())) throw new Refused('');
      this.expect('('); this.match(/[a-z0-9_, ]*/y); this.expect(')');
    }
  }

  // sum:kubernetes.containers.restarts{kube_namespace:shop} by {pod_name}
  source(aggregator) {
    if (!aggregators.includes(aggregator)) throw new Refused('');
    this.expect(':');
    const metric = this.match(/[a-zA-Z][a-zA-Z0-9_.]*/y);
    if (metric === null) throw new Refused('');
    const scope = this.braces();
    for (const item of scope) {
      if (!/^(\*|!?[a-zA-Z][\w.\-/]*(:[\w.\-/*$]+)?|[^,{}]+ (AND|OR|IN|NOT IN) [^{}]+|NOT [^{}]+)$/.test(item)) throw new Refused('Invalid query: Check for invalid tags or facets in your query.');
    }
    let groups = [];
    if (this.match(/by(?=\s*\{)/y) !== null) {
      groups = this.braces();
      if (groups.some(g => !/^[a-zA-Z][\w.\-/]*$/.test(g))) throw new Refused('Invalid query: Check for invalid tags or facets in your query.');
    }
    return { metric, scope, groups };
  }

  braces() {
    const inside = this.match(/\{[^{}]*\}/y);
    if (inside === null || !inside.slice(1, -1).trim()) throw new Refused('');
    return inside.slice(1, -1).split(',').map(s => s.trim());
  }

  skip() { while (/\s/.test(this.text[this.at] ?? '')) this.at++; return this.at; }
  match(pattern) { pattern.lastIndex = this.skip(); const found = pattern.exec(this.text); if (!found) return null; this.at += found[0].length; return found[0]; }
  word() { const word = this.match(/[a-z][a-z0-9_]*/y); if (word === null) throw new Refused(''); return word; }
  expect(text) { if (!this.text.startsWith(text, this.skip())) throw new Refused(''); this.at += text.length; }
  end() { if (this.skip() !== this.text.length) throw new Refused(''); }
}
