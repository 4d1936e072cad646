// Properties of all messages in columns, written by sitegen/search/shards.py. Twin of sitegen/search/columns.py.

import { VarintReader, decode } from "./varint.js";

/** Columns of documents, which are messages. `parts`: results of `readColumns`, null for lost shards. */
export class Columns {
  constructor(meta, people, parts) {
    const [participants, speakerLevel, models] = people;
    this.averages = meta.averages;
    this.lengths = meta.lengths;
    this.participants = participants;
    this.speakerLevel = Uint8Array.from(speakerLevel);
    this.models = models;
    this.titleLevel = new Uint8Array(meta.conversations);
    this.offsets = new Uint32Array(meta.conversations + 1);
    parts.forEach((part, n) => part && this.addConversations(part, n * meta.columnsSize));
    for (let n = 0; n < meta.conversations; n++) this.offsets[n + 1] += this.offsets[n];
    this.count = this.offsets[meta.conversations];
    this.conversation = new Uint32Array(this.count);
    this.participant = new Uint32Array(this.count);
    this.day = new Int32Array(this.count);
    this.kinds = new Uint16Array(this.count);
    this.level = new Uint8Array(this.count); // filled in with the postings of terms
    parts.forEach((part, n) => part && this.addMessages(part, n * meta.columnsSize));
    this.messageCounts = new Uint32Array(participants.length);
    for (const each of this.participant) this.messageCounts[each]++;
  }

  addConversations({ sizes, titleLevels }, first) {
    this.offsets.set(sizes, first + 1);
    this.titleLevel.set(titleLevels, first);
  }

  addMessages({ sizes, people, speakers, days, kinds }, first) {
    let at = 0;
    sizes.forEach((size, n) => {
      let day = -1;
      for (let left = size, doc = this.offsets[first + n]; left > 0; left--, doc++, at++) {
        const delta = days[at]; // zigzag-encoded
        day += delta % 2 ? -(delta + 1) / 2 : delta / 2;
        this.conversation[doc] = first + n;
        this.participant[doc] = people[n][speakers[at]];
        this.day[doc] = day;
        this.kinds[doc] = kinds[at];
      }
    });
  }
}

/** Read a columns shard. Throws where it is truncated. */
export function readColumns([sizeText, titleText, peopleText, ...texts]) {
  const sizes = decode(sizeText);
  const numbers = new VarintReader(peopleText);
  const people = sizes.map(() => numbers.take(numbers.next()));
  const [speakers, days, kinds] = texts.map(decode);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const titleLevels = decode(titleText);
  if ([speakers, days, kinds].some((each) => each.length !== total) || titleLevels.length !== sizes.length) {
    throw new RangeError("columns of unequal length");
  }
  return { sizes, titleLevels, people, speakers, days, kinds };
}
