-- Jobs that cannot be added twice, that wait after a failure, and that know what they did already.
alter table work.job
  add column key text,                                -- what the job does; null may be done twice
  add column run_at timestamptz not null default now(), -- not before
  add column max_attempts int not null default 3 check (max_attempts > 0),
  add column last_error text,                         -- why it was put off
  add column checkpoint jsonb;                        -- written in the transaction that did what it tells

create unique index job_key on work.job (key) where state in ('ready', 'running');
create index on work.job (run_at, job_id) where state in ('ready', 'running');
