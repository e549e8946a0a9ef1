import assert from 'node:assert/strict';
import { BufferedOutput } from '../../../nodes/lib/transcriber/buffered-output';
import type { TranscriberEvent } from '../../../nodes/lib/transcriber/transcriber-event';
import { stateStatus } from '../../../nodes/lib/transcriber/status';

interface Recorder {
  events: TranscriberEvent[];
  onEvent: (event: TranscriberEvent) => void;
}

function recorder(): Recorder {
  const events: TranscriberEvent[] = [];
  return { events, onEvent: (event) => events.push(event) };
}

const STATUS: TranscriberEvent = { type: 'status', status: stateStatus('running') };
const KEPT: readonly TranscriberEvent[] = [
  { type: 'transcript', message: { payload: 1 } },
  { type: 'notice', message: { payload: 2 } },
  { type: 'translation', message: { payload: 3 } },
  { type: 'warning', text: 'check' },
  { type: 'error', error: new Error('lost'), message: { payload: 4 } },
];

function sendAll(output: BufferedOutput): void {
  for (const event of [...KEPT.slice(0, 2), STATUS, ...KEPT.slice(2)]) output.push(event);
}

describe('transcriber/buffered-output', () => {
  it('passes everything on while it flows', () => {
    const { events, onEvent } = recorder();
    sendAll(new BufferedOutput(onEvent));
    assert.deepEqual(events.splice(2, 1), [STATUS]);
    assert.deepEqual(events, KEPT);
  });

  it('keeps all but statuses while it is paused, in order, for whoever resumes it', () => {
    const [first, second] = [recorder(), recorder()];
    const output = new BufferedOutput(first.onEvent);
    output.pause();
    sendAll(output);
    output.pause();
    assert.deepEqual(first.events, []);
    output.resume(second.onEvent);
    assert.deepEqual(second.events, KEPT);
    output.push(STATUS);
    assert.deepEqual(second.events.at(-1), STATUS);
    assert.deepEqual(first.events, []);
  });

  it('keeps the rest when it is paused by what it passes on', () => {
    const output = new BufferedOutput(recorder().onEvent);
    output.pause();
    sendAll(output);
    const impatient = recorder();
    output.resume((event) => {
      impatient.onEvent(event);
      output.pause();
    });
    const patient = recorder();
    output.resume(patient.onEvent);
    assert.deepEqual(impatient.events, KEPT.slice(0, 1));
    assert.deepEqual(patient.events, KEPT.slice(1));
  });
});
