// Kinds of blocks that queries can filter by (has:art), from the table in sitegen/model/block.py.
import { TABLE } from "./table.js";

/** Names in the language of the page, by kind. */
export const KIND_TITLES = TABLE.blockKinds;
/** An index stores each kind as the bit `1 << index`. */
export const KINDS = Object.keys(KIND_TITLES);
