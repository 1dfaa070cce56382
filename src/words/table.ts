import type { en } from './en.ts'

/** The forms of a count, by the categories of `Intl.PluralRules`. Which of them a language has, a test knows. */
export type Forms = { readonly other: string } & Readonly<
  Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>>
>

type Said<Part> = Part extends string
  ? string
  : Part extends { readonly other: string }
    ? Forms
    : { readonly [Key in keyof Part]: Said<Part[Key]> }

/** What every language says: the keys of English. */
export type Table = Said<typeof en>
