-- Its arguments change: sql/functions puts both in place anew.
drop function if exists land.overlay(text, bigint[], date), land.overlay(text, bigint[], date, jsonb);
drop function if exists land.ledger(geometry, jsonb, geometry[], text[], boolean, boolean);

-- How land of the survey is planted (种植属性 ZZSXDM), beside its class: told by land.planting_of, which sql/functions has.

alter table land.layer_piece add column planting text check (planting in ('non-grain', 'untilled'));
comment on column land.layer_piece.planting is 'How the survey says that cultivated land is planted; null for grain, fallow, and what it does not say.';

alter table land.layer_version add column has_planting boolean not null default false;
comment on column land.layer_version.has_planting is 'Whether any feature says how it is planted: where none does, nothing is known, and not nought.';

-- Versions of earlier releases keep the attribute as it was delivered.
update land.layer_version v
set has_planting = true
where v.role = 'land-use'
  and exists (select from land.layer_feature f, jsonb_each_text(f.attributes) a
              where f.district = v.district and f.layer_version_id = v.layer_version_id
                and upper(a.key) in ('ZZSXDM', 'ZZSXMC') and trim(a.value) <> '');
update land.layer_piece p
set planting = said.planting
from (
  select f.district, f.layer_version_id, f.feature_id,
         max(case when upper(a.value) = 'FLS' or a.value = '种植非粮作物' then 'non-grain'
                  when upper(a.value) = 'WG' or a.value = '未耕种' then 'untilled' end) as planting
  from land.layer_version v
  join land.layer_feature f on f.district = v.district and f.layer_version_id = v.layer_version_id
  cross join lateral jsonb_each_text(f.attributes) a
  where v.has_planting and upper(a.key) in ('ZZSXDM', 'ZZSXMC')
  group by f.district, f.layer_version_id, f.feature_id
) said
where said.planting is not null and p.district = said.district and p.layer_version_id = said.layer_version_id
  and p.feature_id = said.feature_id;
