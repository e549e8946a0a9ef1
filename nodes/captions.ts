import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { GuardedNode } from './lib/message/guarded-node';
import { copyMessage, settle } from './lib/message/copy-message';
import { systemClock } from './lib/time/clock';
import { Captions } from './lib/captions/captions';
import { readCaptionSettings, type StoredCaptionSettings } from './lib/captions/settings';

interface CaptionsDef extends NodeDef, StoredCaptionSettings {}

/** Inside subflows only the full name of a status text is found. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-captions:captions.status';

export = (RED: NodeAPI): void => {
  function CaptionsNode(this: Node, def: CaptionsDef): void {
    RED.nodes.createNode(this, def);
    const report = (error: Error, message: object): void => this.error(error, message as NodeMessageInFlow);
    const surface = { status: (status: object) => this.status(status), report };
    const node = new GuardedNode(
      surface,
      TEXTS,
      systemClock,
      () =>
        new Captions(readCaptionSettings(def), systemClock, ({ cues, documents }) => {
          // Messages of a stream share what they carry: copies go out, so that nobody downstream changes the next one.
          const copies = (): NodeMessageInFlow[][] =>
            [cues, documents].map((messages) => messages.map((message) => copyMessage(message) as NodeMessageInFlow));
          node.send(() => this.send(copies()));
        }),
    );
    this.on('input', (message: NodeMessageInFlow, _send, done) => {
      settle(
        done,
        node.take(message, (captions, copy) => captions.take(copy)),
        message,
        report,
      );
    });
    this.on('close', () => node.close((captions) => captions.close()));
  }
  RED.nodes.registerType('speechmatics-captions', CaptionsNode);
};
