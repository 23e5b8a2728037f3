const http = require('http');
const { port } = require('./config');

http.createServer((request, response) => response.end('ok\n')).listen(port, () => console.log(`listening on port ${port}`));
