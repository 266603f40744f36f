/**
 * LevelDB for `pouchdb-server --level-backend`, with every write flushed to the disk before it is answered.
 * PouchDB never asks LevelDB for that and has no setting for it: as delivered, the last writes before lost power are gone.
 */
const LevelDown = require("leveldown");

const { _put, _del, _batch } = LevelDown.prototype;

LevelDown.prototype._put = function (key, value, options, done) {
  _put.call(this, key, value, { ...options, sync: true }, done);
};
LevelDown.prototype._del = function (key, options, done) {
  _del.call(this, key, { ...options, sync: true }, done);
};
LevelDown.prototype._batch = function (operations, options, done) {
  _batch.call(this, operations, { ...options, sync: true }, done);
};

module.exports = LevelDown;
