import assert from 'node:assert/strict';
import { BufferedOutput } from '../../../nodes/lib/transcriber/buffered-output';
import type { TranscriberListener } from '../../../nodes/lib/transcriber/transcriber-listener';
import { stateStatus } from '../../../nodes/lib/transcriber/status';

function recorder(): { calls: unknown[]; listener: TranscriberListener } {
  const calls: unknown[] = [];
  return {
    calls,
    listener: {
      transcript: (message) => calls.push(['transcript', message.payload]),
      event: (message) => calls.push(['event', message.payload]),
      translation: (message) => calls.push(['translation', message.payload]),
      status: ({ state }) => calls.push(['status', state]),
      warning: (text) => calls.push(['warning', text]),
      error: (error, message) => calls.push(['error', error.message, message.payload]),
    },
  };
}

function sendAll(outlet: BufferedOutput): void {
  outlet.transcript({ payload: 1 });
  outlet.event({ payload: 2 });
  outlet.status(stateStatus('running'));
  outlet.translation({ payload: 3 });
  outlet.warning('check');
  outlet.error(new Error('lost'), { payload: 4 });
}

const MESSAGES = [
  ['transcript', 1],
  ['event', 2],
  ['translation', 3],
  ['warning', 'check'],
  ['error', 'lost', 4],
];

describe('transcriber/buffered-output', () => {
  it('passes everything on while it is open', () => {
    const { calls, listener } = recorder();
    sendAll(new BufferedOutput(listener));
    assert.deepEqual(calls.splice(2, 1), [['status', 'running']]);
    assert.deepEqual(calls, MESSAGES);
  });

  it('keeps all but statuses while it is shut, in order, for whoever opens it', () => {
    const [first, second] = [recorder(), recorder()];
    const outlet = new BufferedOutput(first.listener);
    outlet.pause();
    sendAll(outlet);
    outlet.pause();
    assert.deepEqual(first.calls, []);
    outlet.resume(second.listener);
    assert.deepEqual(second.calls, MESSAGES);
    outlet.transcript({ payload: 5 });
    assert.deepEqual(second.calls.at(-1), ['transcript', 5]);
    assert.deepEqual(first.calls, []);
  });

  it('keeps the rest when it is shut by what it passes on', () => {
    const outlet = new BufferedOutput(recorder().listener);
    outlet.pause();
    sendAll(outlet);
    const impatient = recorder();
    outlet.resume({ ...impatient.listener, transcript: () => outlet.pause() });
    const patient = recorder();
    outlet.resume(patient.listener);
    assert.deepEqual(impatient.calls, []);
    assert.deepEqual(patient.calls, MESSAGES.slice(1));
  });
});
