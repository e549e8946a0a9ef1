import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { GuardedNode } from './lib/message/guarded-node';
import { systemClock } from './lib/time/clock';
import { MissingEvents } from './lib/transcript/filter/missing-events';
import { PartialFilter } from './lib/transcript/filter/partial-filter';
import { readFilterSettings, type StoredFilterSettings } from './lib/transcript/filter/settings';

interface PartialFilterDef extends NodeDef, StoredFilterSettings {}

const TEXTS = 'node-red-contrib-speechmatics/speechmatics-partial-filter:partial-filter.status';

export = (RED: NodeAPI): void => {
  function PartialFilterNode(this: Node, def: PartialFilterDef): void {
    RED.nodes.createNode(this, def);
    const texts = { catalogue: TEXTS, translate: RED._ };
    const node = new GuardedNode(this, texts, systemClock, () => {
      const settings = readFilterSettings(def);
      const filter = new PartialFilter(settings, systemClock, (messages) => node.send(messages));
      return { filter, missing: new MissingEvents(settings.mode) };
    });
    this.on('input', (message: NodeMessageInFlow, _send, done) =>
      node.take(message, done, ({ filter, missing }, copy) => {
        filter.take(copy);
        return missing.noteAfter(copy);
      }),
    );
    this.on('close', () => node.close(({ filter }) => filter.close()));
  }
  RED.nodes.registerType('speechmatics-partial-filter', PartialFilterNode);
};
