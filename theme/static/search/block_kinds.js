// Kinds of blocks that queries can filter by (has:art), from the table in sitegen/model/block.py.
import { TABLE } from "./table.js";

/** Names in the language of the page, by kind. */
export const KIND_TITLES = TABLE.blockKinds;
/** An index stores each kind as the bit `1 << index`. */
export const KINDS = Object.keys(KIND_TITLES);
/** Values of `has:` that are several kinds. */
export const KIND_GROUPS = { tool: ["tool_call", "tool_result"] };
/** Values of `has:` that a page folds. */
export const FOLDED_KINDS = ["thinking", "tool_call", "tool_result", "attachment", "tool"];
/** Bits of messages of other versions, and of those that consist of what their page folds. */
export const IN_BRANCH = 1 << KINDS.length;
export const WITHOUT_TALK = IN_BRANCH << 1;
