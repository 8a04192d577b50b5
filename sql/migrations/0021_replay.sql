-- What a change of a layer or of a threshold changed: found, judged again, published (docs/adr/0028).

alter table work.approval
  drop constraint approval_kind_check,
  add constraint approval_kind_check check (kind in ('layer.publish', 'layer.withdraw', 'report.export', 'assignment.deadline', 'evidence.void',
                                                     'threshold.change'));

-- One change, and the job that follows it up. Of two days of one row (it begins, it ends) each is followed up by itself.
create table work.replay (
  replay_id        bigint generated always as identity primary key,
  district         text not null references land.district,
  cause            text not null check (cause in ('threshold', 'layer.publish', 'layer.withdraw')),
  threshold_id     bigint references rules.threshold,
  layer_version_id bigint references land.layer_version,
  changed_by       text not null, -- as the page shows it
  due_on           date not null,
  job_id           bigint references work.job,
  created_at       timestamptz not null default now(),
  -- Evaluations that were looked at, and the reports that the change may touch, in the order of their ids; null until they are known.
  examined         int,
  report_ids       bigint[],
  ended_at         timestamptz,
  check (num_nonnulls(threshold_id, layer_version_id) = 1 and (cause = 'threshold') = (threshold_id is not null)),
  check ((examined is null) = (report_ids is null))
);
create index on work.replay (district, replay_id desc);

-- What became of one report. Of one that was decided the new outcome is only told: a review note (复核提示), open until somebody closes it.
create table work.replay_report (
  district          text   not null,
  replay_id         bigint not null references work.replay on delete cascade,
  report_id         bigint not null,
  township          text,
  verdict_before    text   not null,
  verdict_after     text   not null,
  changes           jsonb  not null, -- ResultChange[] of domain/replay.ts
  ledger            jsonb  not null, -- {entry: [m² before, m² after]}, of those that are others
  why               jsonb  not null, -- ChangeReason[] of domain/replay.ts
  evaluation_before bigint not null references land.evaluation on delete cascade,
  evaluation_after  bigint references land.evaluation on delete cascade, -- null: it was decided, and stays as it was
  closed_at         timestamptz,
  closed_by         bigint references work.person, -- null where it was judged again
  outcome           text check (outcome in ('kept', 'judged')),
  reason            text check (length(reason) between 1 and 2000),
  primary key (district, replay_id, report_id),
  foreign key (district, report_id) references land.report on delete cascade,
  check ((closed_at is null) = (outcome is null)),
  check ((outcome = 'kept') = (closed_by is not null and reason is not null) or outcome is null),
  check (evaluation_after is null or closed_at is null)
);
create index on work.replay_report (district, report_id) where evaluation_after is null and closed_at is null;
