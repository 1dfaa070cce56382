import { create, type Font } from 'fontkitten'
import sharp from 'sharp'
import { ownFile } from './read.ts'
import type { EditionView, LibraryView } from './view.ts'

/** What a picture for sharing shows: words, and no face. */
export type PictureWords = {
  /** Whose it is, above: the name of the site. */
  readonly series: string
  readonly title: string
  /** A line of the text; where the faces lack its letters, the subtitle stands in its place. */
  readonly line: string | undefined
  readonly subtitle: string | undefined
  /** Where the text is from, below. */
  readonly imprint: string | undefined
}

type Site = Pick<LibraryView, 'title' | 'description'> & { readonly pictured: boolean }

/**
 * Whether each edition has a picture of its own. Drawing 1,000 takes 20 s of a processor, more than the rest of their
 * build, and most programs that show such pictures take them from absolute addresses only. So a large library whose
 * address nobody stated has one for all its pages.
 */
export function isPictured(address: string | undefined, editions: number): boolean {
  return address !== undefined || editions <= 100
}

/** Path of the picture of an edition's pages, or of the other pages, below the site. */
export function picturePath(edition: string | undefined, pictured: boolean): string {
  return edition === undefined || !pictured ? 'share.png' : `${edition}/share.png`
}

/** The pictures of a site, by their paths: its own, and one for each edition. */
export function picturesOf(
  { title, description, pictured }: Site,
  editions: readonly EditionView[],
): LibraryView['pictures'] {
  const own = { series: '', title, line: undefined, subtitle: description, imprint: undefined }
  return [
    { path: picturePath(undefined, pictured), bytes: () => pictureOf(own) },
    ...(pictured ? editions : []).map((edition) => ({
      path: picturePath(edition.id, pictured),
      bytes: () => pictureOf(wordsOf(edition, title)),
    })),
  ]
}

function wordsOf(
  { title, subtitle, description, divisions, seed, language }: EditionView,
  series: string,
): PictureWords {
  const passage = divisions.flatMap(({ passages }) => passages).find(({ role }) => role !== 'title')
  const day = seed.published !== undefined && seed.published.length > 7
  const date = day
    ? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
        new Date(`${seed.published}T00:00:00Z`),
      )
    : seed.published
  return {
    series,
    title,
    line: passage?.text.replace(/\s+/g, ' ').trim(),
    subtitle: subtitle ?? description,
    imprint: [seed.author ?? seed.publisher, date].filter(Boolean).join(', ') || undefined,
  }
}

const width = 1200
const height = 630
const margin = 84
const measure = width - 2 * margin
const leading = 50
const paper = '#fdfbf4'
const ink = '#1c1915'
const mute = '#665f53'
const mark = '#8a4b12'

/**
 * A picture of 1200 by 630, as Open Graph asks for, as PNG. Letters are drawn as the outlines of the site's own
 * faces, so that no face of the machine has a part in it. A line with a letter that they lack is left out.
 */
export async function pictureOf(words: PictureWords): Promise<Uint8Array> {
  return sharp(Buffer.from(drawingOf(words)))
    .png({ compressionLevel: 6, adaptiveFiltering: false })
    .toBuffer()
}

/** The same as SVG, without any text element. */
export function drawingOf({ series, title, line, subtitle, imprint }: PictureWords): string {
  const roman = face('roman')
  const parts: string[] = [
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<rect width="${width}" height="10" fill="${ink}"/>`,
  ]
  parts.push(
    setLine(roman, series.toLocaleUpperCase('en'), { size: 25, x: margin, y: 104, fill: mute, spacing: 3 }),
  )
  const { size, lines } = fitted(roman, title, [90, 80, 70, 60, 50], 3)
  let y = 150 + size * 0.72
  for (const words of lines) {
    parts.push(setLine(roman, words, { size, x: margin - 2, y, fill: ink, spacing: size * -0.012 }))
    y += size * 1.1
  }
  const italic = face('italic')
  const isText = line !== undefined && canSet(italic, line)
  const below = isText ? line : (subtitle ?? '')
  const room = Math.max(0, Math.floor((height - 110 - y) / leading))
  for (const words of clipped(wrapped(italic, below, 34, measure - 60), Math.min(3, room))) {
    parts.push(setLine(italic, words, { size: 34, x: margin, y: y + 4, fill: ink }))
    // Words of the text are underlined, as they are where they have a note.
    if (isText)
      parts.push(
        `<path d="M${margin} ${y + 14}h${Math.round(lengthOf(italic, words, 34))}" stroke="${mark}" stroke-width="2"/>`,
      )
    y += leading
  }
  if (imprint !== undefined)
    parts.push(setLine(roman, imprint, { size: 27, x: margin, y: height - 58, fill: mute }))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`
}

const faces = new Map<string, Font>()

function face(name: 'roman' | 'italic'): Font {
  const known = faces.get(name)
  if (known !== undefined) return known
  const font = create(ownFile(`styles/fonts/spectral-${name}.woff2`))
  if (font.isCollection) throw new Error(`Unexpected collection of faces \`${name}\`, expected one face`)
  faces.set(name, font)
  return font
}

type Setting = {
  readonly size: number
  readonly x: number
  readonly y: number
  readonly fill: string
  readonly spacing?: number
}

/** One line as a path; nothing where the face lacks one of its letters. */
function setLine(font: Font, words: string, { size, x, y, fill, spacing = 0 }: Setting): string {
  if (!canSet(font, words)) return ''
  const scale = size / font.unitsPerEm
  let at = x
  const path = font.glyphsForString(words.normalize('NFC')).map((glyph) => {
    const outline = glyph.path.scale(scale, -scale).translate(at, y)
    at += glyph.advanceWidth * scale + spacing
    return outline.toSVG()
  })
  return `<path fill="${fill}" d="${path.join('').replace(/(?<!\d)\d+\.\d+/g, (number) => String(Math.round(Number(number) * 100) / 100))}"/>`
}

function canSet(font: Font, words: string): boolean {
  return [...words.normalize('NFC')].every((letter) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0))
}

function lengthOf(font: Font, words: string, size: number): number {
  if (!canSet(font, words)) return 0
  return (
    font.glyphsForString(words.normalize('NFC')).reduce((sum, { advanceWidth }) => sum + advanceWidth, 0) *
    (size / font.unitsPerEm)
  )
}

function wrapped(font: Font, words: string, size: number, most: number): string[] {
  const lines: string[] = []
  for (const word of words.trim().split(/\s+/)) {
    const last = lines.at(-1)
    const longer = `${last ?? ''} ${word}`.trimStart()
    if (last !== undefined && lengthOf(font, longer, size) <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** The largest size at which some words have so few lines; at the smallest, what does not fit is cut. */
function fitted(
  font: Font,
  words: string,
  sizes: readonly number[],
  most: number,
): { size: number; lines: string[] } {
  for (const size of sizes) {
    const lines = wrapped(font, words, size, measure)
    if (lines.length <= most && lines.every((line) => lengthOf(font, line, size) <= measure))
      return { size, lines }
  }
  const size = sizes.at(-1) ?? 48
  return { size, lines: clipped(wrapped(font, words, size, measure), most) }
}

function clipped(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines]
  return lines
    .slice(0, most)
    .map((line, index) =>
      index < most - 1 ? line : `${line.replace(/(?<![\s\p{P}])[\s\p{P}]*(?:\s\S+)?$/u, '')} …`,
    )
}
