import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeRed } from '../../dev/node-red';
import { temporaryFolder } from '../../dev/temporary-folder';

describe('dev/node-red', function () {
  this.timeout(60_000);

  it('says why a node type does not load, instead of waiting for ever', async () => {
    const folder = temporaryFolder();
    const nodes = join(folder.path, 'nodes');
    mkdirSync(nodes);
    writeFileSync(join(nodes, 'broken.html'), '<script>RED.nodes.registerType("broken", {})</script>');
    writeFileSync(join(nodes, 'broken.js'), 'throw new Error("its module is not there")');
    await assert.rejects(
      NodeRed.start(folder.path, [{ id: 'one', type: 'broken', z: 'tab', wires: [] }]),
      /nodes that did not load:[^]*its module is not there[^]* - broken/,
    );
    folder.remove();
  });
});
