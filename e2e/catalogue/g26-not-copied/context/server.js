const fs = require('fs');
const http = require('http');

const { port } = JSON.parse(fs.readFileSync('config/app.json', 'utf8'));
http.createServer((request, response) => response.end('ok\n')).listen(port, () => console.log(`listening on port ${port}`));
