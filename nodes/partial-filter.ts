import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { GuardedNode, type NodeStatus } from './lib/message/guarded-node';
import { copyMessage, settle } from './lib/message/copy-message';
import { systemClock } from './lib/time/clock';
import { MissingEvents } from './lib/transcript/filter/missing-events';
import { PartialFilter } from './lib/transcript/filter/partial-filter';
import { readFilterSettings, type StoredFilterSettings } from './lib/transcript/filter/settings';

interface PartialFilterDef extends NodeDef, StoredFilterSettings {}

/** Inside subflows only the full name of a status text is found. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-partial-filter:partial-filter.status';

export = (RED: NodeAPI): void => {
  function PartialFilterNode(this: Node, def: PartialFilterDef): void {
    RED.nodes.createNode(this, def);
    const report = (error: Error, message: object): void => this.error(error, message as NodeMessageInFlow);
    // The editor translates keys, but puts no figures into them.
    const show = (status: NodeStatus): void => {
      const { text = '', words } = status;
      this.status(words === undefined ? status : { ...status, text: RED._(text, { words }) });
    };
    const surface = { status: show, report };
    const node = new GuardedNode(surface, TEXTS, systemClock, () => {
      const settings = readFilterSettings(def);
      const filter = new PartialFilter(settings, systemClock, (messages) => {
        // The filter keeps what it gives: copies go out, so that nobody downstream changes what is sent again later.
        node.send(() => this.send([messages.map((message) => copyMessage(message) as NodeMessageInFlow)]));
      });
      return { filter, missing: new MissingEvents(settings.mode) };
    });
    this.on('input', (message: NodeMessageInFlow, _send, done) => {
      const error = node.take(message, ({ filter, missing }, copy) => {
        filter.take(copy);
        return missing.noteAfter(copy);
      });
      settle(done, error, message, report);
    });
    this.on('close', () => node.close(({ filter }) => filter.close()));
  }
  RED.nodes.registerType('speechmatics-partial-filter', PartialFilterNode);
};
