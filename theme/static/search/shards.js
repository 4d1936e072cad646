// Load the index from shards: scripts that call `sitegenShard`, because a page opened from a folder can load nothing
// else. Missing and damaged shards are reported in `lost`; results come from the others.

import { Columns, readColumns } from "./columns.js";
import { Dictionary, readPairs, readPositions, readPostings, withoutMissing } from "./dictionary.js";
import { decode } from "./varint.js";

const FOLDER = "search/";
const TIMEOUT = 30_000; // ms after which a shard counts as lost
const NO_POSTINGS = Object.freeze({ docs: new Uint32Array(0), tfs: new Uint32Array(0) });

/** Loads each shard once. Lost ones are tried again when they are needed again. */
class ShardLoader {
  constructor() {
    this.lost = new Set();
    this.loaded = new Map();
    this.pending = new Map();
    globalThis.sitegenShard = (name, content) => this.pending.get(name)?.(content);
  }

  /** A shard parsed by `parse(content, name)`; null where it is lost. */
  read(name, parse) {
    if (!this.loaded.has(name)) this.loaded.set(name, this.loadAndParse(name, parse));
    return this.loaded.get(name);
  }

  async loadAndParse(name, parse) {
    const content = await this.load(name);
    try {
      if (content === undefined) throw new RangeError("not loaded");
      const value = parse(content, name);
      this.lost.delete(name);
      return value;
    } catch (error) {
      this.loaded.delete(name);
      return this.markLost(name, error);
    }
  }

  /** The result of `parse()`, which reads a part of a loaded shard; null where it is damaged. */
  parsePart(name, parse) {
    try {
      return parse();
    } catch (error) {
      return this.markLost(name, error);
    }
  }

  markLost(name, error) {
    console.warn(`search: ${name}: ${error.message}`);
    this.lost.add(name);
    return null;
  }

  /** The content that the script of a shard passes; undefined where it fails. */
  load(name) {
    return new Promise((resolve) => {
      const script = document.createElement("script");
      const finish = (content) => {
        clearTimeout(timeout);
        this.pending.delete(name);
        script.remove();
        resolve(content);
      };
      const timeout = setTimeout(finish, TIMEOUT);
      this.pending.set(name, finish);
      script.addEventListener("load", () => finish());
      script.addEventListener("error", () => finish());
      script.src = `${FOLDER}${name}.js`;
      document.head.append(script);
    });
  }
}

/** The index. Twin of `Index` in sitegen/search/whoosh_index/index.py. */
export class SearchData {
  constructor() {
    this.shards = new ShardLoader();
    this.columns = null;
  }

  /** Names of shards that could not be loaded. */
  get lost() {
    return this.shards.lost;
  }

  /** Load what every query needs. Rejects where that fails. */
  async load() {
    this.loading ??= this.loadIndex();
    this.loading.catch(() => { this.loading = null; });
    await this.loading;
  }

  async loadIndex() {
    const meta = await this.shards.read("meta", checkMeta);
    if (!meta) throw new Error("search/meta.js");
    const [people, ...chunks] = await Promise.all([
      this.shards.read(meta.people, (content) => content),
      ...meta.columns.map((name) => this.shards.read(name, readColumns)),
    ]);
    if (!people) throw new Error(`${FOLDER}${meta.people}.js`);
    this.meta = meta;
    this.columns = new Columns(meta, people, chunks);
    this.dictionary = new Dictionary(meta, this.shards);
  }

  terms(prefix) {
    return this.dictionary.terms(prefix);
  }

  /** The postings of a term in texts, titles and names. */
  async postings(term) {
    const entry = await this.dictionary.entry(term);
    const { offsets, participants } = this.columns;
    // A conversation whose columns are lost has no documents.
    const title = this.pairs(entry, entry?.title, (number) => offsets[number] < offsets[number + 1]);
    const speaker = this.pairs(entry, entry?.speaker, (number) => number < participants.length);
    return {
      text: entry ? await this.textPostings(entry) : NO_POSTINGS,
      title: { conversations: title.numbers, tfs: title.tfs },
      speaker: { participants: speaker.numbers, tfs: speaker.tfs },
    };
  }

  /** The pairs whose number passes `isPresent`. */
  pairs(entry, text, isPresent) {
    const { numbers, tfs } = (text && this.shards.parsePart(entry.from, () => readPairs(text))) || readPairs("");
    return { numbers: numbers.filter(isPresent), tfs: tfs.filter((_, n) => isPresent(numbers[n])) };
  }

  async textPostings(entry) {
    const { offsets, level } = this.columns;
    if (!entry.df) return NO_POSTINGS;
    const found = entry.largeName
      ? (await this.largePostings(entry.largeName))?.postings
      : this.shards.parsePart(entry.from, () => withoutMissing(readPostings(entry.ids, entry.weights, offsets)));
    if (!found) return NO_POSTINGS;
    found.levels?.forEach((each, n) => { level[found.docs[n]] = each; });
    return found;
  }

  /** The positions of a term by document, for those of `docs` that have it. */
  async positions(term, docs) {
    const entry = await this.dictionary.entry(term);
    if (!entry?.df || !docs.length) return new Map();
    const wanted = new Set(docs);
    if (entry.largeName) return this.largePositions(entry.largeName, wanted);
    const text = (await this.shards.read(entry.positionsShard, (content) => content.split(" ")))?.[entry.n] ?? "";
    if (!text) return new Map();
    const postings = this.shards.parsePart(entry.from, () => readPostings(entry.ids, entry.weights, this.columns.offsets));
    return (postings && this.shards.parsePart(entry.positionsShard, () => readPositions(text, postings, wanted))) ?? new Map();
  }

  /** The postings of a term with its own shard, and its positions blocks: base conversation and shard name. */
  largePostings(name) {
    const { offsets } = this.columns;
    return this.shards.read(name, ([weights, ids, blocks]) => ({
      postings: withoutMissing(readPostings(ids, weights, offsets)),
      blocks,
    }));
  }

  async largePositions(name, wanted) {
    const { offsets, conversation } = this.columns;
    const blocks = (await this.largePostings(name))?.blocks ?? [];
    const numbers = new Set(Array.from(wanted, (doc) => conversation[doc]));
    const needed = blocks.filter(([base], n) => {
      const end = blocks[n + 1]?.[0] ?? Infinity; // the last conversation of a block is the base of the next
      return [...numbers].some((number) => number >= base && number <= end);
    });
    const loaded = await Promise.all(needed.map(([, block]) => this.shards.read(block, ([base, ids, weights, text], shard) => (
      { shard, text, postings: readPostings(ids, weights, offsets, base) }
    ))));
    return new Map(loaded.flatMap((block) => (
      block ? [...this.shards.parsePart(block.shard, () => readPositions(block.text, block.postings, wanted)) ?? []] : []
    )));
  }

  /** Anchors and texts by document. */
  async texts(docs) {
    const { offsets, conversation } = this.columns;
    const conversations = await this.conversations(docs.map((doc) => conversation[doc]));
    const found = new Map();
    await Promise.all(docs.map(async (doc) => {
      const own = conversations.get(conversation[doc]);
      if (!own) return;
      const n = doc - offsets[conversation[doc]];
      const group = own.groupStarts.findLastIndex((first) => first <= n);
      const messages = await this.shards.read(own.textShards[group], (content) => content);
      const [anchor, text] = messages?.[n - own.groupStarts[group]] ?? [];
      if (anchor !== undefined) found.set(doc, { anchor, text });
    }));
    return found;
  }

  /** Slugs, titles and text shards of conversations by number. */
  async conversations(numbers) {
    const { titles, titlesSize } = this.meta;
    const found = new Map();
    await Promise.all([...new Set(numbers)].map(async (number) => {
      const shard = await this.shards.read(titles[Math.floor(number / titlesSize)], readTitles);
      if (shard) found.set(number, shard[number % titlesSize]);
    }));
    return found;
  }
}

function checkMeta(meta) {
  if (meta.form !== 1) throw new RangeError("another version");
  return meta;
}

function readTitles(content) {
  return content.map(([slug, title, groups, textShards]) => ({ slug, title, groupStarts: decode(groups), textShards }));
}
