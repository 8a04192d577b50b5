import path from 'node:path'
import express, { type Router } from 'express'

/** The built client. Its assets carry a hash in their names; any other path is a page of it (deep links). */
export function clientRoutes(router: Router, folder: string): void {
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  )
  router.use(express.static(folder, { index: false }))
  router.get('/{*page}', (req, res, next) => {
    if (path.extname(req.path) !== '') return next()
    res.set('Cache-Control', 'no-cache').sendFile(path.join(folder, 'index.html'))
  })
}
