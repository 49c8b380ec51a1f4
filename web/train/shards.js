// One worker's part in a step where all workers see one another's memory.  The parameters are cut into shards, one
// a rank, and with everyone's gradient in its place,
//   update: each adds up its shard of all gradients, in the order of rank, and updates the weights and the
//           optimiser's state of its shard, the state from one of two places to the other;
//   commit: once all have done that, each fetches the weights of the other shards.
// The gradient of a large dense kernel is never laid out: each multiplies its rows of it out of everyone's
// inputs and output gradients, which are less to write and to fetch, and uses them up while they are in the cache.
// Between the two the others' copies of the weights and the state's old place still hold the step before.  So a
// step can be undone wherever a worker died, for its memory stays.
import { cut } from "./cut.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").State} State */
/** @typedef {import("./session.js").DenseKernel} DenseKernel */
/** What a worker shows to the others; slots [place][slot]: the first place of all parameters, the second of its shard
 * alone; factors: of each large kernel's gradient.
 * @typedef {{ weights: Float32Array, gradients: Float32Array, slots: Float32Array[][], factors: { inputs: Float32Array, outputs: Float32Array }[] }} Shown */
/** Takes the gradient of the parameters at … at + count, at an address. @typedef {(at: number, count: number, gradient: number) => void} Use */

/** Parameters that are summed and updated at a time: 128 KiB, and six times that with the weights and the state, within the second-level cache. */
const PIECE = 32768;
/** Shards begin at whole cache lines: a vector that lies across two costs twice. */
const LINE = 16;

export class Shards {
  #session;
  #capacity;
  #spare;
  /** @type {DenseKernel[]} larger than what their gradients are made of */
  #large;
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
    this.#large = session.denseKernels().filter(({ inputs, units }) => inputs * units > session.config.batchSize * (inputs + units));
  }

  /** @returns {Shown} */
  get shown() {
    const { engine, parameters, weights, gradients, slots, slotCount } = this.#session.inside;
    const arrays = (/** @type {number} */ at, /** @type {number} */ count) => Array.from({ length: slotCount }, (_, i) => engine.view("f32", at + 4 * count * i, count));
    const whole = (/** @type {number} */ at) => engine.view("f32", at, parameters);
    const { batchSize } = this.#session.config;
    return {
      weights: whole(weights), gradients: whole(gradients), slots: [arrays(slots, parameters), arrays(this.#spare, this.#capacity)],
      factors: this.#large.map(({ inputs, units, inputsAt, outputsAt }) => ({ inputs: engine.view("f32", inputsAt, batchSize * inputs), outputs: engine.view("f32", outputsAt, batchSize * units) })),
    };
  }
  /** What session.gradient() is to leave out. */
  get left() { return this.#large.reduce((bits, { layer }) => bits | (1 << layer), 0); }

  /** @param {Shown[]} shown by rank @param {number} own rank */
  arrange(shown, own) {
    this.#shown = shown;
    this.#own = own;
    this.#cut = cut(this.#session.parameters, shown.length, LINE);
  }
  get isArranged() { return this.#cut.length > 0; }

  /** @param {number} step @param {number} batch images of all workers together */
  update(step, batch) {
    const session = this.#session, { engine, parameters, slots } = session.inside;
    const [first, end] = this.#cut[this.#own], places = [{ at: slots + 4 * first, apart: parameters }, { at: this.#spare, apart: this.#capacity }];
    const from = places[session.place], to = places[1 - session.place];
    session.beginUpdate(step);
    engine.scope(() => {
      const sum = engine.alloc("f32", PIECE), term = engine.alloc("f32", PIECE);
      const use = (/** @type {number} */ at, /** @type {number} */ count, /** @type {number} */ gradient) =>
        session.updatePart(step, at, count, gradient, { ...from, at: from.at + 4 * (at - first) }, { ...to, at: to.at + 4 * (at - first) });
      let at = first;
      for (const [i, { offset, inputs, units }] of this.#large.entries()) {
        const [start, stop] = [offset, offset + inputs * units].map((place) => Math.min(Math.max(place, at), end));
        this.#add(at, start, sum, term, use);
        this.#multiply(i, start, stop, batch, sum, term, use);
        at = stop;
      }
      this.#add(at, end, sum, term, use);
    });
  }

  /** Hands on the sum of all gradients of the parameters from … end, piece by piece.
   * @param {number} from @param {number} end @param {number} sum @param {number} term addresses of PIECE numbers @param {Use} use */
  #add(from, end, sum, term, use) {
    const own = this.#own, { engine, gradients } = this.#session.inside;
    // a + b is b + a to the bit: a sum may begin with its second term
    const order = this.#shown.map((_, rank) => rank);
    if (own === 0) order.splice(0, 2, 1, 0);
    for (let at = from; at < end; at += PIECE) {
      const count = Math.min(PIECE, end - at);
      const take = (/** @type {number} */ rank, /** @type {number} */ where) => engine.view("f32", where, count).set(this.#shown[rank].gradients.subarray(at, at + count));
      take(order[0], sum);
      for (const rank of order.slice(1)) {
        if (rank !== own) take(rank, term);
        engine.exports.net_add(sum, rank === own ? gradients + 4 * at : term, count);
      }
      use(at, count, sum);
    }
  }

  /** The same for parameters of large kernel number i: each rank's term is the product of its factors.
   * @param {number} i @param {number} from @param {number} end @param {number} batch @param {number} sum @param {number} other @param {Use} use */
  #multiply(i, from, end, batch, sum, other, use) {
    if (from === end) return;
    const session = this.#session, { engine, gradients } = session.inside, { layer, offset, inputs, units, inputsAt, outputsAt } = this.#large[i];
    const firstRow = Math.floor((from - offset) / units), endRow = Math.ceil((end - offset) / units), wide = endRow - firstRow;
    const shares = cut(batch, this.#shown.length);
    let free = gradients + 4 * offset; // nobody writes this kernel's gradient, which is larger than all its factors
    const copy = (/** @type {number} */ count, /** @type {number} */ many, /** @type {(k: number) => Float32Array} */ part) => {
      const at = free, to = engine.view("f32", at, count * many);
      free += 4 * count * many;
      for (let k = 0; k < many; k++) to.set(part(k), k * count);
      return at;
    };
    const terms = this.#shown.map(({ factors }, rank) => {
      const count = shares[rank][1] - shares[rank][0];
      if (rank === this.#own) return { count, at: inputsAt + 4 * firstRow, stride: inputs, outputs: outputsAt };
      const of = factors[i], at = copy(wide, count, (k) => of.inputs.subarray(k * inputs + firstRow, k * inputs + endRow));
      return { count, at, stride: wide, outputs: copy(count * units, 1, () => of.outputs.subarray(0, count * units)) };
    });
    const most = Math.floor(PIECE / units);
    for (let row = firstRow; row < endRow; row += most) {
      const rows = Math.min(most, endRow - row), start = offset + row * units;
      for (const [rank, { count, at, stride, outputs }] of terms.entries()) {
        [sum, other] = [other, sum];
        session.kernelGradient(layer, rows, count, at + 4 * (row - firstRow), stride, outputs, rank ? other : 0, sum);
      }
      const at = Math.max(from, start); // the first row and the last may be another's in part
      use(at, Math.min(end, start + rows * units) - at, sum + 4 * (at - start));
    }
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
