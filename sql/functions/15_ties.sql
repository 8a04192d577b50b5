-- What is kept of reports without a foreign key goes with them, and what was counted in one that is gone counts again.
create or replace function land.forget_ties() returns trigger
language plpgsql security definer
as $$
begin
  delete from land.duplicate_link l where l.district = old.district and old.report_id in (l.later_id, l.earlier_id);
  delete from land.standing s where s.district = old.district and old.report_id in (s.report_id, s.counted_as);
  delete from land.farmland_act a where a.district = old.district and a.report_id = old.report_id;
  delete from land.group_edge e where e.district = old.district and old.report_id in (e.one_id, e.other_id);
  delete from land.group_member m where m.district = old.district and m.report_id = old.report_id;
  delete from land.group_act a where a.district = old.district and a.report_id = old.report_id;
  return null;
end
$$;
create or replace trigger forget_ties after delete on land.report for each row execute function land.forget_ties();
