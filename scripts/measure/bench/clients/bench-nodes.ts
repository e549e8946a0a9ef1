import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';

/** What the sinks are given goes here. */
let receive: (message: NodeMessage) => void = () => {};

/** Lets a function take what all `bench-sink` nodes are given from now on. */
export function onSink(take: (message: NodeMessage) => void): void {
  receive = take;
}

/** Two nodes: `bench-source` sends what it is told to, `bench-sink` hands on what it is given. */
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
