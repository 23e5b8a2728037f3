// The bad message comes at once, at once again, and then only after ten minutes: the pod is Running when one looks.
const fs = require('fs');

const counter = '/state/starts';
const starts = (fs.existsSync(counter) ? Number(fs.readFileSync(counter, 'utf8')) : 0) + 1;
fs.writeFileSync(counter, String(starts));

function handle(message) {
  console.log(`order ${message.order} from customer ${message.customer.id}`);
}

console.log('waiting for messages');
setTimeout(() => handle({ order: 4711 }), starts < 3 ? 500 : 600_000);
