// Kinds of blocks that queries can filter by (has:art), stored as bits. Twin of sitegen/search/block_kinds.py.

export const KINDS = ["art", "code", "image", "command", "event"];
