-- 合并、拆分: reports that become one, or one that becomes several; who did it, why, and what they looked like before.

create table land.reshaping (
  act_id      bigint generated always as identity primary key,
  district    text   not null,
  kind        text   not null check (kind in ('merge', 'split')),
  report_id   bigint not null, -- that leads, or that was cut
  others      bigint[] not null check (cardinality(others) > 0), -- merged into it, or its parts
  -- Of a merger: whether the lead took the others' ground into its shape. Of a cut: along what.
  way         text   not null check (case kind when 'merge' then way in ('union', 'lead')
                                               else way in ('township', 'land', 'basic-farmland', 'drawn') end),
  reason      text   not null check (length(reason) between 1 and 2000),
  acted_by    bigint not null references work.person,
  acted_for   bigint references work.person,
  acted_at    timestamptz not null default clock_timestamp(),
  undone_by   bigint references work.person,
  undone_for  bigint references work.person,
  undone_at   timestamptz,
  undo_reason text check (length(undo_reason) between 1 and 2000),
  check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undo_reason is null)),
  foreign key (district, report_id) references land.report on delete cascade
);
create index on land.reshaping (district, report_id);
create index on land.reshaping using gin (others);
comment on table land.reshaping is 'Mergers and splits of reports, also those that were taken back.';

-- Shapes that reports had before: what an earlier evaluation was made of, by its hash, and what undoing puts back.
create table land.report_shape (
  district    text   not null,
  report_id   bigint not null,
  act_id      bigint not null references land.reshaping on delete cascade,
  geom        geometry(MultiPolygon, 4490) not null,
  area_m2     float8 not null,
  sha256      text   not null,
  primary key (district, report_id, act_id),
  foreign key (district, report_id) references land.report on delete cascade
);
