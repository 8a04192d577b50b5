-- The audit trail (审计): who did what, and proof of it. docs/audit-format.md says how rows are hashed and sealed.
create schema audit;

-- A chain of events: one for each report, and those of sign-ins, administration, layers and exports. Its row is locked by
-- whoever adds an event, so that numbers have no gaps and each event knows the one before.
create table audit.stream (
  stream   text primary key,
  next_seq bigint not null check (next_seq > 0),
  head     bytea -- hash of the newest event
);

create table audit.event (
  stream      text not null,
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
  primary key (stream, seq)
);
create index on audit.event (at);
create index on audit.event (actor, at);

-- Events that no seal covers yet.
create table audit.pending (
  stream text not null,
  seq    bigint not null,
  primary key (stream, seq)
);

create table audit.seal (
  n           bigint primary key check (n > 0),
  at          timestamptz(6) not null,
  range       text not null, -- RFC 8785 JSON: which events of which streams
  merkle_root bytea not null check (length(merkle_root) = 32),
  prev        bytea check ((prev is null) = (n = 1)), -- hash of the seal before
  key_id      text not null,
  hash        bytea not null check (length(hash) = 32),
  hmac        bytea not null check (length(hmac) = 32), -- by a key that the database never holds
  alg         text not null check (alg in ('sha256', 'sm3'))
);

-- One row: the hash that new events and seals use.
create table audit.profile (
  only_row boolean primary key default true check (only_row),
  alg      text not null check (alg in ('sha256', 'sm3'))
);
insert into audit.profile (alg) values ('sha256');

create function audit.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '42501',
    message = format('%s of audit.%s is refused: the audit trail is only added to', tg_op, tg_table_name);
end $$;

create trigger refuse_change before update or delete or truncate on audit.event
  for each statement execute function audit.refuse_change();
create trigger refuse_change before update or delete or truncate on audit.seal
  for each statement execute function audit.refuse_change();
