-- The second factor, sessions that can lack it, proof that is fresh, and who somebody is at an identity provider.

-- TOTP (RFC 6238). Secrets are encrypted by the platform, bound to their row.
create table work.second_factor (
  person_id     bigint primary key references work.person on delete cascade,
  secret        bytea,
  -- Shown on a screen, and not yet proved by a code: serves for a quarter of an hour.
  pending       bytea,
  pending_since timestamptz,
  enrolled_at   timestamptz,
  -- The newest 30 s step of which a code was taken: each serves once.
  last_step     bigint not null default 0,
  check ((secret is null) = (enrolled_at is null)),
  check ((pending is null) = (pending_since is null))
);

-- Each opens the door once in place of a code. They are random enough (120 bits) for a plain hash.
create table work.recovery_code (
  code_sha256 bytea primary key,
  person_id   bigint not null references work.person on delete cascade,
  used_at     timestamptz
);
create index on work.recovery_code (person_id);

-- Who somebody is at the identity provider (iss, sub): bound by an administrator, never by a name or an address.
create table work.identity (
  issuer    text not null check (length(issuer) between 1 and 500),
  subject   text not null check (length(subject) between 1 and 255),
  person_id bigint not null references work.person on delete cascade,
  bound_by  bigint references work.person,
  bound_at  timestamptz not null default now(),
  primary key (issuer, subject),
  unique (person_id, issuer)
);

-- A session keeps the time of its sign-in (created_at) when its token is changed.
delete from work.session;
alter table work.session
  drop constraint session_ended_why_check,
  add constraint session_ended_why_check
    check (ended_why in ('signed-out', 'displaced', 'password', 'disabled', 'switched', 'rotated', 'factor')),
  add column idle interval not null,        -- ends when unused for so long
  add column proved_at timestamptz,         -- when a password or a code was last given
  add column lacks text check (lacks in ('code', 'enrolment')); -- serves for nothing else until it has it
