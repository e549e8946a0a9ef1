import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { systemClock } from './lib/speech-api/clock';
import { FilterError } from './lib/transcript/filter/filter-error';
import { PartialFilter } from './lib/transcript/filter/partial-filter';
import { readFilterSettings, type StoredFilterSettings } from './lib/transcript/filter/settings';

interface PartialFilterDef extends NodeDef, StoredFilterSettings {}

/** Inside subflows only the full name of a status text is found. */
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-partial-filter';

/** Steady, whatever happens to the time of day. */
const clock = { ...systemClock, now: (): number => performance.now() };

/** Milliseconds between two showings of an error: with its removal, that makes two changes of the status a second. */
const ERROR_STATUS_INTERVAL = 1000;

export = (RED: NodeAPI): void => {
  function PartialFilterNode(this: Node, def: PartialFilterDef): void {
    RED.nodes.createNode(this, def);
    let shown: { code?: FilterError['code']; since: number } = { since: -Infinity };

    const showError = (code: FilterError['code']): void => {
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

    const open = (): PartialFilter | FilterError => {
      try {
        return new PartialFilter(readFilterSettings(def), clock, (messages) => {
          // The filter keeps what it gives: copies go out, so that nobody downstream changes what is sent again later.
          this.send([messages.map((message) => RED.util.cloneMessage(message))]);
        });
      } catch (error) {
        if (error instanceof FilterError) return error;
        throw error;
      }
    };
    const filter = open();

    this.on('input', (message: NodeMessageInFlow, _send, done) => {
      try {
        if (filter instanceof FilterError) throw filter;
        filter.take(message);
        clearError();
        done();
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
        showError(error.code);
        done(error);
      }
    });
    this.on('close', () => {
      if (filter instanceof PartialFilter) filter.close();
    });
  }
  RED.nodes.registerType('speechmatics-partial-filter', PartialFilterNode);
};
