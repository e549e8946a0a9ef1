// Loaded before the tests: resolves `node-red` from this folder.
const Module = require('node:module');

const resolve = Module._resolveFilename;
const here = Module.createRequire(__filename);

Module._resolveFilename = function (request, ...others) {
  if (!/^(node-red|@node-red\/[^/]+)(\/|$)/.test(request)) return resolve.call(this, request, ...others);
  return resolve.call(this, request, { ...module, paths: here.resolve.paths(request) });
};
