// Warms its cache for a minute before it listens.
const http = require('http');
console.log('warming the cache');
setTimeout(() => {
  http.createServer((request, response) => response.end('ok')).listen(8080, () => console.log('listening on port 8080'));
}, 60_000);
