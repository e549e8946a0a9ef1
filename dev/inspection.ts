import type { Node, NodeAPI, NodeDef } from 'node-red';
import { systemClock, type Timer } from '../nodes/lib/time/clock';
import { collectGarbage } from './collect-garbage';

/** What a Node-RED process holds. */
export interface Inspection {
  /** Kinds of resources that keep the process alive, with their number: sockets, timers, processes. */
  resources: Record<string, number>;
  /** Timers of these nodes that are set, also those that don't keep the process alive. */
  timers: number;
  /** Listeners of Node-RED's events and of the process. */
  listeners: number;
}

/** Bytes of a Node-RED process, once garbage is collected. */
export interface Memory {
  /** By objects, typed arrays and WebAssembly. */
  held: number;
  /** Of the whole process, as the system sees it. */
  resident: number;
}

/** The pending timers of the clock of these nodes, from here on. */
function watchTimers(): Set<Timer> {
  const pending = new Set<Timer>();
  const { ...clock } = systemClock;
  systemClock.setTimeout = (callback, delay) => {
    const timer = clock.setTimeout(() => {
      pending.delete(timer);
      callback();
    }, delay);
    pending.add(timer);
    return timer;
  };
  systemClock.clearTimeout = (timer) => {
    pending.delete(timer);
    clock.clearTimeout(timer);
  };
  return pending;
}

/**
 * A node set for tests: the admin API tells at `/inspection` what the process holds, at
 * `/inspection/memory` how much. Nodes of the type `slow-to-close` hold
 * a deploy up until the admin API is asked at `/inspection/let-close`.
 */
export function inspection(RED: NodeAPI): void {
  const timers = watchTimers();
  const closing: (() => void)[] = [];
  RED.nodes.registerType('slow-to-close', function (this: Node, settings: NodeDef) {
    RED.nodes.createNode(this, settings);
    this.on('close', (removed: boolean, done: () => void) => {
      if (removed) done();
      else closing.push(done);
    });
  });
  RED.httpAdmin.post('/inspection/let-close', (_request, response) => {
    for (const done of closing.splice(0)) done();
    response.end();
  });
  RED.httpAdmin.get('/inspection/memory', (_request, response) => {
    const held = collectGarbage();
    response.json({ held, resident: process.memoryUsage.rss() } satisfies Memory);
  });
  RED.httpAdmin.get('/inspection', (_request, response) => {
    const resources: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    const listeners = [RED.events, process as NodeJS.EventEmitter]
      .flatMap((emitter) => emitter.eventNames().map((name) => emitter.listenerCount(name)))
      .reduce((sum, count) => sum + count, 0);
    response.json({ resources, timers: timers.size, listeners } satisfies Inspection);
  });
}
