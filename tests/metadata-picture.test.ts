import { describe, expect, test } from 'vitest'
import { drawingOf, pictureOf } from '../src/edition/picture.ts'

const words = {
  series: 'A library',
  title: 'The bridge at Northwick',
  line: 'The bridge was opened on 3 May.',
  subtitle: 'With notes',
  imprint: '1911',
}
const paths = (svg: string) => svg.match(/<path fill/g)?.length ?? 0

describe('the picture for sharing', () => {
  test('is a PNG of the size that is asked for, the same each time', async () => {
    const [one, two] = [Buffer.from(await pictureOf(words)), Buffer.from(await pictureOf(words))]
    expect(one.subarray(1, 4).toString('latin1')).toBe('PNG')
    expect([one.readUInt32BE(16), one.readUInt32BE(20)]).toEqual([1200, 630])
    expect(one.equals(two)).toBe(true)
    expect(one.equals(Buffer.from(await pictureOf({ ...words, title: 'The bridge' })))).toBe(false)
  })

  test('draws each line, and needs no face of the machine', () => {
    const svg = drawingOf(words)
    expect(svg).not.toMatch(/<text|font|<image|href/)
    expect(paths(svg)).toBe(4)
  })

  test('has the subtitle where the letters of the text are not in the faces', () => {
    const svg = drawingOf({ ...words, line: 'הַלְלוּ' })
    expect(paths(svg)).toBe(4)
    expect(svg).not.toContain('stroke')
    expect(drawingOf(words)).toContain('stroke')
  })

  test('leaves out a line with a letter that the faces lack, and takes words of any length', () => {
    expect(paths(drawingOf({ ...words, title: 'גֶּשֶׁר' }))).toBe(3)
    for (const svg of [
      drawingOf({ ...words, title: 'bridge '.repeat(200) }),
      drawingOf({ ...words, title: 'b'.repeat(300), line: 'toll '.repeat(500) }),
    ]) {
      const baselines = [...svg.matchAll(/d="M[\d.]+ ([\d.]+)h/g)].map(([, y]) => Number(y))
      for (const y of baselines) expect(y).toBeLessThan(560)
    }
  })
})
