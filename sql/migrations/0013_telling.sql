-- Telling others of what was done: written with the act, delivered after it.

alter table work.job add column changed_by bigint references work.person on delete set null,
                     add column changed_at timestamptz;

-- What happened, for whoever has to hear of it: delivered at least once, for each stream in the order of its ids. Writers hold the
-- thing that the stream is about, so that ids and commits of a stream have one order.
create table work.outbox (
  id           bigint generated always as identity primary key,
  stream       text        not null, -- as in the audit trail, e.g. report:140404/12
  kind         text        not null,
  payload      jsonb       not null,
  created_at   timestamptz not null default clock_timestamp(),
  attempts     int         not null default 0 check (attempts >= 0),
  next_try_at  timestamptz not null default now(),
  last_error   text,
  delivered_at timestamptz,
  dead_at      timestamptz, -- given up after ten tries; those behind it go on
  check (delivered_at is null or dead_at is null)
);
create index on work.outbox (stream, id) where delivered_at is null and dead_at is null;
create index on work.outbox (created_at);

-- What a person or a unit should know. Of a unit everybody reads it, and whoever stands in for somebody there.
create table work.notification (
  notification_id bigint generated always as identity primary key,
  outbox_id       bigint      not null, -- which event: delivered twice, it is told once
  district        text        not null references land.district on delete cascade,
  person_id       bigint      references work.person on delete cascade,
  org_id          bigint      references work.organisation on delete cascade,
  kind            text        not null,
  report_id       bigint      not null, -- no reference, which would wait for whoever holds the report
  report_no       text        not null,
  detail          jsonb       not null default '{}',
  created_at      timestamptz not null,
  check (num_nonnulls(person_id, org_id) = 1),
  unique nulls not distinct (outbox_id, person_id, org_id)
);
create index on work.notification (org_id, notification_id desc) where org_id is not null;
create index on work.notification (person_id, notification_id desc) where person_id is not null;

create table work.notification_read (
  notification_id bigint      not null references work.notification on delete cascade,
  person_id       bigint      not null references work.person on delete cascade,
  read_at         timestamptz not null default now(),
  primary key (notification_id, person_id)
);
