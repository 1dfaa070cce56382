import type { Root } from 'hast'
import type { Plugin, Processor } from 'unified'
import { fromSeed } from './lib/from-seed.ts'
import type { Structure } from './lib/structure.ts'

export { fromSeed } from './lib/from-seed.ts'
export { passages, type Passage } from './lib/passages.ts'
export { spanFinder, spanRoles, withSpans, type Span, type SpanPart, type SpanRole } from './lib/spans.ts'
export {
  columnCount,
  columnsFor,
  type Cell,
  type CellRecord,
  type Extent,
  type Row,
  type Table,
  type TableRecord,
} from './lib/table.ts'
export {
  passageNumbers,
  roles,
  type Form,
  type Range,
  type Role,
  type RoleName,
  type SpeakerPattern,
  type Structure,
} from './lib/structure.ts'

/**
 * unified plugin: parse plain text to hast.
 *
 * Give the file its value as a string: a `VFile` that holds bytes loses a byte order mark before any parser
 * sees it.
 */
const seedParse: Plugin<[Structure?], string, Root> = function (structure) {
  // unified types `this` by the whole pipeline, which a parser cannot know.
  const self = this as unknown as Processor<Root>
  self.parser = (document) => fromSeed(document, structure)
}

export default seedParse
