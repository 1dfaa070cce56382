import approximate, { type Match } from 'approx-string-match'
import { createFinder, match, matchAll, type QuoteSelector } from '../../plugins/text-selector/index.ts'
import { numbers, sentences, words } from './article.ts'
import { measured, type Outcome, ratio, table, times } from './benchmark.ts'
import { imported } from './install.ts'

/** How many code units of text, how many quotes, and how many of those the slow ways are given. */
const sizes = { full: [5_000_000, 5000, 50], quick: [500_000, 500, 10] } as const
/** How long the quotes are, in code units. */
const lengths = [
  [4, 100],
  [11, 400],
] as const
const SEED = 20170312
const ROUNDS = 9
/** How many units before and after a quote tell its place, as in the records of Hypothesis. */
const CONTEXT = 32
/** At most so many places of a quote are counted. */
const MOST = 20
/** Units of a text in which a quote is not, and how long the answer may take. */
const MISS = { units: 370_000, milliseconds: 200 }
const bars = { loop: 10, hypothesis: 100 }

/** Finding the places of many quotes in a long text, here and elsewhere, and of one that is not there. */
export async function run(quick: boolean): Promise<Outcome> {
  const [units, count, sample] = sizes[quick ? 'quick' : 'full']
  const chance = numbers(SEED)
  const text = paragraphs(chance, units)
  const found: { table: string; missed: string[] }[] = []
  for (const [least, most] of lengths) found.push(await compare(text, chance, [count, sample], least, most))
  found.push(misses(text))
  return { table: found.map((one) => one.table).join('\n\n'), missed: found.flatMap((one) => one.missed) }
}

function paragraphs(chance: () => number, units: number): string {
  const word = words(chance)
  const parts: string[] = []
  for (let length = 0; length < units; length += (parts.at(-1)?.length ?? 0) + 2)
    parts.push(sentences(word, chance, 60))
  return parts.join('\n\n').slice(0, units)
}

type Sought = Required<Pick<QuoteSelector, 'exact' | 'prefix' | 'suffix'>> & { readonly start: number }

/** Stretches of the text at places drawn evenly, with what stands around them. */
function quotes(text: string, chance: () => number, count: number, least: number, most: number): Sought[] {
  return Array.from({ length: count }, () => {
    const length = least + Math.floor(chance() * (most - least + 1))
    const start = Math.floor(chance() * (text.length - length))
    const end = start + length
    const prefix = text.slice(Math.max(0, start - CONTEXT), start)
    return { exact: text.slice(start, end), prefix, suffix: text.slice(end, end + CONTEXT), start }
  })
}

async function compare(
  text: string,
  chance: () => number,
  [count, sample]: readonly [count: number, sample: number],
  least: number,
  most: number,
) {
  const all = quotes(text, chance, count, least, most)
  const alone = all.map(({ exact }) => exact)
  const some = all.slice(0, sample)
  const AhoCorasick = await ahoCorasick()
  const floor = measured(ROUNDS, () => unitsOf(text))
  const ways: readonly (readonly [string, number])[] = [
    ['One plain loop over the code units', floor],
    ['**Variorum**, quotes alone', measured(ROUNDS, () => matchAll(text, alone, { limit: MOST }))],
    ['**Variorum**, with context', measured(ROUNDS, () => matchAll(text, all, { limit: MOST }))],
    ['`modern-ahocorasick` 3.3', measured(1, () => new AhoCorasick(alone).countByPattern(text))],
    ['`indexOf` with context', measured(3, () => all.forEach((one) => stands(text, one)))],
    [
      `The Hypothesis way (${sample} quotes, extrapolated)`,
      (measured(3, () => some.forEach((one) => hypothesis(text, one))) * count) / sample,
    ],
  ]
  const own = Math.max(ways[1]?.[1] ?? NaN, ways[2]?.[1] ?? NaN)
  const slow = ways.at(-1)?.[1] ?? NaN
  const what = `${count.toLocaleString('en')} quotes of ${least} to ${most} units`
  const head = [`${what} in ${text.length / 1e6} MB; CPU`, 'ms', '÷ loop']
  const rows = ways.map(([name, time]) => [name, times(time), ratio(time / floor)])
  const missed = [
    ...(own / floor <= bars.loop
      ? []
      : [`${what}: ${ratio(own / floor)} × the loop, expected at most ${bars.loop}`]),
    ...(slow / own >= bars.hypothesis
      ? []
      : [
          `${what}: ${ratio(slow / own)} × faster than the Hypothesis way, expected at least ${bars.hypothesis}`,
        ]),
  ]
  return {
    table: `${table(head, rows)}\n\nThe Hypothesis way takes ${ratio(slow / own)} × as long as the slower of the two.`,
    missed,
  }
}

function unitsOf(text: string): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum = (sum + text.charCodeAt(i)) | 0
  return sum
}

function stands(text: string, { prefix, exact, suffix }: Sought): number[] {
  const needle = prefix + exact + suffix
  const found: number[] = []
  for (let at = text.indexOf(needle); at >= 0 && found.length < MOST; at = text.indexOf(needle, at + 1))
    found.push(at)
  return found
}

type AhoCorasick = new (patterns: readonly string[]) => { countByPattern: (text: string) => number[] }

/** The maintained one of npm, in its plain form: with this many quotes the other takes longer to make. */
async function ahoCorasick(): Promise<AhoCorasick> {
  const { default: found } = (await imported('modern-ahocorasick')) as { default: AhoCorasick }
  return found
}

/**
 * How the client of Hypothesis finds a quote in a page, told by its description: all places where it stands letter for
 * letter, else where it stands with up to half of its letters wrong; the best by quote, prefix, suffix and position.
 */
function hypothesis(text: string, { exact, prefix, suffix, start: hint }: Sought): Match | undefined {
  const likeness = (part: string, context: string) => {
    if (part === '' || context === '') return 0
    const [first] = near(part, context, context.length).sort((a, b) => a.errors - b.errors)
    return first === undefined ? 0 : 1 - first.errors / context.length
  }
  const score = ({ start, end, errors }: Match) =>
    50 * (1 - errors / exact.length) +
    20 * likeness(text.slice(Math.max(0, start - prefix.length), start), prefix) +
    20 * likeness(text.slice(end, end + suffix.length), suffix) +
    2 * (1 - Math.abs(start - hint) / text.length)
  const scored = near(text, exact, Math.min(256, exact.length / 2)).map((one) => [score(one), one] as const)
  return scored.sort(([a], [b]) => b - a)[0]?.[1]
}

function near(text: string, words: string, errors: number): Match[] {
  const found: Match[] = []
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    found.push({ start: at, end: at + words.length, errors: 0 })
  return found.length > 0 ? found : approximate(text, words, errors)
}

/** One quote that is not there, in texts of words and in such as repeat themselves: the answer, and what is near. */
function misses(words: string) {
  const texts: readonly (readonly [name: string, text: string, quote: string])[] = [
    ['Words', words.slice(0, MISS.units), `${words.slice(1000, 1100)} is nowhere`],
    ['One letter', 'a'.repeat(MISS.units), `${'a'.repeat(1000)}b`],
    ['One letter, the other first', 'a'.repeat(MISS.units), `b${'a'.repeat(1000)}`],
    ['Two letters in turn', 'ab'.repeat(MISS.units / 2), `${'ab'.repeat(500)}b`],
    ['A word again and again', 'again '.repeat(MISS.units / 6), `${'again '.repeat(160)}never`],
  ]
  const rows = texts.map(([name, text, quote]) => ({
    name,
    found: measured(3, () => match(text, quote)),
    near: measured(3, () => createFinder(text).nearest(quote)),
  }))
  return {
    table: table(
      [`One miss in ${MISS.units.toLocaleString('en')} units; CPU, ms`, '`match`', 'what is near'],
      rows.map(({ name, found, near: hint }) => [name, times(found), times(hint)]),
    ),
    missed: rows
      .filter(({ found, near: hint }) => Math.max(found, hint) >= MISS.milliseconds)
      .map(
        ({ name, found, near: hint }) =>
          `a miss (${name}): ${times(Math.max(found, hint))} ms, expected less than ${MISS.milliseconds}`,
      ),
  }
}
