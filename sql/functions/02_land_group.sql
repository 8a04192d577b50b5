-- The group of a land class for enforcement statistics (domain rules 2.1); null for a code that nobody knows.
-- Compared on the first four characters; the test holds it equal to domain/land-class.ts.
create or replace function land.land_group(p_dlbm text) returns text
language sql immutable strict parallel safe
begin atomic
  select case
    when code in ('0101', '0102', '0103') then 'cultivated'
    when code in ('0404', '1101', '1102', '1105', '1106', '1108', '1110', '1204', '1205', '1206', '1207') then 'unused'
    when code in ('05H1', '0508', '0601', '0602', '0603', '0701', '0702', '08H1', '08H2', '0809', '0810',
                  '1001', '1002', '1003', '1004', '1005', '1007', '1008', '1009', '1109', '1201')
      or code like '09%' then 'construction'
    when code in ('0201', '0202', '0203', '0204', '0301', '0302', '0303', '0304', '0305', '0306', '0307',
                  '0401', '0402', '0403', '1006', '1103', '1104', '1107', '1202', '1203', '1208') then 'otherAgricultural'
  end
  from (select substr(upper(trim(p_dlbm)), 1, 4) code) c;
end;

-- How a feature of the survey says that it is planted, by code or by name (domain rules 2.2); null for grain, fallow, mixed
-- crops, and what it does not say. The codes FLS and WG are not confirmed, so the names count as well.
create or replace function land.planting_of(p_attributes jsonb) returns text
language sql immutable parallel safe
begin atomic
  select max(case when upper(trim(a.value)) = 'FLS' or trim(a.value) = '种植非粮作物' then 'non-grain'
                  when upper(trim(a.value)) = 'WG' or trim(a.value) = '未耕种' then 'untilled' end)
  from jsonb_each_text(p_attributes) a
  where upper(a.key) in ('ZZSXDM', 'ZZSXMC');
end;

create or replace function land.says_planting(p_attributes jsonb) returns boolean
language sql immutable parallel safe
begin atomic
  select exists (select from jsonb_each_text(p_attributes) a
                 where upper(a.key) in ('ZZSXDM', 'ZZSXMC') and trim(a.value) <> '');
end;

-- Whether a road is one of those along which the wider belt of trees may stand (NG-02: railway, national and provincial
-- road, expressway), by grade, land class or OpenStreetMap's word. 公路用地 (1003) does not tell its grade: the wider belt.
create or replace function land.is_main_road(p_class text) returns boolean
language sql immutable parallel safe
begin atomic
  select coalesce(upper(trim(p_class)) ~ '^(1001|1002|1003|G\d|S\d|RAIL|MOTORWAY|TRUNK|PRIMARY)'
                  or p_class ~ '铁路|轨道|高速|国道|省道', false);
end;
