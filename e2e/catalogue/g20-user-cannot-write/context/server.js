const fs = require('fs');

fs.writeFileSync('/app/cache.json', '{}');
const http = require('http');

const port = process.env.PORT || 3000;
http.createServer((request, response) => response.end('ok\n')).listen(port, () => console.log(`listening on port ${port}`));
