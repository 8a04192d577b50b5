-- The audit trail by months, so that what is older than the law asks can be let go in one piece, and never row by row.

-- Where an event is: the one place in which (stream, seq) is unique. A partitioned table can only hold a key that has `at`
-- in it; each event refers to its place with its time, so two events of one number would need one time, hence one
-- partition, where the key refuses the second. It is also the queue of the sealer: an event waits while `seal` is null.
create table audit.place (
  stream text collate "C" not null,
  seq    bigint not null check (seq > 0),
  at     timestamptz(6) not null,
  seal   bigint,             -- number of the seal that covers it
  primary key (stream, seq),
  unique (stream, seq, at)
);
create index place_waiting on audit.place (stream, seq) where seal is null;
create index place_oldest on audit.place (at) where seal is null;

insert into audit.place (stream, seq, at, seal)
select e.stream, e.seq, e.at, s.n
  from audit.event e
  left join (select n, r.stream, r."from", r."to"
               from audit.seal, jsonb_to_recordset(range::jsonb) as r (stream text, "from" bigint, "to" bigint)) s
    on s.stream = e.stream and e.seq between s."from" and s."to";

alter table audit.event rename to event_before;
alter table audit.event_before rename constraint event_pkey to event_before_pkey;
drop index audit.event_at_idx;
drop index audit.event_actor_at_idx;

create table audit.event (
  stream      text collate "C" not null,
  seq         bigint not null check (seq > 0),
  at          timestamptz(6) not null,
  actor       text,          -- login; null where nobody was signed in
  actor_org   text,
  session     text,          -- a mark of the session, from which nobody can take it over
  ip          text,
  action      text not null,
  object      text,
  outcome     text not null check (outcome in ('done', 'refused')),
  reason      text,
  before_hash bytea,         -- of the object as it was, …
  after_hash  bytea,         -- … and as it became
  detail      text not null, -- RFC 8785 JSON, kept as the text that was hashed
  request_id  text,
  prev_hash   bytea check ((prev_hash is null) = (seq = 1)),
  sums        bytea not null check (length(sums) = 68), -- four bytes a field: which one was changed
  hash        bytea not null check (length(hash) = 32),
  alg         text not null check (alg in ('sha256', 'sm3')),
  primary key (stream, seq, at),
  foreign key (stream, seq, at) references audit.place (stream, seq, at)
) partition by range (at);
create index on audit.event (at);
create index on audit.event (actor, at);
create index on audit.event (action, at);
create index on audit.event (request_id);

create trigger refuse_change before update or delete or truncate on audit.event
  for each statement execute function audit.refuse_change();

-- A month of events, by UTC. A partition has triggers of its own, since those of a statement on the whole do not reach it.
create function audit.add_months(first timestamptz, last timestamptz) returns int
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  month timestamptz := date_trunc('month', first, 'UTC');
  name  text;
  added int := 0;
begin
  while month <= last loop
    name := 'event_' || to_char(month at time zone 'UTC', 'YYYY_MM');
    if to_regclass('audit.' || name) is null then
      execute format('create table audit.%I partition of audit.event for values from (%L) to (%L)',
                     name, month, (month at time zone 'UTC' + interval '1 month') at time zone 'UTC');
      execute format('create trigger refuse_change before update or delete or truncate on audit.%I
                        for each statement execute function audit.refuse_change()', name);
      added := added + 1;
    end if;
    month := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
  end loop;
  return added;
end $$;
revoke execute on function audit.add_months from public;

select audit.add_months(coalesce((select min(at) from audit.event_before), now()), now() + interval '3 months');
insert into audit.event (stream, seq, at, actor, actor_org, session, ip, action, object, outcome, reason, before_hash, after_hash,
                         detail, request_id, prev_hash, sums, hash, alg)
select stream, seq, at, actor, actor_org, session, ip, action, object, outcome, reason, before_hash, after_hash,
       detail, request_id, prev_hash, sums, hash, alg
  from audit.event_before;
drop table audit.event_before;
drop table audit.pending;

-- Where the trail begins, of streams whose first events were let go: the last of them, with its hash, on which the next is chained.
create table audit.checkpoint (
  stream text collate "C" primary key,
  seq    bigint not null check (seq > 0),
  hash   bytea not null check (length(hash) = 32)
);

-- Lets go of the months before a day, all of them sealed; answers how many events that were. Whoever calls it records it.
create function audit.let_go(before timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog as $$
declare
  month regclass;
  gone  bigint;
begin
  if before <> date_trunc('month', before, 'UTC') then
    raise exception using errcode = '22023', message = format('%s is not the beginning of a month', before);
  end if;
  if exists (select from audit.place where at < before and seal is null) then
    raise exception using errcode = '55000', message = 'events that are not sealed are kept';
  end if;
  -- A clock that was set back: what is let go must be the beginning of its stream.
  if exists (select from audit.place p
              where p.at < before
                and exists (select from audit.place q where q.stream = p.stream and q.seq < p.seq and q.at >= before)) then
    raise exception using errcode = '55000', message = format('some stream has later events before those of %s: they are kept', before);
  end if;
  insert into audit.checkpoint (stream, seq, hash)
  select distinct on (stream) stream, seq, hash from audit.event where at < before order by stream, seq desc
  on conflict (stream) do update set seq = excluded.seq, hash = excluded.hash;
  for month in
    select c.oid from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'audit.event'::regclass
       and c.relname < 'event_' || to_char(before at time zone 'UTC', 'YYYY_MM')
  loop
    execute format('drop table %s', month);
  end loop;
  delete from audit.place where at < before;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function audit.let_go from public;

-- What a job does is the business of the code, which has the list.
alter table work.job drop constraint job_kind_check, add constraint job_kind_check check (kind ~ '^[a-z]+(-[a-z]+)*$');
