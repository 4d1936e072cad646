// Decode integers from printable text: base 46, lowest digit first. Twin of sitegen/search/varint.py.

const BASE = 46;
const VALUE = new Uint8Array(127); // 1 + the digit; from BASE on: a digit after which more follow
[..."!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"].forEach(
  (char, value) => { VALUE[char.charCodeAt(0)] = value + 1; },
);

/** Reads numbers from a text. */
export class VarintReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at >= this.text.length;
  }

  /** Read the next number. Throws where the text ends or has another character: the shard is damaged. */
  next() {
    let number = 0;
    let weight = 1;
    for (;;) {
      const digit = VALUE[this.text.charCodeAt(this.at++)]; // undefined for NaN, 0 for other characters
      if (!digit) throw new RangeError("not a number");
      if (digit <= BASE) return number + (digit - 1) * weight;
      number += (digit - 1 - BASE) * weight;
      weight *= BASE;
    }
  }

  /** Read a bitmap of `count` numbers: call `read(number)` for each in it. */
  readBitmap(count, read) {
    for (let first = 0; first < count; first += 6) {
      const bits = VALUE[this.text.charCodeAt(this.at++)] - 1;
      if (!(bits >= 0 && bits < 1 << Math.min(6, count - first))) throw new RangeError("not a bitmap");
      for (let n = 0; bits >> n; n++) if (bits >> n & 1) read(first + n);
    }
  }

  /** Read the next `count` numbers. */
  take(count) {
    return Array.from({ length: count }, () => this.next());
  }
}

/** Decode all numbers of a text. */
export function decode(text) {
  const numbers = new VarintReader(text);
  const decoded = [];
  while (!numbers.isAtEnd) decoded.push(numbers.next());
  return decoded;
}
