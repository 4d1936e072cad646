// Compare texts by code points, as Python and the index do. JavaScript compares UTF-16 units.

/** Negative where `one` comes before `other`, 0 where they are equal. */
export function compareCodePoints(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let n = 0; n < a.length && n < b.length; n++) {
    if (a[n] !== b[n]) return a[n].codePointAt(0) - b[n].codePointAt(0);
  }
  return a.length - b.length;
}
