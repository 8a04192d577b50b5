import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
} from 'vue-router'
import type { Person } from '../../domain/api.ts'
import { onSignedOut } from './api/client.ts'
import { forget, person, resume, runsPlatform } from './session.ts'

const workbench = () => import('./panels/workbench/WorkbenchPage.vue')

/** Sign-in and the clerk's tasks come without the map; the workbench brings it. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/sign-in' },
    { path: '/sign-in', name: 'sign-in', component: () => import('./panels/sign-in/SignInPage.vue') },
    {
      // The token stands behind the #, which no server and no log sees.
      path: '/activate',
      name: 'activate',
      component: () => import('./panels/sign-in/ActivatePage.vue'),
    },
    {
      path: '/d/:district/admin',
      name: 'admin',
      component: () => import('./panels/admin/AdminPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/audit',
      name: 'audit',
      component: () => import('./panels/audit/AuditPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/audit/certificate/:jobId(\\d+)',
      name: 'certificate',
      component: () => import('./panels/audit/CertificatePage.vue'),
      props: true,
    },
    {
      path: '/d/:district/tasks',
      name: 'tasks',
      component: () => import('./panels/tasks/TasksPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/transfers',
      name: 'transfers',
      component: () => import('./panels/transfer/TransfersPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/approvals',
      name: 'approvals',
      component: () => import('./panels/approvals/ApprovalsPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/exports',
      name: 'exports',
      component: () => import('./panels/exports/ExportsPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/f/:findingId(\\d+)',
      name: 'finding',
      component: () => import('./panels/explain/ExplainPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/layers',
      name: 'layers',
      component: () => import('./panels/layers/LayersPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/rules',
      name: 'catalogue',
      component: () => import('./panels/catalogue/CataloguePage.vue'),
      props: true,
    },
    {
      path: '/d/:district/layers/:layerVersionId(\\d+)/preview',
      name: 'layer-preview',
      component: () => import('./panels/layers/LayerPreviewPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/thresholds',
      name: 'thresholds',
      component: () => import('./panels/law/ThresholdsPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/what-if',
      name: 'what-if',
      component: () => import('./panels/law/WhatIfPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/replays',
      name: 'replays',
      component: () => import('./panels/law/ReplaysPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/replays/:replayId(\\d+)',
      name: 'replay',
      component: () => import('./panels/law/ReplayPage.vue'),
      props: true,
    },
    {
      path: '/forbidden',
      name: 'forbidden',
      component: () => import('./panels/frame/ForbiddenPage.vue'),
    },
    { path: '/d/:district', name: 'workbench', component: workbench, props: true },
    { path: '/d/:district/p/:reportId(\\d+)', name: 'patch', component: workbench, props: true },
    { path: '/:rest(.*)*', redirect: '/sign-in' },
  ],
})

/** Where a person's day begins. */
export function homeOf({ role, district }: Person): RouteLocationRaw {
  if (role === 'auditor') return { name: 'audit', params: { district } }
  if (runsPlatform(role)) return { name: 'admin', params: { district } }
  if (role === 'township') return { name: 'tasks', params: { district } }
  if (role === 'officer') return { name: 'transfers', params: { district } }
  return {
    name: 'workbench',
    params: { district },
    ...(role === 'agriculture' ? { query: { preset: 'mine' } } : {}),
  }
}

/** Whether a page is for this post; what it shows is the server's decision. */
function isFor({ role, district }: Person, { name, params }: RouteLocationNormalized): boolean {
  if (name === 'forbidden') return true
  if (params['district'] !== district) return false
  switch (name) {
    case 'admin':
      return runsPlatform(role) || role === 'office'
    case 'audit':
    case 'certificate':
      return role === 'auditor'
    case 'tasks':
      return role === 'township'
    case 'layer-preview':
    case 'what-if':
    case 'replays':
    case 'replay':
      return role === 'analyst' || role === 'office'
    default:
      return !runsPlatform(role)
  }
}

router.beforeEach(async (to) => {
  if (to.name === 'sign-in' || to.name === 'activate') return true
  if (await resume()) return isFor(person.value!, to) || { name: 'forbidden', replace: true }
  return { name: 'sign-in', query: { next: to.fullPath } }
})

onSignedOut((ended) => {
  forget()
  const { name, fullPath } = router.currentRoute.value
  if (name !== undefined && name !== 'sign-in')
    void router.push({ name: 'sign-in', query: { next: fullPath, ...(ended && { ended }) } })
})
