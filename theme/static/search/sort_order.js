// Texts in the order of their code points, as Python and the index have it; JavaScript's own order is another.

/** Below 0 where `one` comes before `other`, 0 where they are the same. */
export function byCodePoint(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let n = 0; n < a.length && n < b.length; n++) {
    if (a[n] !== b[n]) return a[n].codePointAt(0) - b[n].codePointAt(0);
  }
  return a.length - b.length;
}
