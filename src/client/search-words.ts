/** What the search page says, in its own language: the page holds it for its script. `src/words/en.ts` has the English. */
type Forms = Readonly<Record<string, string>>
type Said = { readonly locale: string; readonly words: Readonly<Record<string, string | Forms>> }

let said: Said | undefined

function table(): Said {
  said ??= JSON.parse(document.querySelector('#search-words')?.textContent ?? '') as Said
  return said
}

/** A text with its holes filled; for a number, in the form that the language has for it. */
export function says(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const { locale, words } = table()
  const text = words[key] ?? ''
  const form =
    typeof text === 'string'
      ? text
      : (text[new Intl.PluralRules(locale).select(Number(values['n'] ?? 0))] ?? text['other'] ?? '')
  return form.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = values[name]
    return value === undefined ? hole : typeof value === 'number' ? value.toLocaleString(locale) : value
  })
}

/** Names as the language puts them in a row. */
export function inARow(names: readonly string[]): string {
  return new Intl.ListFormat(table().locale).format(names)
}
