-- 误报: a person says of a rule's hit on a report that it is wrong. Kept through later evaluations, until their numbers are others.

create table work.override (
  override_id bigint generated always as identity primary key,
  district    text   not null,
  report_id   bigint not null,
  rule_id     text   not null,
  category    text   not null check (category in ('layer-wrong', 'layer-outdated', 'paper-missing', 'report-wrong', 'edge',
                                                  'not-meant', 'other')),
  reason      text   not null check (length(reason) between 1 and 2000),
  -- What was said to be wrong: OverriddenHit[] of domain/override.ts, on this shape, by this evaluation.
  hits          jsonb  not null,
  report_sha256 text   not null,
  evaluation_id bigint not null,
  made_by     bigint not null references work.person,
  made_for    bigint references work.person,
  made_at     timestamptz not null default clock_timestamp(),
  -- Withdrawn with a reason, or replaced by one for newer numbers.
  ended_how   text check (ended_how in ('withdrawn', 'renewed')),
  ended_by    bigint references work.person,
  ended_for   bigint references work.person,
  ended_at    timestamptz,
  end_reason  text check (length(end_reason) between 1 and 2000),
  foreign key (district, report_id) references land.report on delete cascade,
  check ((ended_how is null) = (ended_at is null) and (ended_how is null) = (ended_by is null)),
  check ((ended_how is not distinct from 'withdrawn') = (end_reason is not null))
);
create unique index on work.override (district, report_id, rule_id) where ended_at is null;
create index on work.override (district, report_id);
comment on table work.override is 'Hits of rules that a person found to be wrong, and what became of that.';

-- verdict, severity and rules are what is left after overrides; these say what was taken off.
alter table land.report
  add column overridden      text[] not null default '{}', -- rules that hit and are overridden
  add column override_asks   text[] not null default '{}', -- rules whose override was for other numbers: they hit again
  add column machine_verdict text check (machine_verdict in ('clear', 'doubtful', 'suspected')); -- where it is another than verdict
create index on land.report (district) where overridden <> '{}' or override_asks <> '{}';
