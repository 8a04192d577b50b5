-- 年度违法占用耕地比例 (ES-08): what the yearly statistics say of a year, for the district and its townships. Rows are added, and the newest holds.

create table work.farmland_year (
  farmland_year_id   bigint generated always as identity primary key,
  district           text   not null references land.district,
  year               int    not null check (year between 2000 and 2099),
  township           text, -- null: the whole district
  -- 新增建设用地占用耕地总面积, legal and illegal, m².
  new_m2             float8 not null check (new_m2 >= 0),
  -- 造成恶劣影响或者其他严重后果: leaders answer below the line, too.
  has_serious_effect boolean not null,
  source             text   not null check (length(source) between 1 and 500),
  entered_by         bigint not null references work.person,
  entered_for        bigint references work.person,
  entered_at         timestamptz not null default clock_timestamp()
);
create index on work.farmland_year (district, year, township, farmland_year_id desc);
comment on table work.farmland_year is 'Farmland that new construction land took in a year, as somebody entered it from the statistics.';
