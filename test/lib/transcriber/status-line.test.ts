import assert from 'node:assert/strict';
import type { Status } from '../../../nodes/lib/transcriber/status';
import { StatusLine } from '../../../nodes/lib/transcriber/status-line';
import { VirtualTime } from '../../support/virtual-time';

async function shown(content: 'state' | 'transcript', steps: ((line: StatusLine) => void)[]): Promise<string[]> {
  const time = new VirtualTime();
  const statuses: Status[] = [];
  const line = new StatusLine(time.clock, content, (status) => statuses.push(status));
  for (const step of steps) {
    step(line);
    await time.advance(500);
  }
  return statuses.map(({ fill, text }) => `${fill} ${'key' in text ? text.key : `"${text.verbatim}"`}`);
}

describe('transcriber/status-line', () => {
  const steps: ((line: StatusLine) => void)[] = [
    (line) => line.appliance('starting'),
    (line) => line.appliance('ready'),
    (line) => line.stream('a', 'opening'),
    (line) => line.stream('a', 'running'),
    (line) => line.transcript('hello'),
    (line) => line.transcript(''),
    (line) => line.stream('a', 'draining'),
    (line) => line.stream('a', 'ended'),
    (line) => line.fault('not_authorised'),
    (line) => line.stream('a', 'opening'),
    (line) => line.stream('a', 'running'),
  ];

  it('shows states', async () => {
    assert.deepEqual(await shown('state', steps), [
      'yellow starting',
      'grey ready',
      'yellow opening',
      'green running',
      'blue draining',
      'grey ended',
      'red not_authorised',
      'yellow opening',
      'green running',
    ]);
  });

  it('shows an outage between the attempts to end it', async () => {
    const outage: ((line: StatusLine) => void)[] = [
      (line) => line.stream('a', 'opening'),
      (line) => line.stream('a', 'waiting'),
      (line) => line.fault('connection_refused'),
      (line) => line.dropping('audio_dropped'),
      (line) => line.stream('a', 'opening'),
      (line) => line.stream('a', 'waiting'),
      (line) => line.stream('a', 'opening'),
      (line) => line.stream('a', 'running'),
      (line) => line.stream('a', 'waiting'),
    ];
    assert.deepEqual(await shown('state', outage), [
      'yellow opening',
      'grey waiting',
      'red connection_refused',
      'yellow opening',
      'red connection_refused',
      'yellow opening',
      'green running',
      'grey waiting',
    ]);
  });

  it('shows a refusal until a message is accepted, and dropped audio until that is over', async () => {
    const trouble: ((line: StatusLine) => void)[] = [
      (line) => line.stream('a', 'running'),
      (line) => line.accepted(),
      (line) => line.refused('text_not_audio'),
      (line) => line.accepted(),
      (line) => line.dropping('audio_dropped'),
      (line) => line.accepted(),
      (line) => line.calm(),
    ];
    assert.deepEqual(await shown('state', trouble), [
      'green running',
      'yellow text_not_audio',
      'green running',
      'yellow audio_dropped',
      'green running',
    ]);
  });

  it('shows the liveliest of several streams, and how many there are', async () => {
    const time = new VirtualTime();
    const statuses: Status[] = [];
    const line = new StatusLine(time.clock, 'state', (status) => statuses.push(status));
    for (const [id, state] of [
      ['a', 'running'],
      ['b', 'opening'],
      ['b', 'running'],
      ['a', 'draining'],
      ['a', 'ended'],
      ['b', 'ended'],
    ] as const) {
      line.stream(id, state);
      await time.advance(500);
    }
    assert.deepEqual(
      statuses.map(({ state, streams, sessions }) => [state, streams, sessions]),
      [
        ['running', undefined, undefined],
        ['running', 2, 1],
        ['running', 2, 2],
        ['running', undefined, undefined],
        ['ended', undefined, undefined],
      ],
    );
  });

  it('shows the running transcript until the next session is opened', async () => {
    assert.deepEqual(await shown('transcript', steps), [
      'yellow starting',
      'grey ready',
      'yellow opening',
      'green running',
      'green "hello"',
      'blue "hello"',
      'grey "hello"',
      'red not_authorised',
      'yellow opening',
      'green running',
    ]);
  });

  it('takes no longer for a change of one stream where there are many', () => {
    const timeAmong = (streams: number): number => {
      const line = new StatusLine(new VirtualTime().clock, 'state', () => {});
      for (let stream = 0; stream < streams; stream += 1) line.stream(`${stream}`, 'opening');
      const before = performance.now();
      for (let change = 0; change < 500; change += 1) line.stream('0', change % 2 === 0 ? 'running' : 'draining');
      return performance.now() - before;
    };
    timeAmong(10);
    const [few, many] = [timeAmong(10), timeAmong(20_000)];
    assert.ok(many < few * 30 + 30, `${many} ms, ${few} ms`);
  });
});
