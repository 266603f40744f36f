// A worker that does nothing: only that it is loaded counts (update.js says why). Imported by nobody.
