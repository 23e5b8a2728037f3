const fs = require('fs');

const path = '/etc/rates/rates.json';
console.log(`reading configuration from ${path}`);
const settings = JSON.parse(fs.readFileSync(path, 'utf8'));
setInterval(() => console.log(`rates for ${settings.base}`), settings.refresh * 1000);
