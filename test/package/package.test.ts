import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installCommand, recogniserModules, recogniserPackages } from '../../nodes/lib/built-in/recogniser/packages';
import { demo, demoFlow } from '../../dev/demo';
import { ROOT } from '../../dev/root';
import { NodeRed } from '../../dev/node-red';
import { recordingNamed } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import { wordErrorRate } from '../../dev/word-error-rate';
import { readExamples } from '../support/examples';
import { installPacked, npm, PACKAGE, QUIETLY } from '../support/packed';

const TYPES = [
  'speechmatics-appliance',
  'speechmatics-transcribe',
  'speechmatics-partial-filter',
  'speechmatics-health',
  'speechmatics-audio-source',
  'speechmatics-captions',
];

const place = { z: 'tab', x: 1, y: 1 };

interface NodeSet {
  id: string;
  module: string;
  types: string[];
  enabled: boolean;
  err?: string;
}

describe('the package, packed and installed into a real Node-RED', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const installed = join(folder.path, 'node_modules', PACKAGE);
  let files: string[];
  let nodeRed: NodeRed;

  before(async () => {
    files = installPacked(folder.path);
    const example = join(installed, 'examples', 'Speech to text.json');
    nodeRed = await NodeRed.start(folder.path, demoFlow(example));
  });
  after(async () => {
    await nodeRed?.stop();
    folder.remove();
  });

  it('runs in the Node-RED that this run is about', async () => {
    const { version } = (await (await nodeRed.fetch('/settings')).json()) as { version: string };
    assert.ok(version.startsWith(process.env.NODE_RED ?? '4.1.'), version);
  });

  it('holds what is needed and nothing else', () => {
    const wanted = ['README.md', 'LICENSE', 'SECURITY.md', 'THIRD-PARTY-NOTICES.md', 'dist/transcribe.html'];
    for (const file of [...wanted, 'resources/appliance.js']) {
      assert.ok(files.includes(file), file);
    }
    const strange = files.filter(
      (file) => !/^(dist|examples|resources)\/|^(README|LICENSE|SECURITY|THIRD-PARTY|package)/.test(file),
    );
    assert.deepEqual(strange, []);
    assert.ok(files.every((file) => !file.endsWith('.ts')));
  });

  it('is small: no pictures, no comments, recordings that are compressed', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(join(installed, file)).size, 0);
    assert.ok(bytes < 1_010_000, `${bytes}`);
  });

  it('brings none of the recogniser with it, and at most six dependencies', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
      peerDependencies?: unknown;
    };
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
    assert.equal(manifest.peerDependencies, undefined);
    for (const name of Object.keys(recogniserPackages)) assert.equal(manifest.dependencies[name], undefined);
  });

  it('loads its node sets without an error', async () => {
    const response = await nodeRed.fetch('/nodes', { headers: { accept: 'application/json' } });
    const sets = ((await response.json()) as NodeSet[]).filter(({ module }) => module === PACKAGE);
    assert.deepEqual(sets.flatMap(({ types }) => types).sort(), [...TYPES].sort());
    for (const { err, enabled } of sets) assert.deepEqual({ err, enabled }, { err: undefined, enabled: true });
  });

  it('serves its icons', async () => {
    for (const icon of readdirSync(join(ROOT, 'icons'))) {
      const served = await (await nodeRed.fetch(`/icons/${PACKAGE}/${icon}`)).text();
      assert.equal(served, readFileSync(join(ROOT, 'icons', icon), 'utf8'));
    }
  });

  it('serves help for every node, with the command that installs the recogniser', async () => {
    const response = await nodeRed.fetch('/nodes', { headers: { accept: 'text/html', 'accept-language': 'en-US' } });
    const html = await response.text();
    for (const type of TYPES) assert.ok(html.includes(`data-help-name="${type}"`), type);
    assert.ok(html.includes(installCommand));
  });

  it('serves the texts of its dialogs', async () => {
    for (const type of TYPES) {
      const texts: unknown = await (await nodeRed.fetch(`/locales/${PACKAGE}/${type}?lng=en-US`)).json();
      assert.ok(type.replace('speechmatics-', '') in (texts as object), type);
    }
  });

  it('offers its examples', async () => {
    const path = `/library/examples/flows/${PACKAGE}`;
    const names = readExamples().map(({ name }) => ({ fn: name }));
    // Folders come first.
    assert.deepEqual(await (await nodeRed.fetch(path)).json(), ['dashboard', 'scale-out', ...names]);
    const flow = await nodeRed.fetch(`${path}/${encodeURIComponent('Speech to text')}`);
    assert.deepEqual(await flow.json(), demoFlow());
  });

  it('tells the editor which packages make up the recogniser', async () => {
    const settings = (await (await nodeRed.fetch('/settings')).json()) as { speechmaticsApplianceModules: unknown };
    assert.deepEqual(settings.speechmaticsApplianceModules, recogniserModules);
  });

  describe('its built-in appliance', () => {
    const play = async (): Promise<void> => {
      await nodeRed.fetch(`/inject/${demo.play}`, { method: 'POST' });
    };

    it('says that the recogniser is missing, and how to install it', async () => {
      await nodeRed.waitForStatus(demo.transcribe, /recogniser_missing/);
      await play();
      const { data } = await nodeRed.waitFor(({ topic, data }) => topic === 'debug' && data.id === demo.error);
      const message = String(data.msg);
      assert.ok(message.includes(installCommand), message);
    });

    it('finds a recogniser that was installed by hand in another user directory', async () => {
      const other = temporaryFolder();
      const [, ...installArguments] = installCommand.split(' ');
      npm(other.path, ...installArguments, ...QUIETLY);
      const recording = recordingNamed('austen-0880');
      const flow = [
        { id: 'tab', type: 'tab' },
        { id: 'appliance', type: 'speechmatics-appliance', server: 'built-in' },
        { ...place, id: 'play', type: 'inject', props: [], wires: [['read']] },
        { ...place, id: 'read', type: 'file in', filename: recording.path, format: '', wires: [['transcribe']] },
        {
          ...place,
          id: 'transcribe',
          type: 'speechmatics-transcribe',
          appliance: 'appliance',
          transcription_config: { language: 'en' },
          wires: [['text']],
        },
        { ...place, id: 'text', type: 'debug', active: true, tosidebar: true, complete: 'payload' },
      ];
      const otherNodeRed = await NodeRed.start(other.path, flow, { nodesDir: installed });
      try {
        await otherNodeRed.fetch('/inject/play', { method: 'POST' });
        await otherNodeRed.waitForStatus('transcribe', /ended/);
        const text = otherNodeRed.debugOutput('text').join(' ');
        assert.ok(wordErrorRate(recording.text, text) <= 0.2, text);
      } finally {
        await otherNodeRed.stop();
        other.remove();
      }
    }).timeout(120_000);

    it('turns the recording of the example into its text once Node-RED has installed it, without a restart', async () => {
      // The box is ticked in the dialog of an appliance node.
      const appliance = {
        id: 'appliance',
        type: 'speechmatics-appliance',
        server: 'built-in',
        modules: recogniserModules,
      };
      const flow = demoFlow().map((node) => (node.id === demo.transcribe ? { ...node, appliance: 'appliance' } : node));
      nodeRed.forgetNews();
      // Without the node, what it still keeps of the first recording is not heard after all.
      await nodeRed.deploy([]);
      await nodeRed.deploy([...flow, appliance]);
      await nodeRed.waitForStatus(demo.transcribe, /ready/);
      // The end of what was still played when the flow was deployed.
      nodeRed.forgetNews();
      await play();
      await nodeRed.waitForStatus(demo.transcribe, /running/);
      await nodeRed.waitForStatus(demo.transcribe, /ended/);
      const text = nodeRed.debugOutput(demo.shown).join(' ');
      assert.ok(wordErrorRate(demo.text, text) <= demo.acceptedErrorRate, text);

      const { dependencies } = JSON.parse(readFileSync(join(folder.path, 'package.json'), 'utf8')) as {
        dependencies: Record<string, string>;
      };
      for (const [name, version] of Object.entries(recogniserPackages)) {
        assert.equal(dependencies[name], `${version} - ${version}`, 'npm must not bring another version later');
      }
    });
  });
});
