// The index that lies beside the page, in shards: scripts that call `sitegenShard`, because a page that was opened
// from a folder can load nothing else. Whatever is missing or damaged is told, and the rest is given.

import { Columns, readChunk, readNumbers } from "./columns.js";
import { Dictionary, present, readPairs, readPositions, readPostings } from "./dictionary.js";

const FOLDER = "search/";
const PATIENCE = 30_000; // ms until a shard that does not come counts as lost
const NOTHING = Object.freeze({ docs: new Uint32Array(0), tfs: new Uint32Array(0) });

/** Loads shards, each once; those that cannot be had are tried again when they are asked for again. */
class Shards {
  constructor() {
    this.lost = new Set();
    this.known = new Map();
    this.waiting = new Map();
    globalThis.sitegenShard = (name, content) => this.waiting.get(name)?.(content);
  }

  /** What `decode` makes of a shard's content and name; null where it is lost. */
  read(name, decode) {
    if (!this.known.has(name)) this.known.set(name, this.decoded(name, decode));
    return this.known.get(name);
  }

  async decoded(name, decode) {
    const content = await this.load(name);
    try {
      if (content === undefined) throw new RangeError("it did not come");
      const value = decode(content, name);
      this.lost.delete(name);
      return value;
    } catch (error) {
      this.known.delete(name);
      return this.lose(name, error);
    }
  }

  /** What `decode` makes of a part of a shard that is here already; null where that shows that it is damaged. */
  part(name, decode) {
    try {
      return decode();
    } catch (error) {
      return this.lose(name, error);
    }
  }

  lose(name, error) {
    console.warn(`search: ${name}: ${error.message}`);
    this.lost.add(name);
    return null;
  }

  /** The content of a shard as its script tells it; undefined where it does not. */
  load(name) {
    return new Promise((resolve) => {
      const script = document.createElement("script");
      const settle = (content) => {
        clearTimeout(patience);
        this.waiting.delete(name);
        script.remove();
        resolve(content);
      };
      const patience = setTimeout(settle, PATIENCE);
      this.waiting.set(name, settle);
      script.addEventListener("load", () => settle());
      script.addEventListener("error", () => settle());
      script.src = `${FOLDER}${name}.js`;
      document.head.append(script);
    });
  }
}

/** The index, as leaves.js and its neighbours ask for it; sitegen/search/index.py is the same on Whoosh. */
export class SearchData {
  constructor() {
    this.shards = new Shards();
    this.columns = null;
  }

  /** Names of shards that could not be loaded. */
  get lost() {
    return this.shards.lost;
  }

  /** Loads what every query needs. Rejects where even that is not to be had. */
  async load() {
    this.loading ??= this.begin();
    this.loading.catch(() => { this.loading = null; });
    await this.loading;
  }

  async begin() {
    const meta = await this.shards.read("meta", checkedMeta);
    if (!meta) throw new Error("search/meta.js");
    const [people, ...chunks] = await Promise.all([
      this.shards.read(meta.people, (content) => content),
      ...meta.columns.map((name) => this.shards.read(name, readChunk)),
    ]);
    if (!people) throw new Error(`${FOLDER}${meta.people}.js`);
    this.meta = meta;
    this.columns = new Columns(meta, people, chunks);
    this.dictionary = new Dictionary(meta, this.shards);
  }

  terms(prefix) {
    return this.dictionary.terms(prefix);
  }

  /** Where a term stands: in texts, titles and names. */
  async postings(term) {
    const line = await this.dictionary.line(term);
    const { bases, participants } = this.columns;
    // A conversation whose columns were lost has no documents.
    const title = this.pairs(line, line?.title, (number) => bases[number] < bases[number + 1]);
    const speaker = this.pairs(line, line?.speaker, (number) => number < participants.length);
    return {
      text: line ? await this.inTexts(line) : NOTHING,
      title: { conversations: title.numbers, tfs: title.tfs },
      speaker: { participants: speaker.numbers, tfs: speaker.tfs },
    };
  }

  /** The pairs whose number `is` one that is there. */
  pairs(line, text, is) {
    const { numbers, tfs } = (text && this.shards.part(line.from, () => readPairs(text))) || readPairs("");
    return { numbers: numbers.filter(is), tfs: tfs.filter((_, n) => is(numbers[n])) };
  }

  async inTexts(line) {
    const { bases, level } = this.columns;
    if (!line.df) return NOTHING;
    const found = line.big
      ? (await this.big(line.big))?.postings
      : this.shards.part(line.from, () => present(readPostings(line.ids, line.weights, bases)));
    if (!found) return NOTHING;
    found.levels?.forEach((each, n) => { level[found.docs[n]] = each; });
    return found;
  }

  /** By document the positions of a term, of those documents that have it. */
  async positions(term, docs) {
    const line = await this.dictionary.line(term);
    if (!line?.df || !docs.length) return new Map();
    const wanted = new Set(docs);
    if (line.big) return this.positionsOfBig(line.big, wanted);
    const text = (await this.shards.read(line.beside, (content) => content.split(" ")))?.[line.n] ?? "";
    if (!text) return new Map();
    const postings = this.shards.part(line.from, () => readPostings(line.ids, line.weights, this.columns.bases));
    return (postings && this.shards.part(line.beside, () => readPositions(text, postings, wanted))) ?? new Map();
  }

  /** The postings of a big term, and where the blocks of its positions begin: conversation and shard. */
  big(name) {
    const { bases } = this.columns;
    return this.shards.read(name, ([weights, ids, places]) => ({
      postings: present(readPostings(ids, weights, bases)),
      places,
    }));
  }

  async positionsOfBig(name, wanted) {
    const { bases, conversation } = this.columns;
    const places = (await this.big(name))?.places ?? [];
    const numbers = new Set(Array.from(wanted, (doc) => conversation[doc]));
    const needed = places.filter(([base], n) => {
      const end = places[n + 1]?.[0] ?? Infinity; // the last conversation of a block is the base of the next
      return [...numbers].some((number) => number >= base && number <= end);
    });
    const blocks = await Promise.all(needed.map(([, block]) => this.shards.read(block, ([base, ids, weights, text], own) => (
      { own, text, postings: readPostings(ids, weights, bases, base) }
    ))));
    return new Map(blocks.flatMap((block) => (
      block ? [...this.shards.part(block.own, () => readPositions(block.text, block.postings, wanted)) ?? []] : []
    )));
  }

  /** By document its anchor and text. */
  async texts(docs) {
    const { bases, conversation } = this.columns;
    const told = await this.tellers(docs.map((doc) => conversation[doc]));
    const found = new Map();
    await Promise.all(docs.map(async (doc) => {
      const teller = told.get(conversation[doc]);
      if (!teller) return;
      const n = doc - bases[conversation[doc]];
      const group = teller.groups.findLastIndex((first) => first <= n);
      const said = await this.shards.read(teller.names[group], (content) => content);
      const [anchor, text] = said?.[n - teller.groups[group]] ?? [];
      if (anchor !== undefined) found.set(doc, { anchor, text });
    }));
    return found;
  }

  /** By number the slug and the title of a conversation. */
  conversations(numbers) {
    return this.tellers(numbers);
  }

  async tellers(numbers) {
    const { titles, titlesSize } = this.meta;
    const found = new Map();
    await Promise.all([...new Set(numbers)].map(async (number) => {
      const some = await this.shards.read(titles[Math.floor(number / titlesSize)], readTitles);
      if (some) found.set(number, some[number % titlesSize]);
    }));
    return found;
  }
}

function checkedMeta(meta) {
  if (meta.form !== 1) throw new RangeError("another version's");
  return meta;
}

function readTitles(content) {
  return content.map(([slug, title, groups, names]) => ({ slug, title, groups: readNumbers(groups), names }));
}
