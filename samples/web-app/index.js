const express = require('express');

const app = express();
const port = process.env.PORT || 3000;

app.get('/healthz', (request, response) => response.send('ok'));
app.get('/', (request, response) => response.json({ hello: 'world' }));

app.listen(port, () => console.log(`listening on port ${port}`));
