import { IntakeError } from '../../../domain/intake-problem.ts'

/** A feature of more text than this is no feature: 50,000 vertices take about 2 MB. */
const MAX_FEATURE_CHARS = 32 * 1024 * 1024

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const isOpening = (char: number) => char === 123 || char === 91
const isClosing = (char: number) => char === 125 || char === 93
const isSpace = (char: number) => char === 32 || (char >= 9 && char <= 13)

/**
 * Cuts the text of a FeatureCollection into the texts of its features, without parsing the whole. What stands around the
 * features is kept, so that it can be parsed as a collection of none.
 */
export class FeatureSplitter {
  private readonly name: string
  private text = ''
  private at = 0
  private depth = 0
  private isInString = false
  private place: 'before' | 'features' | 'after' = 'before'
  /** Start of the feature, or of the last string at depth 1. */
  private start = -1
  private lastKey = ''
  private isAfterFeature = false
  private isAfterComma = false
  private around = ''

  constructor(name: string) {
    this.name = name
  }

  /** The features that this chunk completes. */
  take(chunk: string): string[] {
    this.text += chunk
    const features: string[] = []
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at)
      if (this.isInString) this.inString(char)
      else if (this.place === 'features' && this.depth === 2) this.betweenFeatures(char)
      else if (char === QUOTE) {
        this.isInString = true
        if (this.place !== 'features') this.start = this.at
      } else if (isOpening(char)) this.open(char)
      else if (isClosing(char) && --this.depth === 2 && this.place === 'features') {
        features.push(this.text.slice(this.start, this.at + 1))
        this.start = -1
        this.isAfterFeature = true
      }
    }
    this.forget()
    return features
  }

  /** Everything but the features, as JSON: the whole text where there is no list of features. */
  rest(): string {
    if (this.place === 'features')
      throw new IntakeError('not-json', `${this.name} ends in the middle of its features: it was cut off.`)
    return this.around + this.text
  }

  /** Whether a list of features was met. */
  get hasFeatures(): boolean {
    return this.place !== 'before'
  }

  /** What stands before the features, made whole: parsed as a collection of none. */
  head(): string {
    return this.hasFeatures ? `${this.around}]}` : '{}'
  }

  private inString(char: number): void {
    if (char === BACKSLASH) this.at++
    else if (char === QUOTE) {
      this.isInString = false
      if (this.depth === 1) this.lastKey = this.text.slice(this.start + 1, this.at)
    }
  }

  private open(char: number): void {
    this.depth++
    if (this.depth !== 2 || char !== 91 || this.lastKey !== 'features' || this.place !== 'before') return
    this.place = 'features'
    this.around = this.text.slice(0, this.at + 1)
    this.drop(this.at + 1)
  }

  /** In the list of features, where only features, commas and blanks may stand. */
  private betweenFeatures(char: number): void {
    if (isSpace(char)) return
    if (isOpening(char) && !this.isAfterFeature) {
      this.start = this.at
      this.depth++
      this.isAfterComma = false
    } else if (char === COMMA && this.isAfterFeature) {
      this.isAfterFeature = false
      this.isAfterComma = true
    } else if (char === 93 && !this.isAfterComma) {
      this.depth--
      this.place = 'after'
      this.drop(this.at)
    } else
      throw new IntakeError(
        'not-json',
        `${this.name} has “${this.text.slice(this.at, this.at + 20)}” where a feature should stand.`,
      )
  }

  /** Forgets the text before a place; the loop goes on with what follows. */
  private drop(to: number): void {
    this.text = this.text.slice(to)
    this.at -= to
    this.start = -1
  }

  private forget(): void {
    if (this.place !== 'features' && this.text.length > MAX_FEATURE_CHARS)
      throw new IntakeError('not-geojson', `${this.name} has no “features”: it is no FeatureCollection.`)
    if (this.place !== 'features') return
    const keepFrom = this.start >= 0 ? this.start : this.at
    if (this.text.length - keepFrom > MAX_FEATURE_CHARS)
      throw new IntakeError(
        'not-geojson',
        `${this.name} has a feature of more than ${MAX_FEATURE_CHARS / 1048576} MB.`,
      )
    const isInFeature = this.start >= 0
    this.drop(keepFrom)
    if (isInFeature) this.start = 0
  }
}
