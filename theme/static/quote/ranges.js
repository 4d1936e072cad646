// Offsets in the page's model ↔ places in the document.

/** The passage that is selected; null where nothing in a message is. */
export function selectedPassage(model, range) {
  const passage = model.passage(offsetOf(model, range.startContainer, range.startOffset),
    offsetOf(model, range.endContainer, range.endOffset));
  return passage?.anchor && passage.lastAnchor ? passage : null;
}

/** The range of a passage in the document. */
export function rangeOf(model, { start, end }) {
  const range = document.createRange();
  range.setStart(...placeOf(model, start, start));
  range.setEnd(...placeOf(model, end, end - 1));
  return range;
}

function offsetOf(model, node, offset) {
  const point = document.createRange();
  point.setStart(node, offset);
  // Where the text of a block begins is known; the first block with text behind the point is looked for by halves.
  let low = 0;
  let high = model.blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { node: last } = model.blocks[middle].runs.at(-1);
    if (point.comparePoint(last, last.data.length) < 0) low = middle + 1;
    else high = middle;
  }
  const block = model.blocks[low];
  if (!block) return model.text.length;
  const run = block.runs.find((each) => point.comparePoint(each.node, each.node.data.length) >= 0);
  const inside = run.node === node ? run.start + offset : run.start;
  return model.starts[low] + Math.min(Math.max(inside, 0), block.text.length);
}

/** Where an offset is, in the text node that holds the character at `held`. */
function placeOf(model, offset, held) {
  const n = model.blockAt(held);
  const at = held - model.starts[n];
  const run = model.blocks[n].runs.findLast((each) => each.start <= at && each.node.data);
  return [run.node, offset - model.starts[n] - run.start];
}
