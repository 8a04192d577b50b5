/** Words with a dot between, each but once and none that is empty: sources often say a class and a name with one word. */
export const distinct = (...words: readonly (string | null | undefined)[]) =>
  [...new Set(words.filter(Boolean))].join(' · ')
