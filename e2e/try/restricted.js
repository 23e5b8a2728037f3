// Stands in for PodSecurity's level restricted on API servers that are older than it (1.23): its rules that the suite's pods can break, in its words.
const fs = require('fs'), tls = '/etc/restricted/tls.';

function broken(spec) {
  const pod = spec.securityContext || {}, containers = [...spec.initContainers || [], ...spec.containers];
  const rule = (holds, words) => {
    const names = containers.filter(c => !holds(c.securityContext || {})).map(c => `"${c.name}"`);
    return names.length ? [words.replace('NAMES', names.join(', '))] : [];
  };
  return [
    ...rule(c => c.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation != false (container NAMES must set securityContext.allowPrivilegeEscalation=false)'),
    ...rule(c => ((c.capabilities || {}).drop || []).includes('ALL'), 'unrestricted capabilities (container NAMES must set securityContext.capabilities.drop=["ALL"])'),
    ...rule(c => (c.runAsNonRoot ?? pod.runAsNonRoot) === true, 'runAsNonRoot != true (pod or container NAMES must set securityContext.runAsNonRoot=true)'),
    ...rule(c => ['RuntimeDefault', 'Localhost'].includes((c.seccompProfile || pod.seccompProfile || {}).type),
      'seccompProfile (pod or container NAMES must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'),
  ].join(', ');
}

require('https').createServer({ key: fs.readFileSync(tls + 'key'), cert: fs.readFileSync(tls + 'crt') }, (question, answer) => {
  let body = '';
  question.on('data', part => { body += part; });
  question.on('end', () => {
    const { uid, object } = JSON.parse(body).request, words = broken(object.spec), response = { uid, allowed: !words };
    if (words) {
      response.status = { code: 403, reason: 'Forbidden', message: `pods "${object.metadata.name}" is forbidden: violates PodSecurity "restricted:latest": ${words}` };
    }
    answer.setHeader('Content-Type', 'application/json');
    answer.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }));
  });
}).listen(8443);
