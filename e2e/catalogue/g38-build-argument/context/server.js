const api = process.env.API_URL;
if (!api) {
  console.error('Error: environment variable API_URL is not set');
  process.exit(1);
}

const http = require('http');

const port = process.env.PORT || 3000;
http.createServer((request, response) => response.end('ok\n')).listen(port, () => console.log(`listening on port ${port}`));
