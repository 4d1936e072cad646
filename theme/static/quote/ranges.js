// Convert between offsets in the page model and DOM positions.

/** Returns the selected page range, or null unless it is within messages. */
export function selectedRange(model, range) {
  const pageRange = model.trimmedRange(offsetOf(model, range.startContainer, range.startOffset),
    offsetOf(model, range.endContainer, range.endOffset));
  return pageRange?.anchor && pageRange.lastAnchor ? pageRange : null;
}

/** Returns the DOM range of a page range. */
export function domRange(model, { start, end }) {
  const range = document.createRange();
  range.setStart(...domPosition(model, start, start));
  range.setEnd(...domPosition(model, end, end - 1));
  return range;
}

function offsetOf(model, node, offset) {
  const point = document.createRange();
  point.setStart(node, offset);
  // Binary search for the first block with text after the point.
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

/** Returns the DOM position of an offset, in the text node with the character at `charOffset`. */
function domPosition(model, offset, charOffset) {
  const n = model.blockIndex(charOffset);
  const at = charOffset - model.starts[n];
  const run = model.blocks[n].runs.findLast((each) => each.start <= at && each.node.data);
  return [run.node, offset - model.starts[n] - run.start];
}
