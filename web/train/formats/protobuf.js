// Protocol buffers, written only: fields of a message one after the other, as wire types 0 (varint)
// and 2 (length and bytes).

import { utf8 } from "./layout.js";

/** @param {number} value an integer 0 … 2^53 − 1 */
function varint(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  bytes.push(value);
  return Uint8Array.from(bytes);
}

export class Message {
  /** @type {Uint8Array[]} */
  #parts = [];
  #length = 0;

  /** @param {Uint8Array} part */
  #push(part) { this.#parts.push(part); this.#length += part.length; }

  /** @param {number} field @param {number} value */
  int(field, value) { this.#push(varint(field * 8)); this.#push(varint(value)); return this; }
  /** @param {number} field @param {number[]} values one field each */
  ints(field, values) { for (const value of values) this.int(field, value); return this; }
  /** @param {number} field @param {Uint8Array} bytes kept, not copied */
  bytes(field, bytes) { this.#push(varint(field * 8 + 2)); this.#push(varint(bytes.length)); this.#push(bytes); return this; }
  /** @param {number} field @param {string} text */
  text(field, text) { return this.bytes(field, utf8(text)); }
  /** @param {number} field @param {Message} message */
  message(field, message) {
    this.#push(varint(field * 8 + 2));
    this.#push(varint(message.#length));
    for (const part of message.#parts) this.#push(part);
    return this;
  }
  /** @param {number} field @param {Message[]} messages */
  messages(field, messages) { for (const message of messages) this.message(field, message); return this; }

  finish() {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
