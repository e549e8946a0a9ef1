import type { NodeMessage } from 'node-red';
import helper = require('node-red-node-test-helper');

/** A message as tests look at it. */
export type Message = NodeMessage & Record<string, unknown>;

/** A node of a test flow that collects what it gets. */
export class Collector {
  readonly messages: Message[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(id: string) {
    helper.getNode(id).on('input', (message) => {
      this.messages.push(message);
      for (const check of this.waiting) check();
    });
  }

  /** Resolves with the first message that fits, which may have come already. */
  find(fits: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.messages.find(fits);
        if (!found) return;
        this.waiting.delete(check);
        resolve(found);
      };
      this.waiting.add(check);
      check();
    });
  }

  /** Resolves when there are `count` messages. */
  async count(count: number): Promise<Message[]> {
    await this.find(() => this.messages.length >= count);
    return this.messages;
  }
}
