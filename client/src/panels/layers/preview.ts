import { ref, shallowRef } from 'vue'
import type { Answer, PreviewKind } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { useSlices } from '../../api/use-slices.ts'

type Slice = Answer<'GET /layers/:layerVersionId/preview'>

/** What is known so far; of reports and kinds, the largest difference first. */
export type Preview = Omit<Slice, 'next'>

const differenceOf = ({ beforeM2, afterM2 }: Pick<PreviewKind, 'beforeM2' | 'afterM2'>) =>
  Math.abs(afterM2 - beforeM2)

/** What was known with one more answer. */
export function withSlice(known: Preview | null, { next: _next, ...slice }: Slice): Preview {
  const before = known ?? {
    ...slice,
    examined: 0,
    served: 0,
    unmeasured: 0,
    withoutBefore: 0,
    slight: 0,
    against: [],
    kinds: [],
    reports: [],
  }
  return {
    ...slice,
    examined: before.examined + slice.examined,
    served: before.served + slice.served,
    unmeasured: before.unmeasured + slice.unmeasured,
    withoutBefore: before.withoutBefore + slice.withoutBefore,
    slight: before.slight + slice.slight,
    against: [...new Set([...before.against, ...slice.against])].sort((a, b) => a - b),
    kinds: added(before.kinds, slice.kinds),
    reports: [...before.reports, ...slice.reports].sort((a, b) => b.movedM2 - a.movedM2),
  }
}

function added(known: readonly PreviewKind[], more: readonly PreviewKind[]): PreviewKind[] {
  const kinds = new Map(known.map((one) => [one.kind, one]))
  for (const one of more) {
    const before = kinds.get(one.kind)
    kinds.set(
      one.kind,
      before
        ? {
            ...one,
            beforeM2: before.beforeM2 + one.beforeM2,
            afterM2: before.afterM2 + one.afterM2,
            more: before.more + one.more,
            less: before.less + one.less,
          }
        : one,
    )
  }
  return [...kinds.values()].sort((a, b) => differenceOf(b) - differenceOf(a) || (a.kind < b.kind ? -1 : 1))
}

/** All kinds together. */
export const sumOf = (kinds: readonly PreviewKind[]) =>
  kinds.reduce(
    (sum, { beforeM2, afterM2 }) => ({ beforeM2: sum.beforeM2 + beforeM2, afterM2: sum.afterM2 + afterM2 }),
    { beforeM2: 0, afterM2: 0 },
  )

/** Asks some reports after the other what a version would change for them. */
export function useLayerPreview(layerVersionId: string) {
  const preview = shallowRef<Preview | null>(null)
  const isStopped = ref(false)
  const { run: runSlices, stop: stopSlices, ...slices } = useSlices<Slice>()

  function run(): Promise<void> {
    preview.value = null
    isStopped.value = false
    return runSlices(
      (after, signal) =>
        call(
          'GET /layers/:layerVersionId/preview',
          { params: { layerVersionId }, query: { after } },
          { signal },
        ),
      (slice) => (preview.value = withSlice(preview.value, slice)),
    )
  }

  function stop(): void {
    isStopped.value = true
    stopSlices()
  }

  return { preview, isStopped, run, stop, ...slices }
}
