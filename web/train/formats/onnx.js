// ONNX, opset 13: images [N,28,28,1] of 0 … 1 in, probabilities [N,10] out.
//
// ONNX convolves and pools [N,C,H,W]; the engine, like Keras, has [N,H,W,C].  A Transpose goes before
// the first convolution and one before Flatten, so that the dense kernels need no new order.
import { INPUT, CLASSES, layerNames } from "../config.js";
import { bytesOf, layout } from "./layout.js";
import { Message } from "./protobuf.js";

const IR_VERSION = 7;
const OPSET = 13;
const FLOAT = 1; // TensorProto.DataType
const KIND = { int: 2, ints: 7 }; // AttributeProto.AttributeType
const [INPUT_NAME, OUTPUT_NAME, BATCH] = ["images", "probabilities", "N"];

/** NodeProto. @param {string} op @param {string} name @param {string[]} inputs @param {string} output @param {Record<string, number | number[]>} [attributes] */
function node(op, name, inputs, output, attributes = {}) {
  const message = new Message();
  for (const input of inputs) message.text(1, input);
  message.text(2, output).text(3, name).text(4, op);
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = new Message().text(1, key);
    if (Array.isArray(value)) attribute.ints(8, value).int(20, KIND.ints);
    else attribute.int(3, value).int(20, KIND.int);
    message.message(5, attribute);
  }
  return message;
}
/** TensorProto. @param {string} name @param {number[]} shape @param {Float32Array} values */
const tensor = (name, shape, values) => new Message().ints(1, shape).int(2, FLOAT).text(8, name).bytes(9, bytesOf(values));
/** ValueInfoProto of floats [N, …shape]. @param {string} name @param {number[]} shape */
const value = (name, shape) => new Message().text(1, name).message(2, new Message().message(1, new Message().int(1, FLOAT).message(2,
  new Message().message(1, new Message().text(2, BATCH)).messages(1, shape.map((d) => new Message().int(1, d))))));

/** [size,size,C,F] to [F,C,size,size]. @param {Float32Array} values @param {number[]} shape */
function filtersFirst(values, [height, width, channels, filters]) {
  const out = new Float32Array(values.length);
  const area = height * width;
  for (let at = 0; at < area; at++)
    for (let c = 0; c < channels; c++)
      for (let f = 0; f < filters; f++) out[(f * channels + c) * area + at] = values[(at * channels + c) * filters + f];
  return out;
}

/** GraphProto. @param {import("./layout.js").Saved} saved */
function graph({ config: { layers }, state }) {
  const names = layerNames(layers);
  const places = new Map(layout(layers).map((place) => [place.name, place]));
  /** @type {Message[]} */
  const nodes = [];
  /** @type {Message[]} */
  const initializers = [];
  let now = INPUT_NAME;
  let channelsFirst = false;

  const add = (/** @type {string} */ op, /** @type {string} */ output, /** @type {string[]} */ inputs, /** @type {Record<string, number | number[]>} */ attributes = {}) => {
    nodes.push(node(op, output, inputs, output, attributes));
    now = output;
  };
  const order = (/** @type {boolean} */ first, /** @type {string} */ name) => {
    if (first !== channelsFirst) add("Transpose", `${name}/transpose`, [now], { perm: first ? [0, 3, 1, 2] : [0, 2, 3, 1] });
    channelsFirst = first;
  };
  const weights = (/** @type {string} */ name) => {
    for (const part of ["kernel", "bias"]) {
      const { shape, offset, count } = /** @type {import("./layout.js").Place} */ (places.get(`${name}/${part}`));
      const values = state.weights.subarray(offset, offset + count);
      initializers.push(shape.length === 4
        ? tensor(`${name}/${part}`, [shape[3], shape[2], shape[0], shape[1]], filtersFirst(values, shape))
        : tensor(`${name}/${part}`, shape, values));
    }
    return [now, `${name}/kernel`, `${name}/bias`];
  };

  layers.forEach((layer, i) => {
    const name = names[i];
    const last = i === layers.length - 1;
    const activate = (/** @type {string} */ activation) => {
      if (activation === "relu") add("Relu", `${name}/relu`, [now]);
      if (activation === "softmax") add("Softmax", last ? OUTPUT_NAME : `${name}/softmax`, [now], { axis: 1 });
    };
    if (layer.type === "conv2d") {
      order(true, name);
      add("Conv", `${name}/output`, weights(name), { kernel_shape: [layer.kernel, layer.kernel] });
      activate(layer.activation);
    } else if (layer.type === "maxPool2d") {
      order(true, name);
      add("MaxPool", `${name}/output`, [now], { kernel_shape: [layer.size, layer.size], strides: [layer.size, layer.size] });
    } else if (layer.type === "flatten") {
      order(false, name);
      add("Flatten", `${name}/output`, [now], { axis: 1 });
    } else if (layer.type === "dense") {
      add("Gemm", `${name}/output`, weights(name));
      activate(layer.activation);
    } // dropout does nothing outside training
  });
  return new Message().messages(1, nodes).text(2, "surprisal").messages(5, initializers)
    .message(11, value(INPUT_NAME, [INPUT.height, INPUT.width, INPUT.channels])).message(12, value(OUTPUT_NAME, [CLASSES]));
}

/** ModelProto. @param {import("./layout.js").Saved} saved */
export function write(saved) {
  return new Message().int(1, IR_VERSION).text(2, "Surprisal").message(7, graph(saved)).message(8, new Message().text(1, "").int(2, OPSET)).finish();
}
