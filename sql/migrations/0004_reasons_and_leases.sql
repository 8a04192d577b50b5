-- Why an assignment was taken back: the township will ask.
alter table work.assignment add column withdrawn_reason text
  check (withdrawn_reason is null or (withdrawn_at is not null and length(withdrawn_reason) between 1 and 2000));

-- A job taken up by a worker is its own until the lease ends.
alter table work.job add check ((state = 'running') = (lease_until is not null)),
                     add check ((state = 'running') = (worker is not null));
