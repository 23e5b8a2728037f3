require('node:test')('answers', () => {});
