/** Index of the first entry outside -1..tiles - 1, or -1. */
export function assignmentFault(assignment: usize, entries: i32, tiles: i32): i32 {
  for (let i = 0; i < entries; i++) {
    const tile = load<i32>(assignment + (<usize>i << 2));
    if (tile < -1 || tile >= tiles) return i;
  }
  return -1;
}
