export { indexOf, type Indexed, type Shard } from './lib/write.ts'
export { type Found, find, type Hit, shardsFor } from './lib/find.ts'
export { fold, type Word, wordsIn } from './lib/words.ts'
