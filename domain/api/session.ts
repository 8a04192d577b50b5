import { z } from 'zod'
import { LACKS } from '../session.ts'
import { endpoints, Id, Signed, Word } from './parts.ts'

// Sign-in 登录、会话、第二因素.

/** With whether a session elsewhere has ended by this one. */
const Entered = Signed.extend({ hasDisplaced: z.boolean() })

/** Of an authenticator app, or a recovery code. */
const Code = z.string().trim().min(1).max(60)

const Password = z.string().min(1).max(200)

export const session = endpoints({
  'POST /session': {
    summary: 'Sign in 登录',
    permission: 'anyone',
    scope: 'self',
    audit: ['session.open'],
    body: z.object({ login: Word, password: Password }),
    response: Entered,
  },
  'POST /session/code': {
    summary: 'The second factor, after the password: a code, or a recovery code 第二因素验证',
    permission: 'signed-in',
    entering: ['code'],
    scope: 'self',
    audit: ['session.open', 'factor.recover'],
    body: z.object({ code: Code }),
    response: Entered.extend({ recoveryLeft: z.number().int().nullable() }),
  },
  'POST /session/step-up': {
    summary: 'Prove again who I am, by password or code 重新验证身份',
    permission: 'signed-in',
    scope: 'self',
    audit: ['session.step-up', 'session.open'],
    body: z
      .object({ password: Password.optional(), code: Code.optional() })
      .refine(({ password, code }) => (password === undefined) !== (code === undefined), 'one of the two'),
    response: Signed,
  },
  'POST /second-factor': {
    summary: 'Begin to enrol a second factor; the secret is shown once 登记第二因素',
    permission: 'signed-in',
    entering: ['enrolment'],
    stepUp: true,
    scope: 'self',
    audit: ['factor.offer'],
    body: z.object({}),
    response: z.object({ secret: z.string(), uri: z.string() }),
  },
  'POST /second-factor/confirm': {
    summary: 'Prove by a code that the app has the secret; answers the recovery codes, once 启用第二因素',
    permission: 'signed-in',
    entering: ['enrolment'],
    stepUp: true,
    scope: 'self',
    audit: ['factor.enrol', 'session.open'],
    body: z.object({ code: Code }),
    response: z.object({ recoveryCodes: z.array(z.string()), session: Entered }),
  },
  'GET /session': {
    summary: 'Who am I, and in which posts may I act 当前用户',
    permission: 'signed-in',
    scope: 'self',
    audit: 'none:read',
    response: Signed,
  },
  'POST /session/post': {
    summary: 'Act in another of my posts, or for somebody absent 切换岗位',
    permission: 'signed-in',
    scope: 'self',
    audit: ['session.switch'],
    body: z.object({ postId: Id, deputyId: Id.nullable() }),
    response: Signed,
  },
  'POST /password': {
    summary: 'Change my password; ends every session of mine 修改密码',
    permission: 'anyone',
    scope: 'self',
    audit: ['account.change-password', 'session.open', 'factor.recover'],
    /** With a code, where the account has a second factor. */
    body: z.object({ login: Word, password: Password, newPassword: Password, code: Code.optional() }),
    response: z.object({}),
  },
  'POST /activation': {
    summary: 'Set the first password by an activation link 激活账号',
    permission: 'anyone',
    scope: 'self',
    audit: ['account.activate'],
    body: z.object({ token: z.string().max(100), password: Password }),
    response: z.object({ login: z.string() }),
  },
  'DELETE /session': {
    summary: 'Sign out 退出',
    permission: 'signed-in',
    entering: LACKS,
    scope: 'self',
    audit: ['session.close'],
    response: z.object({}),
  },
})
