-- 化整为零: reports that adjoin, or are of one party, within a time are one group, whose ground is added up (docs/adr/0029).
-- Written under the lock of the district's ties, and without foreign keys to reports, like links of duplicates.

-- A report that takes farmland, and so may add up with others: as its current evaluation says. What was decided of it is not here.
create table land.farmland_act (
  district    text   not null,
  report_id   bigint not null,
  judged_on   date   not null,
  primary key (district, report_id)
);
comment on table land.farmland_act is 'Reports that take farmland: what groups are made of.';

-- Why two reports are in one group.
create table land.group_edge (
  district   text   not null,
  one_id     bigint not null,
  other_id   bigint not null,
  -- id-no, phone, name: a party of both by its blind index; no value of it is kept here.
  basis      text   not null check (basis in ('adjoining', 'id-no', 'phone', 'name')),
  distance_m float8 check (distance_m >= 0),
  primary key (district, one_id, other_id, basis),
  check (one_id < other_id),
  check ((basis = 'adjoining') = (distance_m is not null))
);
create index on land.group_edge (district, other_id);

create table land.patch_group (
  district text   not null references land.district,
  group_id bigint generated always as identity primary key,
  made_at  timestamptz not null default now(),
  ended_at timestamptz, -- while it has fewer than two members
  -- Of its current evaluation, so that lists need not read that: rules that accuse, and rules that could not say.
  rules       text[] not null default '{}',
  doubt_rules text[] not null default '{}'
);

-- Who was in which group from when to when: one that comes back finds its group.
create table land.group_member (
  district  text   not null,
  group_id  bigint not null references land.patch_group on delete cascade,
  report_id bigint not null,
  since     timestamptz not null default clock_timestamp(),
  until     timestamptz,
  primary key (district, group_id, report_id, since)
);
create unique index on land.group_member (district, report_id) where until is null;
create index on land.group_member (district, report_id, since desc);

-- What a person did to a group: kept whatever is found anew, until it is taken back.
create table land.group_act (
  act_id      bigint generated always as identity primary key,
  district    text   not null,
  report_id   bigint not null,
  group_id    bigint not null references land.patch_group on delete cascade,
  act         text   not null check (act in ('put-in', 'take-out')),
  -- Who was in the group when the report was put in.
  beside      bigint[] not null default '{}',
  reason      text   not null check (length(reason) between 1 and 2000),
  acted_by    bigint not null references work.person,
  acted_for   bigint references work.person,
  acted_at    timestamptz not null default clock_timestamp(),
  undone_by   bigint references work.person,
  undone_for  bigint references work.person,
  undone_at   timestamptz,
  undo_reason text check (length(undo_reason) between 1 and 2000),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undo_reason is null))
);
create unique index on land.group_act (district, report_id) where undone_at is null;

-- One judgement of one group: what was added up, by which numbers, and what came of it. A new one stands beside it.
create table land.group_evaluation (
  group_evaluation_id bigint generated always as identity primary key,
  district      text   not null,
  group_id      bigint not null references land.patch_group on delete cascade,
  -- GroupFacts of domain/group.ts with the evaluation of each member, and the day whose law it was judged by.
  facts         jsonb  not null,
  law_on        date   not null,
  rules_version text   not null,
  results       jsonb  not null, -- Result[] of domain/rule.ts
  is_current    boolean not null default true,
  evaluated_at  timestamptz not null default clock_timestamp()
);
create unique index on land.group_evaluation (district, group_id) where is_current;

insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('group.adjoinM',      '(,)', 20, 'm',     '本系统提案：相邻图斑的间距', false),
  ('group.withinMonths', '(,)', 12, 'month', '法释〔2000〕14号 第九条（一年内；成组间隔为本系统提案）', false);
