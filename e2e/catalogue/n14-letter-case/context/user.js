module.exports = class User {};
