import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router'
import type { Person } from '../../domain/api.ts'
import { onSignedOut } from './api/client.ts'
import { forget, resume } from './session.ts'

const workbench = () => import('./panels/workbench/WorkbenchPage.vue')

/** Sign-in and the clerk's tasks come without the map; the workbench brings it. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/sign-in' },
    { path: '/sign-in', name: 'sign-in', component: () => import('./panels/sign-in/SignInPage.vue') },
    {
      path: '/d/:district/tasks',
      name: 'tasks',
      component: () => import('./panels/tasks/TasksPage.vue'),
      props: true,
    },
    {
      path: '/d/:district/layers',
      name: 'layers',
      component: () => import('./panels/layers/LayersPage.vue'),
      props: true,
    },
    { path: '/d/:district', name: 'workbench', component: workbench, props: true },
    { path: '/d/:district/p/:reportId(\\d+)', name: 'patch', component: workbench, props: true },
    { path: '/:rest(.*)*', redirect: '/sign-in' },
  ],
})

/** Where a person's day begins. */
export function homeOf({ role, district }: Person): RouteLocationRaw {
  if (role === 'township') return { name: 'tasks', params: { district } }
  return {
    name: 'workbench',
    params: { district },
    ...(role === 'agriculture' ? { query: { preset: 'mine' } } : {}),
  }
}

router.beforeEach(async (to) => {
  if (to.name === 'sign-in') return true
  if (await resume()) return true
  return { name: 'sign-in', query: { next: to.fullPath } }
})

onSignedOut(() => {
  forget()
  const { name, fullPath } = router.currentRoute.value
  if (name !== undefined && name !== 'sign-in')
    void router.push({ name: 'sign-in', query: { next: fullPath } })
})
