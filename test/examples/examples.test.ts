import assert from 'node:assert/strict';
import type { FlowNode } from '../../dev/deployed-flow';
import { NodeRed } from '../../dev/node-red';
import { temporaryFolder } from '../../dev/temporary-folder';
import { installed, readExamples } from '../support/examples';
import { ServedApi } from '../support/speech-api';
import { httpUpload } from './http-upload';
import type { Running } from './running';

const examples = readExamples();

/** Bytes of the largest example: they are read in the editor. */
const LARGEST = 100_000;

describe('the files of the examples', () => {
  it('share no id', () => {
    const ids = examples.flatMap(({ nodes }) => nodes.map(({ id }) => id));
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  for (const { name, size, nodes } of examples) {
    describe(name, () => {
      it('has one tab of its name, and says on top what to do', () => {
        const tabs = nodes.filter(({ type }) => type === 'tab');
        assert.deepEqual(
          tabs.map(({ label }) => label),
          [name],
        );
        const placed = nodes.filter((node) => typeof node.y === 'number') as (FlowNode & { y: number })[];
        const top = placed.reduce((highest, node) => (node.y < highest.y ? node : highest));
        assert.equal(top.type, 'comment');
        assert.ok(String(top.name).length > 20);
      });

      it('wires nodes of its own', () => {
        const ids = new Set(nodes.map(({ id }) => id));
        assert.deepEqual(
          nodes.flatMap(({ wires = [] }) => wires.flat()).filter((id) => !ids.has(id)),
          [],
        );
      });

      it('holds no credentials, and no path of a machine', () => {
        const values = nodes.flatMap((node) => Object.entries(node));
        assert.deepEqual(
          values.filter(([key]) => /credential|password|token|secret/i.test(key)),
          [],
        );
        assert.deepEqual(
          values.filter(([, value]) => /^([A-Z]:\\|\/(home|root|tmp|Users)\/)/.test(String(value))),
          [],
        );
      });

      it('is small', () => assert.ok(size < (name === 'Speech to text' ? 400_000 : LARGEST), String(size)));
    });
  }
});

describe('examples', function () {
  this.timeout(6_000);
  const folder = temporaryFolder();
  let api: ServedApi;
  const running = {} as Running;

  before(async () => {
    api = await ServedApi.serve({ sessions: 20 });
    const appliances = examples.flatMap(({ nodes }) => nodes.filter(({ type }) => type === 'speechmatics-appliance'));
    const flows = installed(examples, {
      ...Object.fromEntries(appliances.map(({ id }) => [id, { server: 'url', url: api.server.url }])),
    });
    running.nodeRed = await NodeRed.startFromSources(folder.path, flows, { fileWorkingDirectory: folder.path });
    running.folder = folder.path;
  });
  after(async () => {
    await running.nodeRed?.stop();
    await api?.stop();
    folder.remove();
  });

  httpUpload(running);
});
