import assert from 'node:assert/strict';
import type { Status } from '../../../nodes/lib/stream/status';
import { StatusLine } from '../../../nodes/lib/stream/status-line';
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

describe('stream/status-line', () => {
  const steps: ((line: StatusLine) => void)[] = [
    (line) => line.appliance('starting'),
    (line) => line.appliance('ready'),
    (line) => line.stream('opening'),
    (line) => line.stream('running'),
    (line) => line.transcript('hello'),
    (line) => line.transcript(''),
    (line) => line.stream('draining'),
    (line) => line.stream('ended'),
    (line) => line.fault('not_authorised'),
    (line) => line.stream('opening'),
    (line) => line.stream('running'),
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
      (line) => line.stream('opening'),
      (line) => line.stream('waiting'),
      (line) => line.fault('connection_refused'),
      (line) => line.dropping('audio_dropped'),
      (line) => line.stream('opening'),
      (line) => line.stream('waiting'),
      (line) => line.stream('opening'),
      (line) => line.stream('running'),
      (line) => line.stream('waiting'),
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
      (line) => line.stream('running'),
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
});
