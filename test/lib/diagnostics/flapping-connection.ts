import { insteadOnAudio, final } from '../../support/behaviours';
import { StreamHarness } from '../stream/stream-harness';

/** A program: one stream whose connection breaks off again and again, with a token and words that must not be logged. */
async function main(): Promise<void> {
  const harness = new StreamHarness(
    insteadOnAudio(2, (connection) => connection.send(final('spokenword', 0, 0.1))),
    { idle: 0 },
  );
  harness.address = { url: 'ws://appliance.test:9000/v2', token: 'topsecret', headers: { 'X-Key': 'hiddenheader' } };
  await harness.live(1);
  harness.network = 'down';
  harness.server.connection.reset();
  await harness.live(90);
  harness.network = 'up';
  await harness.live(10);
  if (!harness.listener.texts.includes('spokenword')) throw new Error('No words came.');
  harness.stream.cancel();
}

void main();
