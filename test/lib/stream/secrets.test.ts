import assert from 'node:assert/strict';
import { Transcriber } from '../../../nodes/lib/transcriber/transcriber';
import { readTranscriberSettings } from '../../../nodes/lib/transcriber/transcriber-settings';
import { insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import type { Behaviour, ServerConnection } from '../../../dev/scripted-server';
import { wavFile } from '../../../dev/wav-file';
import { silence, TestAppliance } from './stream-harness';

const TOKEN = 'top-secret-token';
const HEADER = 'header-secret';
const PASSWORD = 'url-secret';

/** Servers that repeat what they were sent wherever a server can say something. */
const gossips: Record<string, Behaviour> = {
  'the HTTP status': wellBehaved({ refuse: () => 401 }),
  'an Error': insteadOn('StartRecognition', (connection) => {
    connection.send({ message: 'Error', type: 'not_authorised', reason: said(connection) });
  }),
  'an Error of no known type': insteadOn('StartRecognition', (connection) => {
    connection.send({ message: 'Error', type: 'gossip', reason: said(connection), detail: said(connection) });
  }),
  'the type of an Error': insteadOn('StartRecognition', (connection) => {
    connection.send({ message: 'Error', type: said(connection), reason: 'x' });
  }),
  'the names of a message and of its fields': insteadOnAudio(1, (connection) => {
    connection.send({ message: said(connection), [said(connection)]: 1 });
    connection.send({ message: 'Info', type: said(connection), reason: 'x', [said(connection)]: 1 });
  }),
  'the close reason': insteadOnAudio(1, (connection) => connection.close(4001, said(connection))),
  'a Warning and an Info': insteadOnAudio(1, (connection) => {
    connection.send({ message: 'Warning', type: 'gossip', reason: said(connection) });
    connection.send({ message: 'Info', type: 'gossip', reason: 'x', detail: [{ said: said(connection) }] });
  }),
  'a message that nobody knows': insteadOnAudio(1, (connection) => {
    connection.send({ message: 'Gossip', deep: { said: [said(connection)] } });
  }),
  'a frame that is no message': insteadOnAudio(1, (connection) => connection.sendFrame(said(connection))),
};

function said({ request }: ServerConnection): string {
  return `${request.headers.authorization} ${String(request.headers['x-key'])} ${PASSWORD}`;
}

describe('Secrets', () => {
  for (const [where, behaviour] of Object.entries(gossips)) {
    it(`are in nothing that a stream tells, even if the server tells them in ${where}`, async () => {
      const appliance = new TestAppliance(behaviour);
      appliance.address = {
        url: `ws://user:${PASSWORD}@appliance.test:9000/v2`,
        token: TOKEN,
        headers: { 'x-key': HEADER },
      };
      const told: unknown[] = [];
      const transcriber = new Transcriber(
        readTranscriberSettings({ transcription_config: { language: 'en' }, rawMessages: true }),
        appliance,
        appliance.time.clock,
        (event) => told.push('error' in event ? event.error : event, event),
      );
      transcriber.input({ payload: wavFile(silence(0.3)) }, (error) => told.push(error));
      transcriber.input({ payload: silence(0.1) }, (error) => told.push(error));
      await appliance.time.advance(30_000);
      transcriber.close();
      const text = told.map((item) =>
        item instanceof Error ? `${item.stack} ${JSON.stringify(item)}` : JSON.stringify(item),
      );
      assert.ok(text.length > 3);
      for (const secret of [TOKEN, HEADER, PASSWORD]) assert.ok(!text.join().includes(secret), text.join('\n'));
    });
  }
});
