// Load the index from shards: scripts that call `sitegenShard`, because a page opened from a folder can load nothing
// else. Missing and damaged shards are reported in `lost`; results come from the others.

import { Columns, lastAtMost } from "./columns.js";
import { Dictionary, readPositions, readPostings, readTitled, readTitles, readWeights } from "./dictionary.js";
import { compareCodePoints } from "./sort_order.js";
import { hasForms, stem } from "./stemming.js";
import { decode } from "./varint.js";

const FOLDER = "search/";
const MAX_TITLE_SHARDS = 2;
const TIMEOUT = 30_000; // ms after which a shard counts as lost
const NOTHING = new Uint32Array(0);
const NO_POSTINGS = Object.freeze({ docs: NOTHING, tfs: NOTHING });
const NO_TITLES = Object.freeze({ conversations: NOTHING, tfs: NOTHING, levels: NOTHING });
const NO_NAMES = Object.freeze({ participants: NOTHING, tfs: NOTHING });

/** Loads each shard once. Lost ones are tried again when they are needed again. */
class ShardLoader {
  constructor(folder) {
    this.folder = folder;
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
      script.src = `${this.folder}${name}.js`;
      document.head.append(script);
    });
  }
}

/** The index. Twin of `Index` in sitegen/search/whoosh_index/index.py. */
export class SearchData {
  /** `root`: address of the site; of pages next to the search page it is empty. */
  constructor(root = "") {
    this.shards = new ShardLoader(root + FOLDER);
    this.columns = null;
    this.columnLoads = {};
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
    const columns = await this.shards.read(meta.people, (people) => new Columns(meta, people));
    if (!columns) throw new Error(`${FOLDER}${meta.people}.js`);
    const [starts, lists] = meta.texts;
    this.meta = meta;
    this.columns = columns;
    this.textLists = { starts: accumulate(decode(starts)), names: lists };
    this.dictionary = new Dictionary(meta.dictionary, this.shards);
  }

  /** Load columns that only filters and facets need: "participant", "day" or "kinds". */
  async loadColumns(...names) {
    await Promise.all(names.map((name) => (this.columnLoads[name] ??= this.loadColumn(name))));
  }

  async loadColumn(name) {
    const { columns, columnGroups } = this.meta;
    const parts = await Promise.all(columns[name].map((shard, n) => this.shards.read(
      shard, (groups) => this.columns.readPart(name, groups, n * columnGroups, columnGroups),
    )));
    this.columns.fill(name, parts);
    if (parts.includes(null)) delete this.columnLoads[name]; // try again
  }

  /** All terms with a prefix, and the number of documents with each in their text. */
  async terms(prefix) {
    const found = new Map(await this.dictionary.terms(prefix));
    for (const term of this.columns.nameTerms.keys()) if (term.startsWith(prefix) && !found.has(term)) found.set(term, 0);
    return [...found].sort(([a], [b]) => compareCodePoints(a, b));
  }

  /** `[word, frequency class]` of the words with this first letter that are frequent enough to be suggested. */
  async frequentWords(first) {
    const list = await this.shards.read(this.meta.spelling, readWordList);
    const name = list?.names[list.letters.findIndex((each) => each.includes(first))];
    const found = (name && await this.shards.read(name, readWords)) || [];
    return found.filter(([word]) => word.startsWith(first));
  }

  /** The words with the same stem as a term, in a language of the archive. */
  async otherForms(term) {
    const found = await Promise.all(Object.entries(this.meta.stemmers).map(async ([language, shard]) => {
      if (!hasForms(term, language)) return [];
      const stemOf = shard ? await this.shards.read(shard, checkStemmer) : stem;
      if (!stemOf) return [];
      const own = this.shards.parsePart(shard, () => stemOf(term));
      if (!own) return [];
      const words = await this.dictionary.family(own, language);
      return !shard && hasForms(own, language) && stem(own) === own ? [...words, own] : words;
    }));
    return found.flat();
  }

  /** The postings of a term in texts, titles and names. */
  async postings(term) {
    const entry = await this.dictionary.entry(term);
    const { titleLevel, nameTerms } = this.columns;
    const title = (entry?.title && this.shards.parsePart(entry.from, () => readTitles(entry.title, this.columns))) || NO_TITLES;
    title.levels.forEach((each, n) => { titleLevel[title.conversations[n]] = each; });
    return { text: (entry?.df && await this.textPostings(entry)) || NO_POSTINGS, title, speaker: nameTerms.get(term) ?? NO_NAMES };
  }

  async textPostings(entry) {
    const found = entry.largeName
      ? await this.largePostings(entry.largeName)
      : this.shards.parsePart(entry.from, () => readPostings(entry.ids, entry.weights, this.columns));
    found?.levels?.forEach((each, n) => { this.columns.level[found.docs[n]] = each; });
    return found;
  }

  /** The positions of a term by document, for those of `docs` that have it. */
  async positions(term, docs) {
    const entry = await this.dictionary.entry(term);
    if (!entry?.df || !docs.length) return new Map();
    const wanted = new Set(docs);
    if (entry.largeName) return this.largePositions(entry.largeName, wanted);
    const text = (await this.shards.read(entry.positionsShard, (content) => content.split(" ")))?.[entry.n] ?? "";
    const postings = text && await this.textPostings(entry);
    return (postings && this.shards.parsePart(entry.positionsShard, () => readPositions(text, postings, wanted))) || new Map();
  }

  /** The postings of a term with its own shard, and its positions blocks: first group and shard name. */
  largePostings(name) {
    return this.shards.read(name, ([weights, ids, blocks]) => ({
      ...readPostings(ids, weights, this.columns),
      blocks: blocks.map(([group, shard]) => ({ group, shard })),
    }));
  }

  async largePositions(name, wanted) {
    const { docs, tfs, groups, blocks } = await this.largePostings(name) ?? { blocks: [] };
    const found = await Promise.all(blocks.map(async ({ group, shard }, n) => {
      const start = (first) => groups.find(([number]) => number >= first)?.[1] ?? docs.length;
      const [first, end] = [start(group), start(blocks[n + 1]?.group ?? Infinity)];
      const own = docs.subarray(first, end);
      if (!own.some((doc) => wanted.has(doc))) return [];
      const content = await this.shards.read(shard, (parts) => parts.map(String));
      return (content && this.shards.parsePart(shard, () => {
        const ownTfs = tfs?.subarray(first, end) ?? readWeights(content[1], own.length).tfs;
        return [...readPositions(content[0], { docs: own, tfs: ownTfs }, wanted)];
      })) || [];
    }));
    return new Map(found.flat());
  }

  /** The conversations that have all these terms in their titles. */
  async titled(terms) {
    const found = await Promise.all(terms.map(async (term) => {
      const entry = await this.dictionary.entry(term);
      return (entry?.title && this.shards.parsePart(entry.from, () => readTitled(entry.title, this.columns))) || [];
    }));
    return found.reduce((all, each) => all.filter((number) => each.includes(number)));
  }

  /** Words in titles with a prefix; none while the prefix is so short that they would take long to load. */
  titleTerms(prefix) {
    return this.dictionary.titleTerms(prefix, MAX_TITLE_SHARDS);
  }

  /** Hits by document, without those whose texts are lost. */
  async texts(docs) {
    const found = new Map();
    await Promise.all(docs.map(async (doc) => {
      const n = lastAtMost(this.textLists.starts, doc);
      const list = await this.shards.read(this.textLists.names[n], readTextList);
      if (!list) return;
      const offset = doc - this.textLists.starts[n];
      const at = lastAtMost(list.starts, offset);
      const message = (await this.shards.read(list.names[at], readTexts))?.[offset - list.starts[at]];
      if (message) found.set(doc, message);
    }));
    return found;
  }

  /** Slugs and titles of conversations by number. */
  async conversations(numbers) {
    const found = new Map();
    await Promise.all(numbers.map(async (number) => {
      const group = this.columns.group(number);
      const cards = await this.shards.read(this.meta.cards[group], (content) => content.map(([slug, title]) => ({ slug, title })));
      const card = cards?.[number - this.columns.groupStarts[group]];
      if (card) found.set(number, card);
    }));
    return found;
  }
}

function checkStemmer(stemOf) {
  if (typeof stemOf !== "function") throw new RangeError("no stemmer");
  return stemOf;
}

function checkMeta(meta) {
  if (meta.form !== 5) throw new RangeError("another version");
  return meta;
}

function accumulate(deltas) {
  let sum = 0;
  return Uint32Array.from(deltas, (delta) => (sum += delta));
}

function readTextList([starts, names]) {
  return { starts: accumulate(decode(starts)), names };
}

function readWordList([letters, names]) {
  return { letters: letters.map(String), names: names.map(String) };
}

/** Words with their frequency classes. */
function readWords(classes) {
  return classes.flatMap((words, class_) => words.split(" ").slice(1).map((word) => [word, class_]));
}

/** The messages of a text shard. */
function readTexts(parts) {
  return parts.flatMap(([slug, title, people, first, messages]) => messages.map(([anchor, text, speaker, day, kinds], n) => {
    const [name, model, label] = people[speaker];
    return { slug, title, name, model, label, number: first + n + 1, anchor, text, day, kinds };
  }));
}
