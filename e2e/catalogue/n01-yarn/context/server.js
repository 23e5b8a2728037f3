const http = require('http');
const ms = require('ms');

const patience = ms('2 minutes');
http.createServer((request, response) => response.end('ok\n')).setTimeout(patience).listen(3000, () => console.log('listening on port 3000'));
