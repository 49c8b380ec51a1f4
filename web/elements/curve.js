// A curve that grows for as long as it likes and stays drawable: means over buckets of steps, whose
// size doubles whenever there are too many.

const MOST = 512;

/** @typedef {{ x: number[], y: number[][], size: number }} CurveState */

export class Curve {
  /** The bucket's right end. @type {number[]} */
  x = [];
  /** @type {number[][]} a list for each quantity */
  y;
  #size = 1;
  #n = 0;
  /** @type {number[]} */
  #sums;

  /** @param {number} quantities */
  constructor(quantities) {
    this.y = Array.from({ length: quantities }, () => []);
    this.#sums = new Array(quantities).fill(0);
  }

  /** @returns {CurveState} what a later visit can go on from */
  get state() { return { x: this.x, y: this.y, size: this.#size }; }
  /** @param {CurveState} state @param {number} end what lies beyond was not kept */
  static from({ x, y, size }, end) {
    const curve = new Curve(y.length);
    const n = x.findLastIndex((v) => v <= end) + 1;
    curve.x = x.slice(0, n);
    curve.y = y.map((list) => list.slice(0, n));
    curve.#size = size;
    return curve;
  }

  /** @param {number} x @param {...number} values */
  add(x, ...values) {
    values.forEach((v, i) => (this.#sums[i] += v));
    if (++this.#n < this.#size) return;
    this.x.push(x);
    this.#sums.forEach((sum, i) => this.y[i].push(sum / this.#n));
    this.#sums.fill(0);
    this.#n = 0;
    if (this.x.length < MOST) return;
    this.#size *= 2;
    this.x = this.x.filter((_, i) => i % 2);
    this.y = this.y.map((list) => list.filter((_, i) => i % 2).map((v, i) => (v + list[2 * i]) / 2));
  }
}
