-- Who works here, what they decided, and what they handed to whom. The identity issue builds on these tables.

create schema work;

create table work.person (
  person_id     bigint generated always as identity primary key,
  login         text not null unique check (login = lower(login)),
  name_zh       text not null,
  name_en       text not null,
  role          text not null check (role in ('analyst', 'agriculture', 'township', 'office')),
  district      text not null references land.district,
  -- Only township clerks: the ground that they see.
  township      text check ((role = 'township') = (township is not null)),
  password_hash text not null, -- argon2id, PHC string
  is_demo       boolean not null default false,
  created_at    timestamptz not null default now()
);

create table work.session (
  token_sha256 bytea primary key, -- the token itself is only in the cookie
  person_id    bigint not null references work.person on delete cascade,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at   timestamptz not null
);
create index on work.session (expires_at);

-- Every decision stays; undoing one marks it and restores what stood before.
create table work.decision (
  decision_id bigint generated always as identity primary key,
  district    text not null,
  report_id   bigint not null,
  decision    text not null check (decision in ('suspected', 'legal', 'other', 'not-an-object', 'unsure')),
  reason      text not null check (length(reason) <= 2000),
  decided_by  bigint not null references work.person,
  decided_at  timestamptz not null default now(),
  undone_by   bigint references work.person,
  undone_at   timestamptz,
  foreign key (district, report_id) references land.report,
  check ((undone_by is null) = (undone_at is null))
);
create index on work.decision (district, report_id, decided_at desc);

create table work.assignment (
  assignment_id   bigint generated always as identity primary key,
  district        text not null,
  report_id       bigint not null,
  township        text not null,
  task            text not null check (length(task) between 1 and 2000), -- what is asked
  due_on          date not null,
  assigned_by     bigint not null references work.person,
  assigned_at     timestamptz not null default now(),
  acknowledged_by bigint references work.person,
  acknowledged_at timestamptz,
  withdrawn_by    bigint references work.person,
  withdrawn_at    timestamptz,
  foreign key (district, report_id) references land.report,
  check ((acknowledged_by is null) = (acknowledged_at is null)),
  check ((withdrawn_by is null) = (withdrawn_at is null))
);
-- One township leads at a time.
create unique index on work.assignment (district, report_id) where withdrawn_at is null;
create index on work.assignment (district, township) where withdrawn_at is null;

-- Work that outlives a request (导入、套合): leased, so that a killed worker's job is taken up again.
create table work.job (
  job_id       bigint generated always as identity primary key,
  district     text not null references land.district,
  kind         text not null check (kind in ('import-layer', 'import-reports', 'evaluate')),
  payload      jsonb not null,
  state        text not null default 'ready' check (state in ('ready', 'running', 'done', 'failed', 'cancelled')),
  done         int not null default 0,
  total        int,
  step         text,           -- what it is doing, in words
  result       jsonb,
  problem      jsonb,          -- ProblemDetails, when failed
  cancel_asked boolean not null default false,
  attempts     int not null default 0,
  worker       text,
  lease_until  timestamptz,
  created_by   bigint references work.person,
  created_at   timestamptz not null default now(),
  ended_at     timestamptz
);
create index on work.job (state, created_at) where state in ('ready', 'running');
