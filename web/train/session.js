// A network in an engine of its own: what the worker does with it, in terms of batches and arrays.
// The data stay outside the engine; a batch is gathered into it, as bytes where they are bytes.
import { SurprisalError } from "../core/errors.js";
import { ACTIVATIONS, CLASSES, INPUT, LAYER_TYPES, layerNames, learningRateAt, LOSSES, OPTIMIZERS, PIXELS } from "./config.js";

/** @typedef {import("../core/engine.js").Engine} Engine */
/** @typedef {import("./config.js").Config} Config */
/** @typedef {import("./config.js").DataSet} DataSet */
/** @typedef {{ name: string, shape: number[], offset: number, count: number }} TensorInfo offset and count in the flat array */
/** @typedef {{ type: string, name: string, output: [number, number, number], parameters: number }} LayerInfo */
/** @typedef {{ parameters: number, layers: LayerInfo[], tensors: TensorInfo[], memoryBytes: number, variant: string }} Description */
/** @typedef {{ weights: Float32Array, slots: Float32Array[] }} State */
/** A dense layer's kernel [inputs][units] at `offset` of the flat array, and where what its gradient is made of lies:
 * its inputs [batchSize][inputs], the gradients by its outputs [batchSize][units].
 * @typedef {{ layer: number, offset: number, inputs: number, units: number, inputsAt: number, outputsAt: number }} DenseKernel */

const PREDICTION_CHUNK = 256;

export class Session {
  #engine;
  #net;
  /** @type {{ parameters: number, weights: number, gradients: number, slots: number, slotCount: number, bytes: number }} */
  #memory;
  /** Where the optimiser's state is: 0 the network's slots; 1, of a shard, elsewhere (shards.js). @type {0 | 1} */
  place = 0;
  /** How often the weights have changed. */
  changes = 0;

  /** @param {Engine} engine @param {Config} config */
  constructor(engine, config) {
    this.#engine = engine;
    this.config = config;
    this.#net = this.#create();
    this.#check(engine.exports.net_query(this.#net), "create");
    const [parameters, weights, gradients, slots, slotCount, , , bytes] = this.#mail(9);
    this.#memory = { parameters, weights, gradients, slots, slotCount, bytes };
    this.reset();
  }

  /** @param {number} status @param {string} caller */
  #check(status, caller) {
    this.#engine.check(status, { name: caller, argument: (_, index) => ({ argument: index >= 0 ? `layers[${index}]` : undefined }) });
  }
  /** @param {number} count */
  #mail(count) { return this.#engine.view("f64", this.#engine.exports.net_mail(), count); }

  #create() {
    const { layers, loss, optimizer, batchSize } = this.config;
    const of = (/** @type {string} */ key) => Number(optimizer[key] ?? 0);
    const numbers = [
      INPUT.height, INPUT.width, INPUT.channels, batchSize, 1, LOSSES.indexOf(loss),
      Object.keys(OPTIMIZERS).indexOf(optimizer.name),
      ...["learningRate", "momentum", "rho", "beta1", "beta2", "epsilon"].map(of),
      layers.length,
      ...layers.flatMap((l) => {
        const layer = /** @type {any} */ (l);
        return [LAYER_TYPES.indexOf(layer.type), layer.filters ?? layer.units ?? 0, layer.kernel ?? layer.size ?? 0,
          ACTIVATIONS.indexOf(layer.activation ?? "linear"), layer.rate ?? 0];
      }),
    ];
    this.#mail(numbers.length).set(numbers);
    this.#check(this.#engine.exports.net_create(numbers.length), "create");
    return this.#mail(1)[0];
  }

  /** Initial weights from the seed, the optimiser's state zero. */
  reset() {
    this.#check(this.#engine.exports.net_initialise(this.#net, this.config.seed), "reset");
    this.place = 0;
    this.changes++;
  }

  /** @returns {Description} */
  describe() {
    const { exports } = this.#engine;
    /** @type {LayerInfo[]} */
    const layers = [];
    /** @type {TensorInfo[]} */
    const tensors = [];
    const names = layerNames(this.config.layers);
    for (const [i, { type }] of this.config.layers.entries()) {
      this.#check(exports.net_layer(this.#net, i), "create");
      const [, height, width, channels, kernelAt, kernelCount, biasAt, biasCount, size, inputs] = this.#mail(10);
      const name = names[i];
      layers.push({ type, name, output: [height, width, channels], parameters: kernelCount + biasCount });
      if (kernelCount === 0) continue;
      tensors.push({ name: `${name}/kernel`, shape: type === "conv2d" ? [size, size, inputs, channels] : [kernelCount / channels, channels], offset: kernelAt, count: kernelCount });
      tensors.push({ name: `${name}/bias`, shape: [channels], offset: biasAt, count: biasCount });
    }
    return { parameters: this.#memory.parameters, layers, tensors, memoryBytes: this.#memory.bytes, variant: this.#engine.variant };
  }

  /** @returns {DenseKernel[]} */
  denseKernels() {
    return this.config.layers.flatMap(({ type }, layer) => {
      if (type !== "dense") return [];
      this.#check(this.#engine.exports.net_layer(this.#net, layer), "create");
      const [, , , units, offset, , , , , inputs, inputsAt, outputsAt] = this.#mail(12);
      return [{ layer, offset, inputs, units, inputsAt, outputsAt }];
    });
  }

  /** The order of an epoch: a function of seed, epoch and count. @param {number} epoch @param {number} count @returns {Uint32Array} */
  shuffle(epoch, count) {
    const engine = this.#engine;
    return engine.scope(() => {
      const at = engine.alloc("u32", count);
      engine.exports.net_shuffle(this.config.seed, epoch, count, at);
      return engine.view("u32", at, count).slice();
    });
  }

  /** Copies images into the engine. @param {DataSet["images"]} images @param {number} n @param {(i: number) => number} which */
  #putImages(images, n, which) {
    const engine = this.#engine;
    const type = images instanceof Uint8Array ? "u8" : "f32";
    const at = engine.alloc(type, n * PIXELS);
    const view = engine.view(type, at, n * PIXELS);
    for (let i = 0; i < n; i++) {
      const from = which(i) * PIXELS;
      view.set(/** @type {any} */ (images.subarray(from, from + PIXELS)), i * PIXELS);
    }
    return { at, isFloat: Number(type === "f32") };
  }

  get wasmBytes() { return this.#engine.memoryBytes; }
  get parameters() { return this.#memory.parameters; }
  /** For shards.js: the engine, and where in it things are. */
  get inside() { return { engine: this.#engine, ...this.#memory }; }
  /** Whether other workers can be shown this engine's memory. */
  get isShared() { return typeof SharedArrayBuffer === "function" && /** @type {any} */ (this.#engine.exports.memory.buffer) instanceof SharedArrayBuffer; }

  /** Puts images and labels into scratch and hands their addresses on.
   * @template T @param {DataSet} data @param {Uint32Array} indices
   * @param {(images: number, isFloat: number, labels: number) => T} use */
  #withBatch({ images, labels, afresh }, indices, use) {
    const engine = this.#engine;
    return engine.scope(() => {
      if (afresh) { // the indices are the digits' numbers
        const [imagesAt, labelsAt] = [engine.alloc("u8", indices.length * PIXELS), engine.alloc("u8", indices.length)];
        engine.exports.abi_digits_at(afresh.seed % 2 ** 32, Math.floor(afresh.seed / 2 ** 32), engine.put("u32", indices), indices.length, imagesAt, labelsAt);
        return use(imagesAt, 0, labelsAt);
      }
      const { at, isFloat } = this.#putImages(images, indices.length, (i) => indices[i]);
      const labelsAt = engine.alloc("u8", indices.length), view = engine.view("u8", labelsAt, indices.length);
      for (let i = 0; i < indices.length; i++) view[i] = labels[indices[i]];
      return use(at, isFloat, labelsAt);
    });
  }

  /** One step on the samples `indices`; step counts the updates before it.
   * @param {DataSet} data @param {Uint32Array} indices @param {number} step @returns {{ lossSum: number, correct: number }} */
  trainBatch(data, indices, step) {
    const score = this.gradient(data, indices, indices.length, 0, step);
    this.update(step);
    return score;
  }

  /** @param {number} batch */
  checkBatch(batch) {
    const { batchSize } = this.config;
    if (batch > batchSize) throw new SurprisalError("INVALID_ARGUMENT", `the batch has ${batch} images, more than batchSize ${batchSize}`, { function: "trainOnBatch", argument: "images" });
  }

  /** The gradient of a share of a batch: of its samples number `first` and on.
   * @param {DataSet} data @param {Uint32Array} indices @param {number} batch size of the whole batch
   * @param {number} first @param {number} step @param {number} [left] bits of the dense layers whose kernels are left to kernelGradient()
   * @returns {{ lossSum: number, correct: number }} */
  gradient(data, indices, batch, first, step, left = 0) {
    const n = indices.length;
    this.checkBatch(batch);
    if (n === 0) {
      this.#gradients.fill(0);
      return { lossSum: 0, correct: 0 };
    }
    return this.#withBatch(data, indices, (plain, isFloat, labels) => {
      const images = this.#augment(plain, isFloat, indices, step);
      this.#check(this.#engine.exports.net_gradient(this.#net, images, isFloat, labels, 0, n, batch, first, step + 1, left), "fit");
      const [lossSum, correct] = this.#mail(2);
      return { lossSum, correct };
    });
  }

  /** Rows of a dense kernel's gradient plus what lies at `plus` (0: nothing), written to `to`; see sp_network_kernel_gradient in c/nn/network.h.
   * @param {number} layer @param {number} rows @param {number} count @param {number} inputs @param {number} stride @param {number} outputs @param {number} plus @param {number} to */
  kernelGradient(layer, rows, count, inputs, stride, outputs, plus, to) {
    this.#check(this.#engine.exports.net_kernel_gradient(this.#net, layer, rows, count, inputs, stride, outputs, plus, to), "fit");
  }

  /** Where the images lie once they are changed at random: a function of the seed, the step and each
   * image's number in its data set.  @param {number} images @param {number} isFloat @param {Uint32Array} indices @param {number} step */
  #augment(images, isFloat, indices, step) {
    const { augment, seed } = this.config;
    if (!augment) return images;
    const engine = this.#engine;
    const how = engine.put("f64", [augment.shift, augment.rotate, augment.scale, augment.elastic]);
    const numbers = engine.put("u32", indices);
    const out = engine.alloc(isFloat ? "f32" : "u8", indices.length * PIXELS);
    this.#check(engine.exports.abi_augment(how, seed % 2 ** 32, Math.floor(seed / 2 ** 32), step, numbers, indices.length, images, isFloat, out), "fit");
    return out;
  }

  get #gradients() { return this.#engine.view("f32", this.#memory.gradients, this.#memory.parameters); }
  /** @param {Float32Array} to */
  readGradient(to) { to.set(this.#gradients); }
  /** @param {Float32Array} from */
  writeGradient(from) { this.#gradients.set(from); }
  /** @param {Float32Array} other */
  addGradient(other) {
    const engine = this.#engine;
    engine.scope(() => engine.exports.net_add(this.#memory.gradients, engine.put("f32", other), other.length));
  }
  /** One step of the optimiser with the gradient as it lies there. @param {number} step */
  update(step) {
    this.beginUpdate(step);
    this.#check(this.#engine.exports.net_update(this.#net, step + 1), "fit");
  }
  /** The same for the parameters from … from + count, with their gradient at this address and their state at these.
   * @param {number} step @param {number} from @param {number} count @param {number} gradient
   * @param {{ at: number, apart: number }} state @param {{ at: number, apart: number }} newState */
  updatePart(step, from, count, gradient, state, newState) {
    this.#check(this.#engine.exports.net_update_part(this.#net, step + 1, from, count, gradient, state.at, state.apart, newState.at, newState.apart), "fit");
  }
  /** Before an update of the weights or of parts of them. @param {number} step */
  beginUpdate(step) {
    this.#check(this.#engine.exports.net_set_learning_rate(this.#net, learningRateAt(this.config.optimizer, step)), "fit");
    this.changes++;
  }

  /** Adds what images from … from + n − 1 give to `confusion` [label][predicted].
   * @param {DataSet} data @param {number} from @param {number} n @param {number[][]} confusion @returns {{ lossSum: number, correct: number }} */
  evaluate(data, from, n, confusion) {
    const engine = this.#engine;
    return engine.scope(() => {
      const { at, isFloat } = this.#putImages(data.images, n, (i) => from + i);
      const labels = engine.put("u8", data.labels.subarray(from, from + n));
      this.#check(engine.exports.net_evaluate(this.#net, at, isFloat, labels, 0, n, 0), "evaluate");
      const mail = this.#mail(2 + CLASSES * CLASSES);
      for (let label = 0; label < CLASSES; label++) for (let k = 0; k < CLASSES; k++) confusion[label][k] += mail[2 + CLASSES * label + k];
      return { lossSum: mail[0], correct: mail[1] };
    });
  }

  /** Probabilities [n, 10]. @param {DataSet["images"]} images @returns {Float32Array} */
  predict(images) {
    const engine = this.#engine;
    const count = images.length / PIXELS;
    const result = new Float32Array(count * CLASSES);
    for (let from = 0; from < count; from += PREDICTION_CHUNK) {
      const n = Math.min(PREDICTION_CHUNK, count - from);
      engine.scope(() => {
        const { at, isFloat } = this.#putImages(images, n, (i) => from + i);
        const out = engine.alloc("f32", n * CLASSES);
        this.#check(engine.exports.net_predict(this.#net, at, isFloat, 0, n, out), "predict");
        result.set(engine.view("f32", out, n * CLASSES), from * CLASSES);
      });
    }
    return result;
  }

  /** What layer number `layer` makes of one image, [height, width, channels] of its output; of the last one the
   * probabilities.  Dropout lets everything through, as in every prediction.
   * @param {DataSet["images"]} image @param {number} layer @returns {{ values: Float32Array, shape: [number, number, number] }} */
  activation(image, layer) {
    const engine = this.#engine;
    return engine.scope(() => {
      const { at, isFloat } = this.#putImages(image, 1, () => 0);
      this.#check(engine.exports.net_activation(this.#net, at, isFloat, layer), "activations");
      const [address, height, width, channels] = this.#mail(4);
      return { values: engine.view("f32", address, height * width * channels).slice(), shape: [height, width, channels] };
    });
  }

  /** @param {string} name of a tensor @returns {{ values: Float32Array, shape: number[] }} */
  tensor(name) {
    const found = this.describe().tensors.find((t) => t.name === name);
    if (!found) throw new SurprisalError("INVALID_ARGUMENT", `there is no tensor ${name} in this network`, { function: "weights", argument: "name" });
    return { values: this.#engine.view("f32", this.#memory.weights + 4 * found.offset, found.count).slice(), shape: found.shape };
  }

  /** All weights from one flat array. @param {Float32Array} values */
  setWeights(values) { this.#engine.view("f32", this.#memory.weights, this.#memory.parameters).set(values); }

  /** Gives the engine the network's memory back; the session is of no use afterwards. */
  dispose() { this.#check(this.#engine.exports.net_dispose(this.#net), "dispose"); }

  /** @returns {State} */
  emptyState() {
    const array = () => new Float32Array(this.#memory.parameters);
    return { weights: array(), slots: Array.from({ length: this.#memory.slotCount }, array) };
  }
  /** @param {number} i */
  #slot(i) { return this.#engine.view("f32", this.#memory.slots + 4 * this.#memory.parameters * i, this.#memory.parameters); }

  /** Copies of the weights and of the optimiser's slots. @param {State} [into] arrays of an earlier copy @returns {State} */
  state(into = this.emptyState()) {
    into.weights.set(this.#engine.view("f32", this.#memory.weights, this.#memory.parameters));
    into.slots.forEach((to, i) => to.set(this.#slot(i)));
    return into;
  }

  /** Takes what state() gave. @param {State} state */
  goBack({ weights, slots }) {
    this.setWeights(weights);
    slots.forEach((values, i) => this.#slot(i).set(values));
    this.place = 0;
    this.changes++;
  }

  /** Takes weights by tensor name and slots; refuses what does not fit, before anything is changed.
   * @param {{ tensors: Record<string, { shape: number[], values: Float32Array }>, slots: Float32Array[] }} state */
  restore({ tensors, slots }) {
    const refuse = (/** @type {string} */ what) => new SurprisalError("FORMAT", `the file does not fit the network: ${what}`, { function: "restore", argument: "bytes" });
    const { parameters, weights, slotCount } = this.#memory;
    const wanted = this.describe().tensors;
    for (const { name, shape } of wanted) {
      const got = tensors[name];
      if (!got) throw refuse(`tensor ${name} is missing`);
      if (got.shape.join() !== shape.join()) throw refuse(`tensor ${name} has shape [${got.shape}], not [${shape}]`);
    }
    const surplus = Object.keys(tensors).find((name) => !wanted.some((w) => w.name === name));
    if (surplus) throw refuse(`there is no place for tensor ${surplus}`);
    if (slots.length !== 0 && (slots.length !== slotCount || slots.some((s) => s.length !== parameters))) throw refuse("its optimiser state has another size");
    this.reset();
    for (const { name, offset, count } of wanted) this.#engine.view("f32", weights + 4 * offset, count).set(tensors[name].values);
    slots.forEach((values, i) => this.#slot(i).set(values));
  }
}
