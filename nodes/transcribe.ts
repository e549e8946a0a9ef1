import type { Done, FlowMessage } from './lib/message/flow-message';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { standsAlone } from './lib/audio/ends/end-of-audio';
import { systemClock } from './lib/time/clock';
import { readMessage } from './lib/transcriber/incoming-message';
import { chosenAppliance } from './lib/appliance/chosen-appliance';
import { redeployHandover } from './lib/transcriber/redeploy-handover';
import { RepeatedErrors } from './lib/transcriber/repeated-errors';
import { errorStatus, type Status } from './lib/transcriber/status';
import { CodedError } from './lib/errors/coded-error';
import type { TranscriberEvent } from './lib/transcriber/transcriber-event';
import { Transcriber } from './lib/transcriber/transcriber';
import { readTranscriberSettings, type StoredSettings } from './lib/transcriber/transcriber-settings';

interface TranscribeSettings extends NodeDef, StoredSettings {
  appliance: unknown;
}

/** Status texts are keys of this node set's catalogue; inside subflows only the full name is found. */
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-transcribe';

const UNTOLD = new CodedError(
  'uncopyable_message',
  'A message was processed, but the Complete node could not be notified: Node-RED cannot copy the message. ' +
    'Send plain values, for example a copy made with JSON.',
);

export = (RED: NodeAPI): void => {
  function Transcribe(this: Node, settings: TranscribeSettings): void {
    RED.nodes.createNode(this, settings);
    const show = ({ text, ...status }: Status): void => {
      const { held } = status;
      const shown = 'key' in text ? `${CATALOGUE}:status.${text.key}` : text.verbatim;
      // The editor translates keys, but puts no figures into them.
      const withHeld = (seconds: number): string =>
        RED._(`${CATALOGUE}:status.held`, { status: RED._(shown), seconds });
      this.status({ ...status, text: held && 'key' in text ? withHeld(held) : shown });
    };
    const refusals = new RepeatedErrors(systemClock);
    // Node-RED copies messages for Complete, Catch, and second wires, and throws where it can't.
    const deliver = (outputs: (FlowMessage | null)[]): void => {
      try {
        this.send(outputs);
      } catch (error) {
        this.error(CodedError.from(error), {});
      }
    };
    const guard =
      (done: Done): Done =>
      (error) => {
        try {
          done(error);
        } catch {
          if (error ?? refusals.isNews(UNTOLD.code)) this.error(error ?? UNTOLD, {});
        }
      };
    const onEvent = (event: TranscriberEvent): void => {
      switch (event.type) {
        case 'transcript':
          deliver([event.message, null, null]);
          break;
        case 'notice':
          deliver([null, event.message, null]);
          break;
        case 'translation':
          deliver([null, null, event.message]);
          break;
        case 'status':
          show(event.status);
          break;
        case 'warning':
          this.warn(event.text);
          break;
        case 'error':
          this.error(event.error, event.message);
          break;
      }
    };
    const leave = (removed: boolean, left: Transcriber | undefined): void => {
      if (removed) {
        redeployHandover.claim(this.id)?.close();
        left?.close();
      } else if (left) redeployHandover.store(this.id, left, (error) => this.error(error));
    };
    let transcriber: Transcriber;
    let sourceOf: (message: NodeMessage) => string | undefined;
    try {
      const read = readTranscriberSettings(settings);
      sourceOf = sourceReader(read.streams);
      const appliance = chosenAppliance(settings.appliance, (id) => RED.nodes.getNode(id)).use();
      transcriber = new Transcriber(read, appliance, systemClock, onEvent);
    } catch (error) {
      const known = CodedError.from(error);
      let before: Transcriber | undefined;
      const showing = setImmediate(() => {
        show(errorStatus(known.code, 'red'));
        // What was heard before the settings became wrong is not lost by them.
        before = redeployHandover.claim(this.id);
        before?.sendRest(onEvent);
      });
      this.on('input', (message, _send, done) =>
        guard(done)(isAwaited(message) || refusals.isNews(known.code) ? known : undefined),
      );
      this.on('close', (removed: boolean, done: () => void) => {
        clearImmediate(showing);
        leave(removed, before);
        done();
      });
      return;
    }
    // Other nodes hear nothing before all of them are built.
    const starting = setImmediate(() => {
      const before = redeployHandover.claim(this.id);
      if (before) transcriber.adopt(before);
      void transcriber.check();
    });
    this.on('input', (message, _send, done) => transcriber.input(message, guard(done), sourceOf(message)));
    this.on('close', (removed: boolean, done: () => void) => {
      clearImmediate(starting);
      leave(removed, transcriber);
      done();
    });
  }

  /** Whether somebody waits for the answer to a message, whatever was refused before. */
  function isAwaited(message: NodeMessage): boolean {
    try {
      return standsAlone(readMessage(message));
    } catch {
      return false;
    }
  }

  /** Reads what tells the source of a message from others; undefined if it does not tell. */
  function sourceReader(property: string): (message: NodeMessage) => string | undefined {
    if (property === '') return () => undefined;
    try {
      RED.util.normalisePropertyExpression(property);
    } catch {
      throw new CodedError('invalid_setting', `"${property}" is not a message property. Enter one, for example topic.`);
    }
    return (message) => {
      try {
        const value = RED.util.getMessageProperty(message, property) as string | number | boolean | null | undefined;
        return value === undefined || value === null || value === '' ? undefined : String(value);
      } catch {
        // Something on the way to the property is not there.
        return undefined;
      }
    };
  }

  RED.nodes.registerType('speechmatics-transcribe', Transcribe);
};
