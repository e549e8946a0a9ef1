import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { GuardedNode } from './lib/message/guarded-node';
import { systemClock } from './lib/time/clock';
import { Captions } from './lib/captions/captions';
import { readCaptionSettings, type StoredCaptionSettings } from './lib/captions/settings';

interface CaptionsDef extends NodeDef, StoredCaptionSettings {}

const TEXTS = 'node-red-contrib-speechmatics/speechmatics-captions:captions.status';

export = (RED: NodeAPI): void => {
  function CaptionsNode(this: Node, def: CaptionsDef): void {
    RED.nodes.createNode(this, def);
    const texts = { catalogue: TEXTS, translate: RED._ };
    const node = new GuardedNode(
      this,
      texts,
      systemClock,
      () => new Captions(readCaptionSettings(def), systemClock, ({ cues, documents }) => node.send(cues, documents)),
    );
    this.on('input', (message: NodeMessageInFlow, _send, done) =>
      node.take(message, done, (captions, copy) => captions.take(copy)),
    );
    this.on('close', () => node.close((captions) => captions.close()));
  }
  RED.nodes.registerType('speechmatics-captions', CaptionsNode);
};
