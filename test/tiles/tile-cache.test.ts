import { describe, expect, test } from 'vitest'
import { TileCache, type CachedTile } from '../../server/tiles/tile-cache.ts'

const tile = (bytes: number, compressed = 0): CachedTile => ({
  plain: Buffer.alloc(bytes),
  brotli: compressed > 0 ? Buffer.alloc(compressed) : null,
})

describe('the cache of tiles', () => {
  test('gives back what it was given, and nothing else', () => {
    const cache = new TileCache(100)
    const kept = tile(10, 5)
    cache.set('7/1/2/3', kept)
    expect(cache.get('7/1/2/3')).toBe(kept)
    expect(cache.get('7/1/2/4')).toBeUndefined()
  })

  test('keeps exactly as many bytes as it may, and lets go of what was not asked for longest', () => {
    const cache = new TileCache(100)
    cache.set('a', tile(40))
    cache.set('b', tile(30, 30))
    expect([cache.get('a'), cache.get('b')]).not.toContain(undefined)
    cache.get('a')
    cache.set('c', tile(1))
    expect(cache.get('b')).toBeUndefined()
    expect([cache.get('a'), cache.get('c')]).not.toContain(undefined)
  })

  test('counts a tile that is set again once', () => {
    const cache = new TileCache(100)
    for (let n = 0; n < 5; n++) cache.set('a', tile(60))
    cache.set('b', tile(40))
    expect([cache.get('a'), cache.get('b')]).not.toContain(undefined)
  })

  test('does not keep what is larger than itself, nor lose others for it', () => {
    const cache = new TileCache(100)
    cache.set('a', tile(50))
    cache.set('b', tile(101))
    expect(cache.get('b')).toBeUndefined()
    expect(cache.get('a')).toBeDefined()
  })
})
