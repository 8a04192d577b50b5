-- Organisations, posts and people as data: who works where, in what role, from when to when; who stands in for whom. What a
-- person may do follows from the post in which he acts, and each act names it.

-- Units of the founding notice (工作方案), with what they are there for. TW stands for each township.
create table rules.member_unit (
  code    text primary key, -- as in AGENCIES of domain/rule.ts, where rules name a unit
  kind    text not null check (kind in ('office', 'member', 'township', 'platform')),
  name_zh text not null,
  name_en text not null,
  place   int  not null      -- in the order of the notice
);
insert into rules.member_unit values
  ('LO', 'office',   '联合执法领导小组办公室', 'Leading office', 0),
  ('NR', 'member',   '区自然资源局', 'Natural resources bureau', 1),
  ('SV', 'member',   '区监委', 'Supervision commission', 2),
  ('PS', 'member',   '市公安局上党分局', 'Public security', 3),
  ('CT', 'member',   '区法院', 'Court', 4),
  ('PR', 'member',   '区检察院', 'Procuratorate', 5),
  ('FN', 'member',   '区财政局', 'Finance bureau', 6),
  ('AG', 'member',   '区农业农村局', 'Agriculture bureau', 7),
  ('UE', 'member',   '综合行政执法队上党大队', 'Urban enforcement brigade', 8),
  ('DR', 'member',   '区发改和科技局', 'Development and reform bureau', 9),
  ('HC', 'member',   '区住建局', 'Housing and construction bureau', 10),
  ('EE', 'member',   '市生态环境局上党分局', 'Ecology and environment', 11),
  ('AP', 'member',   '区行政审批局', 'Administrative approval bureau', 12),
  ('PW', 'member',   '区供电公司', 'Power supply company', 13),
  ('TW', 'township', '乡镇（街道）', 'Townships', 14),
  -- Named in the notice without a numbered duty.
  ('EN', 'member',   '区能源局', 'Energy bureau', 15),
  ('TR', 'member',   '区交通运输局', 'Transport bureau', 16),
  ('SA', 'member',   '区国资局', 'State assets bureau', 17),
  -- Who runs the platform; they see no case.
  ('PL', 'platform', '平台运行维护', 'Platform administration', 18);

create table work.organisation (
  org_id     bigint generated always as identity primary key,
  district   text not null references land.district,
  code       text not null check (code ~ '^[A-Z]{2}(-[0-9]{9,12})?$'), -- of member_unit; TW-<township code>
  kind       text not null check (kind in ('office', 'member', 'township', 'platform')),
  name_zh    text not null check (length(name_zh) between 1 and 100),
  name_en    text not null check (length(name_en) between 1 and 100),
  township   text check ((kind = 'township') = (township is not null)),
  -- 联络人 and 负责人, whom the notice asks each unit to name.
  liaison_id bigint references work.person,
  head_id    bigint references work.person,
  version    int not null default 1,
  unique (district, code)
);

create table work.post (
  post_id    bigint generated always as identity primary key,
  person_id  bigint not null references work.person on delete cascade,
  org_id     bigint not null references work.organisation on delete cascade,
  role       text not null check (role in ('analyst', 'agriculture', 'township', 'office', 'officer',
                                           'sysadmin', 'secadmin', 'auditor')),
  valid_from date not null,
  valid_to   date,            -- last day; null = until revoked
  granted_by bigint references work.person,
  granted_at timestamptz not null default now(),
  revoked_by bigint references work.person,
  revoked_at timestamptz,
  check (valid_to >= valid_from),
  check ((revoked_by is null) or (revoked_at is not null))
);
create unique index on work.post (person_id, org_id, role) where revoked_at is null;

-- A deputy (代理人) acts in the absent officer's post; both names stand in the trail.
create table work.deputy (
  deputy_id  bigint generated always as identity primary key,
  post_id    bigint not null references work.post on delete cascade,
  person_id  bigint not null references work.person on delete cascade,
  valid_from date not null,
  valid_to   date not null,
  reason     text not null check (length(reason) between 1 and 500),
  made_by    bigint references work.person,
  made_at    timestamptz not null default now(),
  ended_by   bigint references work.person,
  ended_at   timestamptz,
  check (valid_to >= valid_from)
);
create index on work.deputy (person_id) where ended_at is null;

-- What was said of people so far becomes organisations and posts.
insert into work.organisation (district, code, kind, name_zh, name_en, township)
select distinct p.district, u.code || coalesce('-' || p.township, ''), u.kind, coalesce(p.township, u.name_zh), coalesce(p.township, u.name_en), p.township
from work.person p
join rules.member_unit u
  on u.code = case p.role when 'analyst' then 'NR' when 'agriculture' then 'AG' when 'office' then 'LO' else 'TW' end;
insert into work.post (person_id, org_id, role, valid_from)
select p.person_id, o.org_id, p.role, p.created_at::date
from work.person p
join work.organisation o
  on o.district = p.district
 and o.code = case p.role when 'analyst' then 'NR' when 'agriculture' then 'AG' when 'office' then 'LO' else 'TW-' || p.township end;

alter table work.person
  drop column role,
  drop column township,
  alter column password_hash drop not null,
  add column phone text check (length(phone) <= 40), -- of the office
  -- invited: no password yet; disabled: may not sign in, and no session of his serves.
  add column status text not null default 'active' check (status in ('invited', 'active', 'disabled')),
  add column password_set_at timestamptz not null default now(),
  add column last_used_at timestamptz not null default now(),
  add column failures int not null default 0 check (failures >= 0),
  add column failures_since timestamptz,
  add column lockouts int not null default 0 check (lockouts >= 0),
  add column locked_until timestamptz,
  add column created_by bigint references work.person,
  add column version int not null default 1,
  add check (status <> 'active' or password_hash is not null);

-- Old passwords, so that the last five are not taken again.
create table work.old_password (
  person_id     bigint not null references work.person on delete cascade,
  password_hash text not null,
  replaced_at   timestamptz not null default now()
);
create index on work.old_password (person_id, replaced_at desc);

-- One use, one day: the person sets the first password, and nobody else ever sees one.
create table work.activation (
  token_sha256 bytea primary key,
  person_id    bigint not null references work.person on delete cascade,
  made_by      bigint references work.person,
  made_at      timestamptz not null default now(),
  expires_at   timestamptz not null,
  used_at      timestamptz
);
create index on work.activation (person_id);

-- A session acts in one post. It stays after its end, so that the browser can be told why.
delete from work.session;
alter table work.session
  add column post_id bigint not null references work.post on delete cascade,
  add column deputy_id bigint references work.deputy on delete cascade,
  add column ended_at timestamptz,
  add column ended_why text check (ended_why in ('signed-out', 'displaced', 'password', 'disabled', 'switched')),
  add check ((ended_at is null) = (ended_why is null));
create index on work.session (person_id) where ended_at is null;

-- For whom a deputy acted.
alter table work.decision add column decided_for bigint references work.person;
alter table work.assignment add column assigned_for bigint references work.person,
                            add column acknowledged_for bigint references work.person;
