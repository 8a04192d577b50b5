import type { z } from 'zod'
import type { LayerProblem, LayerVersion } from '../../domain/api.ts'
import { LABELS, type Label } from '../../domain/label.ts'
import type { Db } from '../db/database.ts'

interface VersionRow {
  layer_version_id: string
  district: string
  role: LayerVersion['role']
  version: number
  status: LayerVersion['status']
  valid_from: string
  source: string
  file_name: string
  source_crs: string
  feature_count: number
  area_m2: number
  repaired_count: number
  refused_count: number
  sha256: string | null
  label: Label
  release_no: string | null
  not_secret_by: string | null
  accuracy_m: number | null
  imported_by: string
  imported_at: string
  serves: boolean
  revision: number
  approval: LayerVersion['approval']
}

/** Every version of every layer that bears one of the labels, newest first, and which of them serves today. */
export async function layerVersions(
  db: Db,
  district: string,
  labels: readonly Label[] = LABELS,
): Promise<LayerVersion[]> {
  const { rows } = await db.query<VersionRow>(
    `select v.layer_version_id, v.district, v.role, v.version, v.status, v.valid_from, v.source, v.file_name, v.source_crs,
            v.feature_count, v.area_m2, v.repaired_count, v.refused_count, v.sha256, v.label, v.release_no, v.not_secret_by, v.accuracy_m, v.imported_by, v.imported_at,
            s.layer_version_id is not null serves, v.revision,
            case when a.approval_id is not null then
              jsonb_build_object('approvalId', a.approval_id::text, 'kind', a.kind, 'askedBy', work.named(p.name_zh, pf.name_zh)) end approval
       from land.layer_version v
       left join land.layers_as_of($1, current_date) s on s.layer_version_id = v.layer_version_id
       left join work.approval a
         on a.district = v.district and a.object = format('layer-version:%s/%s', v.district, v.layer_version_id)
        and a.state = 'asked' and a.expires_at > now()
       left join work.person p on p.person_id = a.asked_by
       left join work.person pf on pf.person_id = a.asked_for
      where v.district = $1 and v.status <> 'staging' and v.label = any ($2)
      order by v.role, v.version desc`,
    [district, labels],
  )
  return rows.map((row) => ({
    layerVersionId: row.layer_version_id,
    district: row.district,
    role: row.role,
    version: row.version,
    status: row.status,
    validFrom: row.valid_from,
    source: row.source,
    fileName: row.file_name,
    sourceCrs: row.source_crs,
    featureCount: row.feature_count,
    areaM2: row.area_m2,
    repairedCount: row.repaired_count,
    refusedCount: row.refused_count,
    sha256: row.sha256,
    label: row.label,
    releaseNo: row.release_no,
    notSecretBy: row.not_secret_by,
    accuracyM: row.accuracy_m,
    importedBy: row.imported_by,
    importedAt: row.imported_at,
    serves: row.serves,
    revision: row.revision,
    approval: row.approval,
  }))
}

interface ProblemRow {
  feature_id: number
  source_key: string | null
  action: 'repaired' | 'refused'
  code: string
  detail: string
  area_before_m2: number | null
  area_after_m2: number | null
  location: [number, number] | null
}

/** Changes with every layer that is put into service or taken out of it. */
export async function layersMark(db: Db, district: string): Promise<string> {
  const { rows } = await db.query<{ mark: string }>(
    `select count(*) || '.' || coalesce(sum(revision), 0) as mark
       from land.layer_version where district = $1 and status <> 'staging'`,
    [district],
  )
  return rows[0]!.mark
}

/** Features of one version that were repaired or refused; of one whose label is none of these, none. */
export async function layerProblems(
  db: Db,
  district: string,
  layerVersionId: string,
  labels: readonly Label[] = LABELS,
): Promise<z.output<typeof LayerProblem>[]> {
  const { rows } = await db.query<ProblemRow>(
    `select p.feature_id, p.source_key, p.action, p.code, p.detail, p.area_before_m2, p.area_after_m2,
            case when p.location is not null then array[ST_X(p.location), ST_Y(p.location)] end location
       from land.layer_problem p
       join land.layer_version v on v.layer_version_id = p.layer_version_id and v.district = $1 and v.label = any ($3)
      where p.layer_version_id = $2
      order by p.feature_id`,
    [district, layerVersionId, labels],
  )
  return rows.map((row) => ({
    featureId: row.feature_id,
    sourceKey: row.source_key,
    action: row.action,
    code: row.code,
    detail: row.detail,
    areaBeforeM2: row.area_before_m2,
    areaAfterM2: row.area_after_m2,
    location: row.location,
  }))
}
