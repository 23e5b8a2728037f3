// Builds an index that never lets go of anything.
const index = new Map();
for (let document = 0; ; document++) {
  index.set(document, { terms: new Array(100).fill(`term-${document}`) });
}
