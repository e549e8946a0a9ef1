/** Items taken before the array is cut: removing them one by one would take time that grows with the rest. */
const LEFT_BEHIND = 1024;

/** A queue of any length from which the oldest item is taken in constant time. */
export class Fifo<Item extends object> {
  private items: (Item | undefined)[] = [];
  /** Index of the oldest item; those before it were taken. */
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  /** The item at an index, counted from the oldest. */
  at(index: number): Item | undefined {
    return this.items[this.head + index];
  }

  push(item: Item): void {
    this.items.push(item);
  }

  /** Takes the oldest item. */
  shift(): Item | undefined {
    const item = this.items[this.head];
    if (item === undefined) return undefined;
    this.items[this.head++] = undefined;
    if (this.length === 0 || (this.head >= LEFT_BEHIND && this.head * 2 >= this.items.length)) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Takes the item at an index, counted from the oldest. */
  remove(index: number): Item | undefined {
    return index === 0 ? this.shift() : this.items.splice(this.head + index, 1)[0];
  }

  /** Takes all items, oldest first. */
  drain(): Item[] {
    const all = this.items.slice(this.head) as Item[];
    this.items = [];
    this.head = 0;
    return all;
  }
}
