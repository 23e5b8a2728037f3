// Lists the pods of its namespace as a controller does when it starts.
const fs = require('fs');
const https = require('https');

const account = '/var/run/secrets/kubernetes.io/serviceaccount';
const read = name => fs.readFileSync(`${account}/${name}`, 'utf8');

https.get({
  host: process.env.KUBERNETES_SERVICE_HOST,
  port: process.env.KUBERNETES_SERVICE_PORT,
  path: `/api/v1/namespaces/${read('namespace')}/pods`,
  ca: read('ca.crt'),
  headers: { authorization: `Bearer ${read('token')}` },
}, response => {
  let body = '';
  response.on('data', chunk => body += chunk).on('end', () => {
    if (response.statusCode === 200) return;
    console.error(`failed to list pods: ${JSON.parse(body).message}`);
    process.exit(1);
  });
});
