// All messages but their words, in columns; sitegen/search/shards.py writes them, columns.py says what they are.

import { Numbers } from "./varint.js";

/** Columns of documents, which are messages. `parts` are what `readChunk` gives, null where a shard was lost. */
export class Columns {
  constructor(meta, people, parts) {
    const [participants, speakerLevel, models] = people;
    this.averages = meta.averages;
    this.lengths = meta.lengths;
    this.participants = participants;
    this.speakerLevel = Uint8Array.from(speakerLevel);
    this.models = models;
    this.titleLevel = new Uint8Array(meta.conversations);
    this.bases = new Uint32Array(meta.conversations + 1);
    parts.forEach((part, n) => part && this.placeConversations(part, n * meta.columnsSize));
    for (let n = 0; n < meta.conversations; n++) this.bases[n + 1] += this.bases[n];
    this.count = this.bases[meta.conversations];
    this.conversation = new Uint32Array(this.count);
    this.participant = new Uint32Array(this.count);
    this.day = new Int32Array(this.count);
    this.kinds = new Uint8Array(this.count);
    this.level = new Uint8Array(this.count); // comes with the postings of each term
    parts.forEach((part, n) => part && this.placeMessages(part, n * meta.columnsSize));
    this.said = new Uint32Array(participants.length);
    for (const each of this.participant) this.said[each]++;
  }

  placeConversations({ sizes, titleLevels }, first) {
    this.bases.set(sizes, first + 1);
    this.titleLevel.set(titleLevels, first);
  }

  placeMessages({ sizes, people, speakers, days, kinds }, first) {
    let at = 0;
    sizes.forEach((size, n) => {
      let day = -1;
      for (let left = size, doc = this.bases[first + n]; left > 0; left--, doc++, at++) {
        const step = days[at];
        day += step % 2 ? -(step + 1) / 2 : step / 2;
        this.conversation[doc] = first + n;
        this.participant[doc] = people[n][speakers[at]];
        this.day[doc] = day;
        this.kinds[doc] = kinds[at];
      }
    });
  }
}

/** A shard of columns. Throws where it was cut. */
export function readChunk([sizeText, titleText, peopleText, ...texts]) {
  const sizes = readNumbers(sizeText);
  const numbers = new Numbers(peopleText);
  const people = sizes.map(() => numbers.take(numbers.next()));
  const [speakers, days, kinds] = texts.map(readNumbers);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const titleLevels = readNumbers(titleText);
  if ([speakers, days, kinds].some((each) => each.length !== total) || titleLevels.length !== sizes.length) {
    throw new RangeError("columns of unequal length");
  }
  return { sizes, titleLevels, people, speakers, days, kinds };
}

/** All numbers of a text. */
export function readNumbers(text) {
  const numbers = new Numbers(text);
  const found = [];
  while (!numbers.isAtEnd) found.push(numbers.next());
  return found;
}
