import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';

/** Receives the messages of all sinks. */
let receive: (message: NodeMessage) => void = () => {};

/** Sets the function that receives the messages of all `bench-sink` nodes. */
export function onSink(take: (message: NodeMessage) => void): void {
  receive = take;
}

/** Two nodes: `bench-source` sends messages on demand, `bench-sink` passes them to {@link onSink}. */
export function benchNodes(RED: NodeAPI): void {
  RED.nodes.registerType('bench-source', function (this: Node, settings: NodeDef) {
    RED.nodes.createNode(this, settings);
  });
  RED.nodes.registerType('bench-sink', function (this: Node, settings: NodeDef) {
    RED.nodes.createNode(this, settings);
    this.on('input', (message, _send, done) => {
      receive(message);
      done();
    });
  });
}
