// Calls and events over a message port: a Worker, a MessagePort or a worker's own side, in Node and
// in browsers.  A call is { call, id, payload }, its answer { id, result } or { id, error }, an event
// { event, payload }.  Only the other end of a port can send over it; what is none of these is passed by.
import { SurprisalError } from "../core/errors.js";

/** Whether workers may share memory: in Node, and in pages that are cross-origin isolated. */
export const canShare = () => typeof SharedArrayBuffer === "function" && globalThis.crossOriginIsolated !== false;

/** @typedef {{ post(message: any, transfer?: Transferable[]): void, listen(handler: (message: any) => void): void }} Port */

/** @param {any} target Worker, MessagePort, parentPort or self @returns {Port} */
export function portOf(target) {
  return {
    post: (message, transfer = []) => target.postMessage(message, transfer),
    listen: (handler) => {
      if (typeof target.on === "function") target.on("message", handler);
      else {
        target.addEventListener("message", (/** @type {MessageEvent} */ event) => handler(event.data));
        target.start?.();
      }
    },
  };
}

/** The port of the worker that this runs in. @returns {Promise<any>} */
export const ownPort = async () => ("importScripts" in globalThis || typeof self !== "undefined" ? self : (await import("node:worker_threads")).parentPort);

/** Errors lose their class on the way; this keeps what a caller needs. @param {any} error */
const pack = (error) => ({ name: error?.name, message: String(error?.message ?? error), code: error?.code, function: error?.function, argument: error?.argument, index: error?.index });
/** @param {ReturnType<typeof pack>} e */
const unpack = (e) => (e.name === "AbortError" ? new DOMException(e.message, "AbortError")
  : e.name === "SurprisalError" ? new SurprisalError(e.code, e.message, { function: e.function, argument: e.argument, index: e.index })
  : new SurprisalError("INTERNAL", e.message));

/** @param {any} message */
const isObject = (message) => typeof message === "object" && message !== null;

/** The side that calls. */
export class Caller {
  /** @type {Map<number, { resolve(value: any): void, reject(error: unknown): void }>} */
  #waiting = new Map();
  #next = 1;
  #port;
  /** @type {unknown} */
  #failure = null;

  /** @param {Port} port @param {(event: string, payload: any) => void} [onEvent] */
  constructor(port, onEvent = () => {}) {
    this.#port = port;
    port.listen((message) => {
      if (!isObject(message)) return;
      if (typeof message.event === "string") return onEvent(message.event, message.payload);
      const waiting = this.#waiting.get(message.id);
      if (!waiting || !("result" in message || "error" in message)) return;
      this.#waiting.delete(message.id);
      if (message.error) waiting.reject(unpack(message.error));
      else waiting.resolve(message.result);
    });
  }

  /** @param {string} call @param {any} [payload] @param {Transferable[]} [transfer] @returns {Promise<any>} */
  call(call, payload, transfer) {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      try {
        this.#port.post({ call, id, payload }, transfer);
      } catch (error) {
        this.#waiting.delete(id);
        reject(error);
      }
    });
  }

  /** The other side is gone: everything that waits, and every later call, is refused. @param {unknown} error */
  fail(error) {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

/** The side that answers. A handler may return { result, transfer } through `give`.
 * @param {Port} port @param {Record<string, (payload: any) => any>} handlers */
export function answer(port, handlers) {
  port.listen(async (message) => {
    if (!isObject(message) || typeof message.call !== "string" || !Number.isInteger(message.id)) return;
    const { call, id, payload } = message;
    try {
      const handler = Object.hasOwn(handlers, call) ? handlers[call] : undefined;
      if (!handler) throw new SurprisalError("UNSUPPORTED", `there is no call ${call}`);
      const result = await handler(payload);
      if (result instanceof Given) port.post({ id, result: result.result }, result.transfer);
      else port.post({ id, result });
    } catch (error) {
      port.post({ id, error: pack(error) });
    }
  });
  return { emit: (/** @type {string} */ event, /** @type {any} */ payload) => port.post({ event, payload }) };
}

class Given {
  /** @param {any} result @param {Transferable[]} transfer */
  constructor(result, transfer) { this.result = result; this.transfer = transfer; }
}
/** A result whose buffers move instead of being copied. @param {any} result @param {Transferable[]} transfer */
export const give = (result, transfer) => new Given(result, transfer);
