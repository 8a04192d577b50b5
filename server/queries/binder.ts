/** Collects the values of a statement that is put together from parts: each part binds its own. */
export class Binder {
  readonly values: unknown[] = []

  /** The placeholder for a value. */
  bind(value: unknown): string {
    return `$${this.values.push(value)}`
  }
}
