/** A note as it stands by itself, in pixels down the page. */
export type Box = { readonly top: number; readonly height: number }

/**
 * How far notes must move so that one of them, `chosen`, is level with `line`, and none meets another: those above
 * give way upward, those below downward. All stay between `ceiling` and `floor`, which come before being level. A note
 * that is not in the way is not in the answer.
 */
export function level(
  boxes: readonly Box[],
  chosen: number,
  line: number,
  { gap, ceiling, floor }: { readonly gap: number; readonly ceiling: number; readonly floor: number },
): Map<number, number> {
  const tops = boxes.map(({ top }) => top)
  const heightOf = (i: number) => boxes[i]?.height ?? 0
  const topOf = (i: number) => tops[i] ?? 0
  const upward = (from: number) => {
    for (let i = from - 1; i >= 0 && topOf(i) + heightOf(i) + gap > topOf(i + 1); i--)
      tops[i] = topOf(i + 1) - gap - heightOf(i)
  }
  const downward = (from: number) => {
    for (let i = from + 1; i < boxes.length && topOf(i) < topOf(i - 1) + heightOf(i - 1) + gap; i++)
      tops[i] = topOf(i - 1) + heightOf(i - 1) + gap
  }
  tops[chosen] = line
  upward(chosen)
  downward(chosen)
  const last = boxes.length - 1
  if (topOf(last) + heightOf(last) > floor && topOf(last) > (boxes[last]?.top ?? 0)) {
    tops[last] = Math.max(floor - heightOf(last), boxes[last]?.top ?? 0)
    upward(last)
  }
  if (topOf(0) < ceiling && topOf(0) < (boxes[0]?.top ?? 0)) {
    tops[0] = Math.min(ceiling, boxes[0]?.top ?? 0)
    downward(0)
  }
  return new Map(
    tops.flatMap((top, i) =>
      Math.abs(top - (boxes[i]?.top ?? 0)) < 0.5 ? [] : [[i, top - (boxes[i]?.top ?? 0)] as const],
    ),
  )
}
