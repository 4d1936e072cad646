// Properties of all messages in columns, written by sitegen/search/shards.py. Twin of sitegen/search/columns.py.

import { VarintReader, decode } from "./varint.js";
import { terms } from "./tokens.js";

/** Columns of documents, which are messages. Those that only filters and facets need are null until `fill`. */
export class Columns {
  constructor(meta, [participants, speakerLevel, messageCounts, models]) {
    this.averages = meta.averages;
    this.lengths = meta.lengths;
    this.hasHidden = meta.hasHidden;
    this.participants = participants;
    this.speakerLevel = Uint8Array.from(speakerLevel);
    this.messageCounts = Uint32Array.from(messageCounts);
    this.models = models;
    /** By conversation, its first document; at the end, the number of documents. */
    this.offsets = firstNumbers(decode(meta.sizes));
    /** By group, its first conversation; at the end, the number of conversations. */
    this.groupStarts = firstNumbers(decode(meta.groups));
    this.count = this.offsets.at(-1);
    this.conversation = new Uint32Array(this.count);
    for (let n = 0; n + 1 < this.offsets.length; n++) this.conversation.fill(n, this.offsets[n], this.offsets[n + 1]);
    // Filled in with the postings of terms.
    this.level = new Uint8Array(this.count);
    this.titleLevel = new Uint8Array(this.offsets.length - 1);
    this.participant = null;
    this.day = null;
    this.kinds = null;
    this.nameTerms = invertNames(participants);
    if (this.groupStarts.at(-1) !== this.titleLevel.length) throw new RangeError("groups without conversations");
  }

  /** The group of a conversation. */
  group(conversation) {
    return lastAtMost(this.groupStarts, conversation);
  }

  /** Read a part of a column: its first document, and the values. Throws where it is damaged. */
  readPart(name, groups, firstGroup, groupCount) {
    const lastGroup = Math.min(firstGroup + groupCount, this.groupStarts.length - 1);
    if (groups.length !== lastGroup - firstGroup) throw new RangeError("a column of other groups");
    const values = groups.flatMap((content, n) => {
      const [first, end] = this.groupStarts.subarray(firstGroup + n, firstGroup + n + 2);
      const offsets = this.offsets.subarray(first, end + 1);
      const read = READERS[name](content, offsets);
      if (read.length !== offsets.at(-1) - offsets[0]) throw new RangeError("a column of other length");
      return read;
    });
    return { first: this.offsets[this.groupStarts[firstGroup]], values };
  }

  /** Fill in a column from parts; where one is lost, the value is -1, and 0 for kinds. */
  fill(name, parts) {
    this[name] = new Int32Array(this.count).fill(name === "kinds" ? 0 : -1);
    for (const part of parts) if (part) this[name].set(part.values, part.first);
  }
}

const READERS = {
  participant([numbers, participants, speakers], offsets) {
    const reader = new VarintReader(participants);
    const values = decode(speakers);
    for (let n = 0; n + 1 < offsets.length; n++) {
      const people = reader.take(reader.next()).map((each) => numbers[each]);
      for (let at = offsets[n] - offsets[0]; at < offsets[n + 1] - offsets[0]; at++) values[at] = people[values[at]];
    }
    if (!values.every(Number.isInteger)) throw new RangeError("an unknown participant");
    return values;
  },
  day(text) {
    const reader = new VarintReader(text);
    const days = [];
    let day = -1;
    while (!reader.isAtEnd) {
      const delta = reader.next(); // zigzag-encoded
      day += delta % 2 ? -(delta + 1) / 2 : delta / 2;
      for (let left = reader.next(); left > 0; left--) days.push(day);
    }
    return days;
  },
  kinds: decode,
};

/** The last index of ascending numbers whose number is not greater. */
export function lastAtMost(numbers, number) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The number of the first item of each part, and at the end the number of items. */
function firstNumbers(sizes) {
  const found = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, n) => { found[n + 1] = found[n] + size; });
  return found;
}

/** By term in the name of a participant, the postings: numbers of participants and term frequencies. */
function invertNames(participants) {
  const found = new Map();
  participants.forEach(({ name }, participant) => {
    const counts = new Map();
    for (const term of terms(name)) counts.set(term, (counts.get(term) ?? 0) + 1);
    for (const [term, tf] of counts) {
      if (!found.has(term)) found.set(term, { participants: [], tfs: [] });
      found.get(term).participants.push(participant);
      found.get(term).tfs.push(tf);
    }
  });
  return found;
}
