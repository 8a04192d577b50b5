import type { Express, IRouter } from 'express'

/** What the router really serves below /api, as `GET /reports/:district/:reportId`. */
export function apiRoutes(app: Express): string[] {
  return stackOf(app.router)
    .filter((layer) => layer.route === undefined && isRouter(layer.handle))
    .flatMap((layer) => stackOf(layer.handle as unknown as IRouter))
    .flatMap(({ route }) =>
      route ? route.stack.map(({ method }) => `${method.toUpperCase()} ${route.path}`) : [],
    )
}

const isRouter = (handle: unknown) => typeof handle === 'function' && 'stack' in handle

const stackOf = (router: IRouter) => router.stack
