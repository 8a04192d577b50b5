-- Personal data only as ciphertext, and rows that give power under an HMAC. Sealed columns hold the cipher's mark (1 byte), the id
-- of the key (4), nonce, text and tag; indexes the id of the key and an HMAC cut to 16 bytes: docs/adr/0022-keys-and-personal-data.md.

-- Who reported a patch (举报人), and whom it concerns (当事人).
create table work.party (
  party_id         uuid primary key, -- drawn before the values are sealed for it
  district         text not null,
  report_id        bigint not null,
  role             text not null check (role in ('reporter', 'party')),
  name             bytea,
  name_index       bytea,
  name_masked      text,
  phone            bytea,
  phone_index      bytea,
  phone_masked     text,
  id_no            bytea,
  id_no_index      bytea,
  id_no_masked     text,
  created_by       text not null,
  created_at       timestamptz not null default now(),
  -- Set when the period ran out: who it was is gone, and the pseudonym tells only the same from another.
  pseudonym        text,
  pseudonymised_at timestamptz,
  foreign key (district, report_id) references land.report on delete cascade,
  check ((name is null) = (name_index is null) and (name is null) = (name_masked is null)),
  check ((phone is null) = (phone_index is null) and (phone is null) = (phone_masked is null)),
  check ((id_no is null) = (id_no_index is null) and (id_no is null) = (id_no_masked is null)),
  check ((name is null and phone is null and id_no is null) = (pseudonymised_at is not null)),
  check ((pseudonym is null) = (pseudonymised_at is null))
);
create index on work.party (district, report_id);
create index on work.party (name_index);
create index on work.party (phone_index);
create index on work.party (id_no_index);
comment on table work.party is 'People that a report names; every value encrypted for its row.';

-- The phone of the office. What stood in `phone` is moved by server/personal/carry-over.ts, and nothing is written there any more.
alter table work.person
  add column phone_sealed bytea,
  add column phone_masked text,
  add check ((phone_sealed is null) = (phone_masked is null));

-- Over whose post it is, where, in what role and for how long; null in rows that no longer give power.
alter table work.post   add column mac bytea check (length(mac) = 36);
alter table work.deputy add column mac bytea check (length(mac) = 36);

-- Steps that no SQL can do, since the database has no keys: done once, see server/personal/carry-over.ts.
create table work.data_step (
  step    text primary key,
  done_at timestamptz not null default now()
);

-- How long what is kept (保存期限), counted in months. What is due goes by the daily purge.
create table work.retention (
  purpose      text primary key check (purpose in ('reporter', 'party-cleared', 'party', 'work-phone')),
  months       int  not null check (months between 1 and 1200),
  basis        text not null,
  is_confirmed boolean not null default false, -- by the legal office
  changed_at   timestamptz not null default now(),
  changed_by   text
);
insert into work.retention (purpose, months, basis) values
  ('reporter',      12,  '个人信息保护法第十九条：为反馈办理结果所必要的最短时间；自图斑上报之日起'),
  ('party-cleared', 12,  '个人信息保护法第十九条：判定合法或非图斑后不再需要；自判定之日起'),
  ('party',         360, '行政处罚案卷保存期限（30 年）；自图斑上报之日起'),
  ('work-phone',    6,   '个人信息保护法第四十七条：账号停用后不再需要；自最后使用之日起');

-- When the purge last ran, and what it did.
create table work.purge_run (
  run_id bigint generated always as identity primary key,
  at     timestamptz not null default now(),
  counts jsonb not null -- by purpose
);
