import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { NodeInitializer, NodeMessage } from 'node-red';
import helper = require('node-red-node-test-helper');
import captions = require('../../nodes/captions');
import { deep, detachedView, perhaps, throwing } from '../support/hostile-messages';

type Message = NodeMessage & { error?: { code?: string }; cue?: { text: string }; filename?: string };

const place = { z: 'tab', x: 1, y: 1 };
const flow = (settings: object, documents = 'documents'): object[] => [
  { id: 'tab', type: 'tab', label: 'test' },
  { ...place, id: 'captions', type: 'speechmatics-captions', ...settings, wires: [['cues'], [documents]] },
  { ...place, id: 'catch', type: 'catch', scope: ['captions'], wires: [['errors']] },
  { ...place, id: 'complete', type: 'complete', scope: ['captions'], wires: [['completed']] },
  { ...place, id: 'status', type: 'status', scope: ['captions'], wires: [['statuses']] },
  ...['cues', 'documents', 'errors', 'completed', 'statuses'].map((id) => ({ ...place, id, type: 'helper' })),
];

/** The next `count` messages that a helper node gets. */
function received(id: string, count = 1): Promise<Message[]> {
  const messages: Message[] = [];
  return new Promise((resolve) => {
    helper.getNode(id).on('input', (message: Message) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}

const send = (message: object): void => helper.getNode('captions').receive(message as NodeMessage);
const load = async (nodes: object[], more: NodeInitializer[] = []): Promise<void> => {
  await helper.load([captions, ...more], nodes as Parameters<typeof helper.load>[1]);
};

const final = (payload: string, start: number, stream = 'a'): object => ({
  payload,
  partial: false,
  transcript: { stream, start_time: start, end_time: start + 2 },
});
const end = { event: 'end_of_transcript', payload: {}, stream: 'a' };

describe('speechmatics-captions', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  it('sends cues and, at the end of the stream, the document', async () => {
    await load(flow({ format: 'vtt' }));
    const [cues, documents, completed] = [received('cues', 2), received('documents'), received('completed', 3)];
    send(final('This is the first sentence.', 0));
    send(final('And this is the second.', 20));
    send(end);
    assert.deepEqual(
      (await cues).map(({ cue }) => cue?.text),
      ['This is the first sentence.', 'And this is the second.'],
    );
    const [document] = await documents;
    assert.match(String(document!.payload), /^WEBVTT\n\n1\n00:00:00.000 --> 00:00:0/);
    assert.match(document!.filename!, /^a-.*\.vtt$/);
    await completed;
  });

  it('has a file written as it grows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'captions-'));
    try {
      const nodes = dirname(require.resolve('@node-red/nodes/package.json'));
      const file = ((await import(join(nodes, 'core/storage/10-file.js'))) as { default: NodeInitializer }).default;
      const write = { id: 'write', type: 'file', filename: 'filename', filenameType: 'msg', appendNewline: false };
      const writer = {
        ...place,
        ...write,
        overwriteFile: 'false',
        createDir: true,
        encoding: 'none',
        wires: [['cues']],
      };
      const settings = { format: 'srt', document: 'pieces', filename: join(folder, 'day', '{stream}'), send: 'cues' };
      const wired = flow(settings, 'write').map((node) =>
        'wires' in node && 'format' in node ? { ...node, wires: [[], ['write']] } : node,
      );
      await load([...wired, writer], [file]);
      const first = received('cues', 1);
      send(final('This is written at once.', 0));
      send(final('And this later.', 20));
      await first;
      assert.match(
        readFileSync(join(folder, 'day', 'a.srt'), 'utf8'),
        /^1\n00:00:00,000 .*\nThis is written at once\.\n\n$/,
      );
      const rest = received('cues', 2);
      send(end);
      await rest;
      assert.match(readFileSync(join(folder, 'day', 'a.srt'), 'utf8'), /\n\n2\n00:00:20,000 .*\nAnd this later\.\n\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reports what it can't use to Catch nodes, and shows it", async () => {
    await load(flow({}));
    const [errors, statuses] = [received('errors', 2), received('statuses', 1)];
    send({ payload: 'When?', partial: false });
    send({ payload: 17 });
    assert.deepEqual(
      (await errors).map(({ error }) => error?.code),
      ['no_times', 'not_a_transcript'],
    );
    const [status] = (await statuses) as unknown as { status: { state: string; code: string } }[];
    assert.deepEqual([status!.status.state, status!.status.code], ['error', 'no_times']);
  });

  it('reports a setting that cannot be used', async () => {
    await load(flow({ characters: 'many' }));
    const errors = received('errors');
    send(final('Hello.', 0));
    assert.equal((await errors)[0]!.error?.code, 'invalid_setting');
  });

  it('survives whatever comes', async () => {
    await load(flow({ send: 'both', lookAhead: 0, updates: 20 }));
    const hostile = fc.record(
      {
        payload: perhaps(fc.constantFrom('one two', '', '. . .', '\u0000\u202e')),
        partial: perhaps(fc.boolean()),
        event: perhaps(fc.constantFrom('end_of_transcript', 'info')),
        reset: perhaps(fc.boolean()),
        transcript: perhaps(
          fc.record(
            {
              stream: perhaps(fc.constantFrom('a', '../b')),
              start_time: perhaps(fc.double()),
              end_time: perhaps(fc.double()),
              language: perhaps(fc.constantFrom('en', 'ja', '')),
              direction: perhaps(fc.constantFrom('rtl', 'x')),
              results: perhaps(
                fc.array(
                  fc.record({
                    type: fc.constantFrom('word', 'punctuation', 'entity'),
                    content: perhaps(fc.constantFrom('one', 'two', '.', ' ')),
                    start_time: fc.double(),
                    end_time: fc.double(),
                  }),
                  { maxLength: 3 },
                ),
              ),
            },
            { requiredKeys: [] },
          ),
        ),
        more: fc.constantFrom(deep(), detachedView(), throwing(), 'carried'),
      },
      { requiredKeys: [] },
    );
    const messages = fc.sample(hostile, { numRuns: 300, seed: 3 });
    const settled = new Promise<void>((resolve) => {
      let count = 0;
      const note = (): void => {
        count += 1;
        if (count === messages.length) resolve();
      };
      for (const id of ['completed', 'errors']) helper.getNode(id).on('input', note);
    });
    for (const message of messages) send(message);
    await settled;
    const completed = received('completed');
    send(final('Still here.', 1e6, 'last'));
    await completed;
  });
});
