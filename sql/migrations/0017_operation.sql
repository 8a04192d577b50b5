-- What those who run the platform need to know of it: what its data are, and whether a backup could be restored.
create schema ops;

-- A database that ever held invented data says so for ever: production refuses it, and settings that are for tests alone
-- work only with the mark `acceptance`.
create table ops.mark (
  kind      text primary key check (kind in ('demo', 'acceptance')),
  seed      bigint,
  marked_at timestamptz not null default now()
);

create function ops.mark_demo() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into ops.mark (kind) values ('demo') on conflict do nothing;
  return null;
end $$;
create trigger mark_demo after insert or update of is_demo on land.district
  for each row when (new.is_demo) execute function ops.mark_demo();

insert into ops.mark (kind) select 'demo' where exists (select from land.district where is_demo);

-- A drill: a backup was made, restored elsewhere and compared. Times in seconds.
create table ops.drill (
  drill_id    bigint generated always as identity primary key,
  started_at  timestamptz not null,
  ok          boolean not null,
  engine      text not null check (engine in ('native', 'embedded')),
  rto_seconds float8 not null check (rto_seconds >= 0), -- until restored and verified
  rpo_seconds float8 not null check (rpo_seconds >= 0), -- work that would have been lost
  bytes       float8 not null check (bytes >= 0),       -- of the backup
  differences jsonb not null -- list of texts; empty where the two are the same
);

-- Nothing in it is anybody's secret, and a server must read it before it takes any role.
grant usage on schema ops to public;
grant select on ops.mark to public;
grant select on public.schema_migration to public;
