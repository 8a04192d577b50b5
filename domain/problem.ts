/**
 * What can go wrong, as a closed list with a status and a title. Code throws `Problem` with one of these; one
 * responder makes `application/problem+json` (RFC 9457) of it. The Chinese sentence is chosen by the code.
 */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not well formed', titleZh: '请求格式不正确' },
  'key-required': {
    status: 400,
    title: 'Give the request a key (Idempotency-Key)',
    titleZh: '缺少请求标识（Idempotency-Key）',
  },
  'not-signed-in': { status: 401, title: 'Sign in first', titleZh: '请先登录' },
  'wrong-credentials': { status: 401, title: 'Login or password is wrong', titleZh: '用户名或密码不正确' },
  'wrong-code': { status: 401, title: 'The code is wrong or was used', titleZh: '动态口令不正确或已使用' },
  forbidden: { status: 403, title: 'You may not do this', titleZh: '无权进行此操作' },
  'second-person-needed': {
    status: 403,
    title: 'Somebody else has to do this',
    titleZh: '须由另一人复核',
  },
  'password-expired': { status: 403, title: 'Change the password first', titleZh: '密码已过期，请先修改' },
  'second-factor-required': {
    status: 403,
    title: 'A second factor comes first',
    titleZh: '须先完成第二因素验证',
  },
  'step-up-required': {
    status: 403,
    title: 'Prove again who you are',
    titleZh: '须重新验证身份',
  },
  'local-sign-in-off': {
    status: 403,
    title: 'Sign in by the identity provider',
    titleZh: '请使用统一认证登录',
  },
  'identity-unknown': {
    status: 403,
    title: 'No account is bound to this identity',
    titleZh: '该统一认证身份未绑定账号',
  },
  'no-post': { status: 403, title: 'The account has no post in force', titleZh: '账号没有有效岗位' },
  'not-found': { status: 404, title: 'No such thing', titleZh: '未找到' },
  'no-office-head': {
    status: 409,
    title: 'The leading office has no head who could release it',
    titleZh: '领导小组办公室还未指定负责人，不能放行；请系统管理员在“机构与账号”中指定',
  },
  'already-transferred': {
    status: 409,
    title: 'The report is with that unit already',
    titleZh: '该图斑已在该单位办理',
  },
  conflict: { status: 409, title: 'It was changed in the meantime', titleZh: '内容已被他人更改' },
  'already-assigned': { status: 409, title: 'The patch is with a township already', titleZh: '图斑已交办' },
  'not-standing': {
    status: 409,
    title: 'The report was merged into another, or cut into parts: act on those',
    titleZh: '图斑已并入其他图斑或已拆分，请在主图斑或子图斑上办理',
  },
  'assignment-open': {
    status: 409,
    title: 'A report that a township has in hand would be lost to it with its deadline: withdraw it first',
    titleZh: '图斑仍在交办中，此操作会使乡镇失去任务和期限；请先撤回交办，或以它为主图斑',
  },
  'shape-in-hand': {
    status: 409,
    title: 'A township has the report in hand: its shape stays as it is until it is taken back',
    titleZh: '图斑在交办中，图形不能改变；请先撤回交办，或保留主图斑图形',
  },
  'nothing-to-split': {
    status: 422,
    title: 'There are no two parts to cut it into',
    titleZh: '按此方式只有一部分，无法拆分',
  },
  'key-running': { status: 409, title: 'The same request is under way', titleZh: '同一请求正在处理' },
  'precondition-failed': { status: 412, title: 'Somebody else was quicker', titleZh: '已有他人先行处理' },
  'too-large': { status: 413, title: 'The upload is too large', titleZh: '上传内容过大' },
  'unsupported-media': {
    status: 415,
    title: 'This kind of content is not read here',
    titleZh: '不支持的内容类型',
  },
  'file-infected': {
    status: 422,
    title: 'The malware scanner refuses the file',
    titleZh: '文件被查出恶意代码，未接收',
  },
  'key-reused': {
    status: 422,
    title: 'The key stands for another request',
    titleZh: '请求标识已用于其他请求',
  },
  'geometry-invalid': { status: 422, title: 'The geometry is not valid', titleZh: '图形不合格' },
  'file-unreadable': { status: 422, title: 'The file cannot be read', titleZh: '文件无法读取' },
  'unknown-crs': { status: 422, title: 'The coordinate system is not known', titleZh: '坐标系不明' },
  'wrong-role': { status: 422, title: 'The file does not fit this layer', titleZh: '文件与图层角色不符' },
  'secret-data': {
    status: 422,
    title: 'The file says that it is a state secret',
    titleZh: '文件载有涉密字样，不得上传处理',
  },
  'unknown-township': { status: 422, title: 'No such township', titleZh: '乡镇不存在' },
  'weak-password': { status: 422, title: 'The password does not do', titleZh: '密码不符合要求' },
  'link-expired': {
    status: 422,
    title: 'The link has been used or is too old',
    titleZh: '链接已使用或已过期',
  },
  'unknown-district': { status: 422, title: 'No such district', titleZh: '县区不存在' },
  'precondition-required': {
    status: 428,
    title: 'Say which version you saw (If-Match)',
    titleZh: '缺少版本号（If-Match）',
  },
  'too-many-requests': { status: 429, title: 'Too many requests', titleZh: '请求过于频繁' },
  'evidence-limit': {
    status: 422,
    title: 'There is no room for more evidence',
    titleZh: '证据数量或当日上传量已达上限',
  },
  'evidence-voided': { status: 409, title: 'The evidence was voided', titleZh: '该证据已作废' },
  'storage-full': {
    status: 507,
    title: 'The disk for evidence is full',
    titleZh: '证据存储空间已满，图斑已标为待补证',
  },
  'provider-refused': {
    status: 403,
    title: 'The identity provider’s answer is refused',
    titleZh: '统一认证的应答无效',
  },
  internal: { status: 500, title: 'Something failed on our side', titleZh: '系统内部错误' },
  'audit-unsealed': {
    status: 503,
    title: 'Nothing may be changed: the audit trail is not sealed',
    titleZh: '审计记录未能封存，已暂停办理',
  },
  'scanner-down': {
    status: 503,
    title: 'The malware scanner does not answer',
    titleZh: '病毒查杀服务无响应，暂不接收文件',
  },
  'provider-down': {
    status: 503,
    title: 'The identity provider does not answer',
    titleZh: '统一认证服务无响应',
  },
  unavailable: { status: 503, title: 'The database does not answer', titleZh: '数据库暂不可用' },
  busy: { status: 503, title: 'The server has too much to do', titleZh: '系统繁忙' },
} as const satisfies Record<string, { status: number; title: string; titleZh: string }>

export type ProblemCode = keyof typeof PROBLEMS

/** One input at fault, by its JSON Pointer (RFC 6901); geometry faults also say where in the rings. */
export interface ProblemItem {
  pointer: string
  detail: string
  code?: string
  part?: number
  ring?: number
  index?: number
  coordinate?: readonly number[]
}

/** The body of every error response. */
export interface ProblemDetails {
  type: `/problems/${ProblemCode}`
  code: ProblemCode
  title: string
  titleZh: string
  status: number
  detail: string
  errors?: readonly ProblemItem[]
  /** For precondition-failed: what stands now, and who changed it. */
  current?: unknown
}

/** Thrown by the platform's own code; `detail` names the thing and the way out. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly errors: readonly ProblemItem[] | undefined
  readonly current: unknown
  /** Seconds after which to try again. */
  readonly retryAfterS: number | undefined

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: readonly ProblemItem[]; current?: unknown; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause })
    this.name = 'Problem'
    this.code = code
    this.errors = more.errors
    this.current = more.current
    this.retryAfterS = more.retryAfterS
  }
}
