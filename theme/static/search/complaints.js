// What the search says of a query, in the language of the page; the same as sitegen/render/complaints.py.

import { _, filled } from "./translator.js";
import { TABLE } from "./table.js";

const PLACE = /\\\{(\w+)\\\}/g;
const SIGNS = /[.*+?^${}()|[\]\\]/g;

/** The message in the language; one that is not known, as it is. */
export function complaint(message) {
  for (const each of TABLE.complaints) {
    const pattern = new RegExp(`^${each.replace(SIGNS, "\\$&").replace(PLACE, "(?<$1>.+?)")}$`, "s");
    const found = pattern.exec(message);
    if (found) return filled(_(each), found.groups ?? {});
  }
  return message;
}
