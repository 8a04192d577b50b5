-- Safe writes: nothing is done twice, and nobody overwrites what he has not seen.

-- The answer to a request that changed something, kept in the transaction of the change. Whoever did not get it asks again
-- with the same key, and gets it without anything being done again.
create table work.idempotency (
  person_id  bigint not null references work.person on delete cascade,
  route      text   not null,
  key        text   not null check (length(key) between 1 and 128),
  sha256     bytea  not null check (length(sha256) = 32), -- of what was asked for: another request with the key is refused
  status     int    not null,
  etag       text,
  body       text   not null, -- JSON, as it was sent
  created_at timestamptz not null default now(),
  primary key (person_id, route, key)
);
create index on work.idempotency (created_at);

-- Who changed a row last, and when: whoever comes too late is told. Written by the trigger of 13_safe_writes.sql with each
-- new version.
alter table land.report        add column changed_by bigint references work.person on delete set null,
                               add column changed_at timestamptz;
alter table land.layer_version add column revision   int not null default 1, -- `version` counts the files of a layer
                               add column changed_by bigint references work.person on delete set null,
                               add column changed_at timestamptz;
alter table work.person        add column changed_by bigint references work.person on delete set null,
                               add column changed_at timestamptz;
alter table work.organisation  add column changed_by bigint references work.person on delete set null,
                               add column changed_at timestamptz;
alter table work.post          add column version    int not null default 1,
                               add column changed_by bigint references work.person on delete set null,
                               add column changed_at timestamptz;
alter table work.deputy        add column version    int not null default 1,
                               add column changed_by bigint references work.person on delete set null,
                               add column changed_at timestamptz;
-- Counts its states, not its progress.
alter table work.job           add column version    int not null default 1;

-- Days in order, as far as they are known.
alter table work.assignment    add check (acknowledged_at >= assigned_at), add check (withdrawn_at >= assigned_at);
