import type { FlowMessage } from './lib/message/flow-message';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { CodedError } from './lib/errors/coded-error';
import { copyMessage, settle } from './lib/message/copy-message';
import { systemClock } from './lib/time/clock';
import { Captions } from './lib/captions/captions';
import type { CaptionOutput } from './lib/captions/stream-captions';
import { readCaptionSettings, type StoredCaptionSettings } from './lib/captions/settings';

interface CaptionsDef extends NodeDef, StoredCaptionSettings {}

/** Inside subflows only the full name of a status text is found. */
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-captions';

/** Milliseconds between two showings of an error: with its removal, that makes two changes of the status a second. */
const ERROR_STATUS_INTERVAL = 1000;

export = (RED: NodeAPI): void => {
  function CaptionsNode(this: Node, def: CaptionsDef): void {
    RED.nodes.createNode(this, def);
    let shown: { code?: string; since: number } = { since: -Infinity };

    const showError = (code: string): void => {
      if (code === shown.code || performance.now() - shown.since < ERROR_STATUS_INTERVAL) return;
      shown = { code, since: performance.now() };
      const status = {
        fill: 'red',
        shape: 'ring',
        text: `${CATALOGUE}:captions.status.${code}`,
        state: 'error',
        code,
      } as const;
      this.status(status);
    };

    const clearError = (): void => {
      if (shown.code === undefined) return;
      shown = { since: shown.since };
      this.status({});
    };

    const report = (error: Error, message: object): void => this.error(error, message as NodeMessageInFlow);

    // Called by timers too: what is thrown there would end Node-RED.
    const sendAll = ({ cues, documents }: CaptionOutput): void => {
      try {
        // Messages of a stream share what they carry: copies go out, so that nobody downstream changes the next one.
        this.send(
          [cues, documents].map((messages) => messages.map((message) => copyMessage(message) as NodeMessageInFlow)),
        );
      } catch (error) {
        report(fail(error), {});
      }
    };

    const open = (): Captions | CodedError => {
      try {
        return new Captions(readCaptionSettings(def), systemClock, sendAll);
      } catch (error) {
        return CodedError.from(error);
      }
    };
    const captions = open();

    const take = (message: FlowMessage): Error | undefined => {
      try {
        if (captions instanceof CodedError) return fail(captions);
        captions.take(copyMessage(message));
        clearError();
        return undefined;
      } catch (error) {
        return fail(error);
      }
    };
    const fail = (error: unknown): Error => {
      const known = CodedError.from(error);
      // Only this package's codes have a text.
      showError(known === error ? known.code : 'unexpected_error');
      return known;
    };

    this.on('input', (message: NodeMessageInFlow, _send, done) => {
      settle(done, take(message), message, report);
    });
    this.on('close', () => {
      if (captions instanceof Captions) captions.close();
    });
  }
  RED.nodes.registerType('speechmatics-captions', CaptionsNode);
};
