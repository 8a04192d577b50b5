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
