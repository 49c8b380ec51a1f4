// One worker's part in a step where all workers see one another's memory.  The parameters are cut into shards, one
// a rank, and with everyone's gradient in its place,
//   update: each adds up its shard of all gradients, in the order of rank, and updates the weights and the
//           optimiser's state of its shard, the state from one of two places to the other;
//   commit: once all have done that, each fetches the weights of the other shards.
// Between the two the others' copies of the weights and the state's old place still hold the step before.  So a
// step can be undone wherever a worker died, for its memory stays.
import { cut } from "./cut.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").State} State */
/** What a worker shows to the others; slots [place][slot]: the first place of all parameters, the second of its shard alone.
 * @typedef {{ weights: Float32Array, gradients: Float32Array, slots: Float32Array[][] }} Shown */

/** Parameters that are summed and updated at a time: 128 KiB, and six times that with the weights and the state, within the second-level cache. */
const PIECE = 32768;
/** Shards begin at whole cache lines: a vector that lies across two costs twice. */
const LINE = 16;

export class Shards {
  #session;
  #capacity;
  #spare;
  /** @type {Shown[]} by rank */
  #shown = [];
  /** @type {[number, number][]} by rank */
  #cut = [];
  #own = 0;

  /** @param {Session} session in memory that can be shared */
  constructor(session) {
    this.#session = session;
    const { engine, parameters, slotCount } = session.inside;
    this.#capacity = Math.ceil(parameters / 2) + LINE;
    this.#spare = engine.alloc("f32", Math.max(1, slotCount * this.#capacity));
  }

  /** @returns {Shown} */
  get shown() {
    const { engine, parameters, weights, gradients, slots, slotCount } = this.#session.inside;
    const arrays = (/** @type {number} */ at, /** @type {number} */ count) => Array.from({ length: slotCount }, (_, i) => engine.view("f32", at + 4 * count * i, count));
    const whole = (/** @type {number} */ at) => engine.view("f32", at, parameters);
    return { weights: whole(weights), gradients: whole(gradients), slots: [arrays(slots, parameters), arrays(this.#spare, this.#capacity)] };
  }

  /** @param {Shown[]} shown by rank @param {number} own rank */
  arrange(shown, own) {
    this.#shown = shown;
    this.#own = own;
    this.#cut = cut(this.#session.parameters, shown.length, LINE);
  }
  get isArranged() { return this.#cut.length > 0; }

  /** @param {number} step */
  update(step) {
    const session = this.#session, own = this.#own, { engine, parameters, gradients, slots } = session.inside;
    const [first, end] = this.#cut[own], places = [{ at: slots + 4 * first, apart: parameters }, { at: this.#spare, apart: this.#capacity }];
    const from = places[session.place], to = places[1 - session.place];
    // a + b is b + a to the bit: a sum may begin with its second term
    const order = this.#shown.map((_, rank) => rank);
    if (own === 0) order.splice(0, 2, 1, 0);
    session.beginUpdate(step);
    engine.scope(() => {
      const size = Math.min(end - first, PIECE);
      const sum = engine.alloc("f32", size), term = order.length > 2 ? engine.alloc("f32", size) : 0;
      for (let at = first; at < end; at += size) {
        const count = Math.min(size, end - at), offset = 4 * (at - first);
        const take = (/** @type {number} */ rank, /** @type {number} */ where) => engine.view("f32", where, count).set(this.#shown[rank].gradients.subarray(at, at + count));
        take(order[0], sum);
        for (const rank of order.slice(1)) {
          if (rank !== own) take(rank, term);
          engine.exports.net_add(sum, rank === own ? gradients + 4 * at : term, count);
        }
        session.updatePart(step, at, count, sum, { ...from, at: from.at + offset }, { ...to, at: to.at + offset });
      }
    });
  }

  commit() {
    const { weights } = this.#shown[this.#own];
    for (const [rank, [from, to]] of this.#cut.entries()) if (rank !== this.#own) weights.set(this.#shown[rank].weights.subarray(from, to), from);
    this.#session.place = this.#session.place ? 0 : 1;
  }

  /** Weights and the whole optimiser's state, gathered. @param {State} [into] @param {boolean} [isUndone] as before an update() that is not to count @returns {State} */
  state(into = this.#session.emptyState(), isUndone = false) {
    const { place } = this.#session;
    into.weights.set(this.#shown[this.#own].weights);
    for (const [rank, [from, to]] of this.#cut.entries()) {
      if (isUndone && rank === this.#own) into.weights.set(this.#shown.at(rank - 1)?.weights.subarray(from, to) ?? [], from);
      for (const [i, slot] of into.slots.entries()) slot.set(this.#shown[rank].slots[place][i].subarray(...(place ? [0, to - from] : [from, to])), from);
    }
    return into;
  }
}
