/**
 * Counts how often each fingerprint came. A fingerprint is the start of a SHA-256 in hex, so its first 13 digits tell it from
 * millions of others; they fit into one number.
 */
export class RepeatCounter {
  #size = 0;
  #keys = new Float64Array(1024).fill(-1);
  #counts = new Uint32Array(1024);

  /** How often it came, this time included. */
  count(fingerprint: string): number {
    if (this.#size * 2 >= this.#keys.length) this.#grow();
    const slot = this.#slotOf(Number.parseInt(fingerprint.slice(0, 13), 16));
    if (this.#counts[slot] === 0) this.#size += 1;
    const count = (this.#counts[slot] ?? 0) + 1;
    this.#counts[slot] = count;
    return count;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = key % this.#keys.length;
    while (this.#keys[slot] !== key && this.#keys[slot] !== -1) slot = (slot + 1) & mask;
    this.#keys[slot] = key;
    return slot;
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(keys.length * 2).fill(-1);
    this.#counts = new Uint32Array(keys.length * 2);
    for (const [index, key] of keys.entries()) {
      if (key !== -1) this.#counts[this.#slotOf(key)] = counts[index] ?? 0;
    }
  }
}
