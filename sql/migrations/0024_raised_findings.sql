-- 手工提出的线索: what papers show and no overlay does, raised on a report by an officer, kept whatever is judged again.
create table work.raised_finding (
  raised_id       bigint generated always as identity primary key,
  district        text not null,
  report_id       bigint not null,
  rule_id         text not null check (rule_id ~ '^[A-Z]{2}-[0-9]{2}$'),
  -- As the rule said when it was raised.
  severity        text not null check (severity in ('critical', 'high', 'medium', 'low')),
  statute         text not null,
  lead            text not null,
  checklist       text[] not null, -- MISSING_EVIDENCE of domain/rule.ts: what has to be looked for
  checked         text[] not null check (checked <@ checklist), -- … and was found
  note            text not null check (length(note) between 2 and 2000),
  evidence_ids    bigint[] not null default '{}', -- work.evidence of the report
  -- About officials: for whoever raised it, the analysts and the leading office.
  is_confidential boolean not null,
  raised_by       bigint not null references work.person,
  raised_for      bigint references work.person,
  raised_at       timestamptz not null default clock_timestamp(),
  withdrawn_by    bigint references work.person,
  withdrawn_for   bigint references work.person,
  withdrawn_at    timestamptz,
  withdraw_reason text check (length(withdraw_reason) between 2 and 2000),
  foreign key (district, report_id) references land.report,
  check (num_nonnulls(withdrawn_by, withdrawn_at, withdraw_reason) in (0, 3))
);
-- By the same officer again only after it was withdrawn. Of others' he may not know.
create unique index on work.raised_finding (district, report_id, rule_id, raised_by) where withdrawn_at is null;
comment on table work.raised_finding is 'Findings that officers raised from documents; withdrawn with a reason, never changed or deleted.';
