// Numbers as printable text, base 46, lowest digit first; sitegen/search/numbers.py writes them.

const BASE = 46;
const VALUE = new Uint8Array(127); // 1 + the digit; from BASE on: a digit after which more follow
[..."!#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"].forEach(
  (char, value) => { VALUE[char.charCodeAt(0)] = value + 1; },
);

/** Reads numbers one after the other from a text. */
export class Numbers {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at >= this.text.length;
  }

  /** The next number. Throws where the text ends or holds another sign: a shard that was cut or changed. */
  next() {
    let number = 0;
    let weight = 1;
    for (;;) {
      const digit = VALUE[this.text.charCodeAt(this.at++)]; // of NaN and of other signs: undefined or 0
      if (!digit) throw new RangeError("no number here");
      if (digit <= BASE) return number + (digit - 1) * weight;
      number += (digit - 1 - BASE) * weight;
      weight *= BASE;
    }
  }

  /** The next `count` numbers. */
  take(count) {
    return Array.from({ length: count }, () => this.next());
  }
}
