-- Districts, reference layers in dated versions, reported patches, and what the overlay measured.
--
-- Geometry of record is CGCS2000 longitude/latitude (EPSG:4490). Overlay and areas are computed in the plane of the
-- district's 3° zone (edges straight in that plane, as surveyors draw them) and divided by k² at the report's centroid:
-- the ellipsoid area in m², see docs/adr/0003-area-of-record.md. The district code leads every key of spatial tables.

create extension if not exists postgis;
create extension if not exists btree_gist;

create schema land;

create table land.district (
  district    text primary key check (district ~ '^\d{6}$'),
  name_zh     text not null,
  name_en     text not null,
  -- Plane of the 3° zone: EPSG:4534–4554 in China, 910000 + zone elsewhere (land.plane_srid).
  plane_srid  int  not null,
  -- Where reports may lie: the townships, or what was given at creation. Null until a township layer is published.
  extent      geometry(Polygon, 4490),
  is_demo     boolean not null default false,
  created_at  timestamptz not null default now()
);
comment on table land.district is 'A district (县、区): code, names, and the plane in which its areas are measured.';

-- 3° zones outside China, so that any place can be measured in a plane of its own; 910000 + round(lon / 3), 0..119.
insert into spatial_ref_sys (srid, proj4text)
select 910000 + zone,
       format('+proj=tmerc +lat_0=0 +lon_0=%s +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs',
              case when zone * 3 > 180 then zone * 3 - 360 else zone * 3 end)
from generate_series(0, 119) zone
on conflict do nothing;

create table land.layer_version (
  layer_version_id bigint generated always as identity primary key,
  district      text not null references land.district,
  role          text not null check (role in ('land-use', 'basic-farmland', 'eco-red-line', 'urban-boundary',
                  'village-boundary', 'plan-zones', 'land-approvals', 'rural-permits', 'urban-permits',
                  'homestead-approvals', 'facility-filings', 'temporary-use', 'roads', 'townships', 'villages')),
  version       int  not null check (version > 0),
  status        text not null check (status in ('staging', 'published', 'withdrawn')),
  -- First day that this version describes (survey reference moment, day a plan was approved, day of an extract).
  valid_from    date not null,
  source        text not null,
  file_name     text not null,
  source_crs    text not null,
  feature_count int     not null default 0 check (feature_count >= 0),
  vertex_count  int     not null default 0,
  area_m2       float8  not null default 0,
  repaired_count int    not null default 0,
  refused_count  int    not null default 0,
  -- Over the features in order: source key, class, attributes and geometry; the same file gives the same hash.
  sha256        text,
  bounds        geometry(Polygon, 4490),
  imported_by   text not null,
  imported_at   timestamptz not null default now(),
  published_at  timestamptz,
  unique (district, role, version)
);
comment on table land.layer_version is 'One dated version of a reference layer, as imported from one file.';

create table land.layer_feature (
  district         text   not null,
  layer_version_id bigint not null references land.layer_version on delete cascade,
  feature_id       int    not null check (feature_id > 0), -- row number in the file, so that a person can find it
  source_key       text,
  class            text,
  name             text,
  valid_from       date,
  valid_to         date,
  attributes       jsonb  not null default '{}',
  area_m2          float8 not null,
  geom             geometry(MultiPolygon, 4490) not null,
  primary key (district, layer_version_id, feature_id),
  check (valid_from is null or valid_to is null or valid_from <= valid_to)
);
create index on land.layer_feature using gist (geom);
comment on table land.layer_feature is 'Features whole, as delivered (or repaired: see layer_problem).';

-- The same ground in pieces of at most 64 vertices, in the district's plane: what the overlay joins with, and the only
-- way a statement timeout holds. The role and class are repeated so that the join needs no second table.
create table land.layer_piece (
  district         text   not null,
  layer_version_id bigint not null references land.layer_version on delete cascade,
  feature_id       int    not null,
  class            text,
  geom             geometry(Polygon) not null -- plane_srid of the district
);
create index on land.layer_piece using gist (layer_version_id, geom);

-- What tiles draw: EPSG:3857, by level of detail. level 0 = every vertex (z ≥ 14), 12 and 10 = generalised for z ≤ 13 and z ≤ 11.
create table land.layer_shape (
  district         text     not null,
  layer_version_id bigint   not null references land.layer_version on delete cascade,
  feature_id       int      not null,
  level            smallint not null check (level in (0, 10, 12)),
  -- fill: polygons, cut where they are large; outline: their boundary where the fill is cut, else none.
  part             text     not null check (part in ('fill', 'outline')),
  class            text,
  geom             geometry(Geometry, 3857) not null
);
create index on land.layer_shape using gist (layer_version_id, level, geom);

create table land.layer_problem (
  layer_version_id bigint not null references land.layer_version on delete cascade,
  feature_id       int    not null,
  source_key       text,
  action           text   not null check (action in ('repaired', 'refused')),
  code             text   not null,
  detail           text   not null,
  area_before_m2   float8,
  area_after_m2    float8,
  location         geometry(Point, 4490),
  primary key (layer_version_id, feature_id)
);
comment on table land.layer_problem is 'Features of a file that were repaired or refused, with area before and after.';

create table land.report (
  district      text   not null references land.district,
  report_id     bigint generated always as identity,
  report_no     text   not null,
  source        text   not null check (source in ('patrol', 'satellite', 'tip-off', 'assigned', 'transferred', 'drawn')),
  type          text, -- TBLX; null = unknown
  reported_on   date   not null,
  act_on        date,
  image_before  date,
  image_after   date,
  -- The day by which the report is judged: act, else later image, else report.
  judged_on     date   not null generated always as (coalesce(act_on, image_after, reported_on)) stored,
  -- ReportAttributes of domain/report.ts, and what else the file said under "file".
  attributes    jsonb  not null default '{}',
  geom          geometry(MultiPolygon, 4490) not null check (not st_isempty(geom)),
  area_m2       float8 not null,
  sha256        text   not null, -- of the geometry: tells whether a finding was made of this shape
  -- By largest share of area; share 0..1. Null until measured, or outside every township.
  township      text,
  township_share float8,
  village       text,
  state         text   not null default 'reported' check (state in ('reported', 'decided', 'assigned', 'acknowledged')),
  -- Last evaluation, repeated here so that lists and tiles need no join.
  verdict       text   check (verdict in ('clear', 'doubtful', 'suspected')),
  severity      text   check (severity in ('critical', 'high', 'medium', 'low', 'info')),
  rules         text[] not null default '{}',
  doubt_rules   text[] not null default '{}', -- rules that could not say yes or no
  decision      text   check (decision in ('suspected', 'legal', 'other', 'not-an-object', 'unsure')),
  version       int    not null default 1,
  created_by    text   not null,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  primary key (district, report_id),
  unique (district, report_no),
  unique (report_id)
);
create index on land.report using gist (geom);
create index on land.report (district, verdict, township, state);
create index on land.report using gin (rules);
comment on table land.report is 'One reported polygon (图斑): a clue, not a conclusion.';

-- One evaluation of one report: the inputs that make it reproducible, then what was measured.
create table land.evaluation (
  district      text   not null,
  evaluation_id bigint generated always as identity primary key,
  report_id     bigint not null,
  report_sha256 text   not null,
  as_of         date   not null,
  engine        text   not null,  -- e.g. postgis/3.6.2 overlay/1
  step          smallint not null check (step between 0 and 4),
  -- LayerUsed[] of domain/ledger.ts
  layers        jsonb  not null,
  -- PermitOverlap[]: registers that touch the report, as they stood
  permits       jsonb  not null,
  verdict       text   not null check (verdict in ('clear', 'doubtful', 'suspected')),
  rules_version text   not null,
  is_current    boolean not null default true,
  evaluated_at  timestamptz not null default now(),
  foreign key (district, report_id) references land.report on delete cascade
);
create unique index on land.evaluation (district, report_id) where is_current;

create table land.ledger_entry (
  district      text   not null,
  evaluation_id bigint not null references land.evaluation on delete cascade,
  entry         text   not null,
  area_m2       float8 not null check (area_m2 >= 0),
  width_m       float8,
  primary key (district, evaluation_id, entry)
);

create table land.fact (
  district         text   not null,
  evaluation_id    bigint not null references land.evaluation on delete cascade,
  layer_version_id bigint not null references land.layer_version,
  feature_id       int    not null,
  class            text,
  area_m2          float8 not null check (area_m2 >= 0),
  primary key (district, evaluation_id, layer_version_id, feature_id)
);
comment on table land.fact is 'm² that a report shares with one feature of one layer version (套合事实); no opinion in it.';

create table land.finding (
  district      text   not null,
  finding_id    bigint generated always as identity primary key,
  evaluation_id bigint not null references land.evaluation on delete cascade,
  rule_id       text   not null,
  kind          text   not null check (kind in ('finding', 'doubt')),
  severity      text   check (severity in ('critical', 'high', 'medium', 'low', 'info')),
  lead          text   not null,
  measured      float8,
  threshold     float8,
  unit          text,
  -- The whole result as the rule gave it (domain/rule.ts Result).
  result        jsonb  not null
);
create index on land.finding (district, evaluation_id);
create index on land.finding (district, rule_id);
