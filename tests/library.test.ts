import { expect, test } from 'vitest'
import { wordsOf } from '../src/words/index.ts'
import { density, fragmentOf, newsOf, shelvesOf, tagsOf } from '../src/components/library.ts'
import type { ChangeView, EditionCard } from '../src/edition/view.ts'

const card = (id: string, said: Partial<EditionCard> = {}): EditionCard => ({
  id,
  title: id,
  subtitle: undefined,
  description: undefined,
  language: 'en',
  direction: 'ltr',
  editors: [],
  contributors: [],
  credits: [],
  changes: [],
  series: undefined,
  tags: [],
  pages: [],
  updated: undefined,
  figures: { texts: 1, words: 0, notes: 0, sources: 0 },
  ...said,
})

test('editions stand by series, number and title; those of no series come last', () => {
  const laws = (number: number | undefined) => ({ series: { title: 'Laws', number } })
  const shelves = shelvesOf(
    [
      card('Zebra'),
      card('“An apple”'),
      card('b', laws(undefined)),
      card('a', laws(undefined)),
      card('second', laws(2)),
      card('first', laws(1)),
      card('ode', { series: { title: 'A few odes', number: undefined } }),
    ],
    wordsOf('en'),
  )
  expect(shelves.map(({ series, editions }) => [series, editions.map(({ id }) => id)])).toEqual([
    ['A few odes', ['ode']],
    ['Laws', ['first', 'second', 'a', 'b']],
    [undefined, ['“An apple”', 'Zebra']],
  ])
})

test('each tag has its editions, once', () => {
  const tags = tagsOf(
    [card('b', { tags: ['law', 'law', 'Rome'] }), card('a', { tags: ['law'] })],
    wordsOf('en'),
  )
  expect(tags.map(({ tag, editions }) => [tag, editions.map(({ id }) => id)])).toEqual([
    ['law', ['a', 'b']],
    ['Rome', ['b']],
  ])
})

test('what has the same fragment is one: no id stands twice in the page', () => {
  const tags = tagsOf(
    [card('a', { tags: ['Psalms', 'PSALMS', 'a-b'] }), card('b', { tags: ['psalms', 'a b', 'a_b'] })],
    wordsOf('en'),
  )
  expect(tags.map(({ tag, editions }) => [tag, editions.length])).toEqual([
    ['a_b', 1],
    ['a-b', 2],
    ['Psalms', 2],
  ])
  const series = (title: string) => ({ series: { title, number: undefined } })
  const shelves = shelvesOf([card('a', series('Odes')), card('b', series('odes'))], wordsOf('en'))
  expect(shelves.map(({ editions }) => editions.length)).toEqual([2])
})

test.each([
  ['Civil law', 'tag-civil-law'],
  ['  תהלים & שירה ', 'tag-תהלים-_26-שירה'],
  ['C++', 'tag-c_2b_2b'],
  ['हिन्दी', 'tag-हिन्दी'],
])('the fragment of %s', (tag, fragment) => {
  expect(fragmentOf('tag', tag)).toBe(fragment)
})

test('the news are the latest states of notes that are there', () => {
  const change = (id: string, instant: string, isThere = true) =>
    ({ id, instant, kind: 'changed', note: isThere ? { id } : undefined }) as unknown as ChangeView
  const news = newsOf(
    [
      card('one', { changes: [change('x', '3'), change('x', '2'), change('gone', '9', false)] }),
      card('two', { changes: [change('y', '4'), change('z', '1')] }),
    ],
    2,
  )
  expect(news.map(({ edition, change: { id, instant } }) => [edition.id, id, instant])).toEqual([
    ['two', 'y', '4'],
    ['one', 'x', '3'],
  ])
})

test.each([
  [15, 32, 468.8],
  [1, 1000, 1],
  [3, 0, 0],
])('%i notes on %i words are %d for a thousand', (notes, words, expected) => {
  expect(density({ notes, words })).toBe(expected)
})
