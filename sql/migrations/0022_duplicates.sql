-- 重复图斑: reports of the same ground, linked so that it is not counted twice; and which reports stand for themselves.
-- What is kept here of two reports at once is written under one lock of the district (server/queries/tie-lock.ts), and refers to
-- reports without a foreign key: one would wait for whoever holds the other report.

create table land.duplicate_link (
  district         text   not null,
  later_id         bigint not null, -- reported after the other
  earlier_id       bigint not null,
  -- Null where the overlay failed: a person looks.
  shared_m2        float8 check (shared_m2 > 0),
  share_of_later   float8,
  share_of_earlier float8,
  state            text   not null default 'found' check (state in ('found', 'confirmed', 'broken')),
  found_at         timestamptz not null default now(),
  decided_by       bigint references work.person,
  decided_for      bigint references work.person,
  decided_at       timestamptz,
  reason           text check (length(reason) between 1 and 2000),
  primary key (district, later_id, earlier_id),
  check (later_id <> earlier_id),
  check ((shared_m2 is null) = (share_of_later is null) and (shared_m2 is null) = (share_of_earlier is null)),
  check ((state = 'found') = (decided_at is null) and (decided_at is null) = (decided_by is null) and (decided_at is null) = (reason is null))
);
create index on land.duplicate_link (district, earlier_id);
comment on table land.duplicate_link is 'Two reports that hold the same ground, as found by overlay, and what a person made of it.';

-- Only of reports that do not stand for themselves: statistics leave them out.
create table land.standing (
  district   text   not null,
  report_id  bigint not null,
  standing   text   not null check (standing in ('duplicate', 'merged', 'split', 'undone')),
  -- The report that is counted instead; null where several are, or none.
  counted_as bigint,
  primary key (district, report_id),
  check ((standing in ('duplicate', 'merged')) = (counted_as is not null))
);
create index on land.standing (district, counted_as);

-- A part of a split report is as old as the report that it was cut from.
alter table land.report add column origin_id bigint;

insert into rules.threshold (key, in_force, value, unit, source, confirmed) values
  ('duplicate.minShare',     '(,)', 0.8, 'ratio', '本系统提案：新图斑与在先图斑重叠的占比', false),
  ('duplicate.withinMonths', '(,)', 12,  'month', '本系统提案：两次上报相隔的时间', false);
