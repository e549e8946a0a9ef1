import type { FlowMessage } from './lib/message/flow-message';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { CodedError } from './lib/errors/coded-error';
import { copyMessage, settle } from './lib/message/copy-message';
import { systemClock as clock } from './lib/time/clock';
import { PartialFilter } from './lib/transcript/filter/partial-filter';
import { readFilterSettings, type StoredFilterSettings } from './lib/transcript/filter/settings';

interface PartialFilterDef extends NodeDef, StoredFilterSettings {}

/** Inside subflows only the full name of a status text is found. */
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-partial-filter';

/** Milliseconds between two showings of an error: with its removal, that makes two changes of the status a second. */
const ERROR_STATUS_INTERVAL = 1000;

export = (RED: NodeAPI): void => {
  function PartialFilterNode(this: Node, def: PartialFilterDef): void {
    RED.nodes.createNode(this, def);
    let shown: { code?: string; since: number } = { since: -Infinity };

    const showError = (code: string): void => {
      if (code === shown.code || clock.now() - shown.since < ERROR_STATUS_INTERVAL) return;
      shown = { code, since: clock.now() };
      const status = {
        fill: 'red',
        shape: 'ring',
        text: `${CATALOGUE}:partial-filter.status.${code}`,
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
    const sendAll = (messages: readonly FlowMessage[]): void => {
      try {
        // The filter keeps what it gives: copies go out, so that nobody downstream changes what is sent again later.
        this.send([messages.map((message) => copyMessage(message) as NodeMessageInFlow)]);
      } catch (error) {
        report(fail(error), {});
      }
    };

    const open = (): PartialFilter | CodedError => {
      try {
        return new PartialFilter(readFilterSettings(def), clock, sendAll);
      } catch (error) {
        return CodedError.from(error);
      }
    };
    const filter = open();

    const take = (message: FlowMessage): Error | undefined => {
      try {
        if (filter instanceof CodedError) return fail(filter);
        filter.take(copyMessage(message));
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
      if (filter instanceof PartialFilter) filter.close();
    });
  }
  RED.nodes.registerType('speechmatics-partial-filter', PartialFilterNode);
};
