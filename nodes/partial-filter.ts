import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { FilterError } from './lib/transcript/filter-error';
import { PartialFilter, type FilterMode } from './lib/transcript/partial-filter';

interface PartialFilterDef extends NodeDef {
  mode?: string;
}

/** Inside subflows only the full name of a status text is found. */
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-partial-filter';

const DEFAULT_MODE: FilterMode = 'live';

/** Milliseconds between two showings of an error: with its removal, that makes two changes of the status a second. */
const ERROR_STATUS_INTERVAL = 1000;

export = (RED: NodeAPI): void => {
  function PartialFilterNode(this: Node, def: PartialFilterDef): void {
    RED.nodes.createNode(this, def);
    const now = (): number => performance.now();
    const filter = new PartialFilter(def.mode || DEFAULT_MODE, now);
    let shown: { code?: FilterError['code']; since: number } = { since: -Infinity };

    const showError = (code: FilterError['code']): void => {
      if (code === shown.code || now() - shown.since < ERROR_STATUS_INTERVAL) return;
      shown = { code, since: now() };
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

    this.on('input', (message: NodeMessageInFlow, send, done) => {
      try {
        // The filter keeps what it gives: copies go out, so that nobody downstream changes what is sent again later.
        const messages = filter.take(message).map((given) => RED.util.cloneMessage(given));
        if (messages.length > 0) send([messages]);
        clearError();
        done();
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
        showError(error.code);
        done(error);
      }
    });
  }
  RED.nodes.registerType('speechmatics-partial-filter', PartialFilterNode);
};
