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
    (line) => line.fault('not_authorised', 'red'),
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
