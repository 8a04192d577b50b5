/** Puts values into `{name}` places; a place without a value stays, so that a slip is seen. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>>) =>
  sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
