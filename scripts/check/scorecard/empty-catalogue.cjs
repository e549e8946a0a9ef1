// Loaded into node-red-dev when the catalogue of the Flow Library is unreachable: replaces it by an empty one.
const Module = require('node:module');

const CATALOGUE = 'https://catalogue.nodered.org/catalogue.json';
const load = Module._load;

Module._load = function (name, ...others) {
  const loaded = load.call(this, name, ...others);
  if (name !== 'axios' || loaded.hasEmptyCatalogue) return loaded;
  const { get } = loaded;
  loaded.get = (url, ...rest) =>
    url === CATALOGUE ? Promise.resolve({ data: { modules: [] } }) : get.call(loaded, url, ...rest);
  loaded.hasEmptyCatalogue = true;
  return loaded;
};
