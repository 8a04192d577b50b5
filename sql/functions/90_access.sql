-- Who may touch what, at the database: the second wall. The first is domain/access.ts, which says the same for queries and routes;
-- this one holds where a query forgets to ask. Whatever is not granted here is refused.
--
-- tuban_service: sign-in, jobs, the sealer, the command line. All of cases and people; of the audit trail only to add.
-- tuban_request: one signed-in person's request. What rows he has follows from the settings that work.asking() reads.

-- Put back whole each time, so that this file alone says what holds.
do $$
declare
  old record;
begin
  for old in select schemaname, tablename, policyname from pg_policies where schemaname in ('land', 'rules', 'work', 'audit') loop
    execute format('drop policy %I on %I.%I', old.policyname, old.schemaname, old.tablename);
  end loop;
end
$$;
revoke all on all tables in schema land, rules, work, audit, ops from tuban_request, tuban_service;
revoke all on all sequences in schema land, rules, work, audit from tuban_request, tuban_service;

grant usage on schema land, rules, work, audit to tuban_request, tuban_service;
grant usage on all sequences in schema land, work to tuban_request, tuban_service;

grant select, insert, update, delete on all tables in schema land, rules, work to tuban_service;
grant select on public.schema_migration, ops.mark, ops.test_clock to tuban_service;
grant insert, update, delete on ops.test_clock to tuban_service;
grant select, insert on ops.drill to tuban_service;
grant usage on schema ops to tuban_request, tuban_service;

-- The audit trail is only added to. Whoever acts writes, and reads nothing of it but the place in the chain.
grant insert on audit.event, audit.place to tuban_request, tuban_service;
grant select, insert, update on audit.stream to tuban_request, tuban_service;
grant select on audit.profile to tuban_request, tuban_service;
grant update on audit.profile to tuban_service;
grant select on audit.event, audit.place, audit.seal, audit.checkpoint to tuban_service;
grant insert on audit.seal to tuban_service;
grant update (seal) on audit.place to tuban_service;
grant execute on function audit.add_months, audit.let_go to tuban_service;
-- For the auditor, whom the policies below let through.
grant select on audit.event, audit.place, audit.seal, audit.checkpoint to tuban_request;

-- Requests -------------------------------------------------------------------------------------------------------------

grant select on all tables in schema land, rules to tuban_request;
grant insert, update on land.report, land.evaluation to tuban_request;
grant insert on land.ledger_entry, land.fact, land.finding to tuban_request;
grant insert, delete on land.report_share to tuban_request;
grant update on land.duplicate_link to tuban_request;
grant insert, update on land.group_act, land.reshaping to tuban_request;
grant insert on land.report_shape to tuban_request;
grant update on land.layer_version to tuban_request;
grant insert, update on rules.power to tuban_request;
grant insert on rules.threshold, rules.law to tuban_request;

grant select on work.organisation, work.post, work.deputy, work.job, work.decision, work.assignment, work.transfer to tuban_request;
grant select, insert, update (withdrawn_by, withdrawn_for, withdrawn_at, withdraw_reason) on work.raised_finding to tuban_request;
grant select, insert, update on work.override to tuban_request;
grant select, insert on work.farmland_year to tuban_request;
grant insert, update on work.decision, work.assignment, work.transfer, work.job to tuban_request;
grant insert, update on work.post, work.deputy, work.person to tuban_request;
grant update on work.organisation to tuban_request;
grant select, insert on work.idempotency, work.report_check to tuban_request;
grant select, insert, update on work.approval to tuban_request;
grant select, insert, update (job_id) on work.replay to tuban_request;
grant select, update (closed_at, closed_by, outcome, reason) on work.replay_report to tuban_request;
grant select, insert, update (approval_id, ready_at, expires_at, handed_at, sha256, bytes) on work.export to tuban_request;
grant select, insert, delete on work.party to tuban_request;
grant select on work.retention, work.purge_run to tuban_request;
grant insert on work.outbox to tuban_request;
grant select on work.notification to tuban_request;
grant select, insert on work.notification_read to tuban_request;
grant select, insert on work.evidence, work.evidence_custody, work.evidence_wanted to tuban_request;
grant delete on work.evidence_wanted to tuban_request;
grant update (voided_at, voided_by, void_approved_by, void_reason, checked_at, is_sound) on work.evidence to tuban_request;
grant select on ops.drill, ops.mark, ops.test_clock to tuban_request;
grant select (person_id, used_at, expires_at), insert, update on work.activation to tuban_request;
grant select (person_id, ended_at, lacks, expires_at, last_seen_at, idle), update on work.session to tuban_request;
-- Whether there is a second factor may be known, and it may be taken away; the secret is the sign-in's.
grant select (person_id, enrolled_at), delete on work.second_factor to tuban_request;
grant select (person_id, used_at), delete on work.recovery_code to tuban_request;
grant select, insert, delete on work.identity to tuban_request;
-- Of people everything but what lets somebody sign in.
do $$
declare
  columns text;
begin
  select string_agg(quote_ident(column_name), ', ') into columns
  from information_schema.columns
  where table_schema = 'work' and table_name = 'person' and column_name <> 'password_hash';
  execute format('grant select (%s) on work.person to tuban_request', columns);
end
$$;

-- Geometry operators look at boxes and tell nothing of rows, but PostGIS does not say so, and without it a tile would read every
-- report. Only a superuser may say it; elsewhere the administrator's guide has the line.
do $$
begin
  alter function geometry_overlaps(geometry, geometry) leakproof;
exception when insufficient_privilege then
  raise notice 'geometry_overlaps is not leakproof: tiles of reports will not use their index';
end
$$;

-- Rows ------------------------------------------------------------------------------------------------------------------

do $$
declare
  guarded text;
begin
  foreach guarded in array array[
    'land.report',
    'land.evaluation',
    'land.ledger_entry',
    'land.fact',
    'land.finding',
    'land.report_share',
    'land.duplicate_link',
    'land.standing',
    'land.farmland_act',
    'land.group_edge',
    'land.patch_group',
    'land.group_member',
    'land.group_act',
    'land.group_evaluation',
    'land.reshaping',
    'land.report_shape',
    'land.layer_version',
    'land.layer_feature',
    'land.layer_piece',
    'land.layer_shape',
    'land.layer_problem',
    'rules.power',
    'work.decision',
    'work.raised_finding',
    'work.report_check',
    'work.override',
    'work.farmland_year',
    'work.assignment',
    'work.transfer',
    'work.job',
    'work.organisation',
    'work.person',
    'work.post',
    'work.deputy',
    'work.activation',
    'work.session',
    'work.second_factor',
    'work.recovery_code',
    'work.identity',
    'work.idempotency',
    'work.approval',
    'work.replay',
    'work.replay_report',
    'work.export',
    'work.evidence',
    'work.evidence_custody',
    'work.evidence_wanted',
    'work.party',
    'work.outbox',
    'work.notification',
    'work.notification_read'
  ] loop
    execute format('alter table %s enable row level security', guarded);
    execute format('alter table %s force row level security', guarded);
    execute format('create policy service on %s to tuban_service using (true) with check (true)', guarded);
  end loop;
end
$$;

-- A report: the whole district for analysts and the leading office; what concerns it for the agriculture bureau; what is or was with it for a
-- township, went into one that is, or is with another and lies in it too; what was sent to it for any unit; and for everybody what his own unit reported.
create policy seen on land.report for select to tuban_request using (
  district = (select work.asking('district'))
  and (
    (select work.asking('role')) in ('analyst', 'office')
    or (select work.asking('role')) = 'agriculture' and work.concerns_agriculture(rules || overridden, doubt_rules)
    or (select work.asking('role')) = 'township'
       and (report_id in (select work.reports_of_township((select work.asking('district')), (select work.asking('township'))))
            or report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township'))))
            or report_id in (select work.reports_behind((select work.asking('district')), (select work.asking('township')))))
    or (select work.asking('role')) in ('agriculture', 'township', 'officer')
       and (reported_org = (select work.asking('org'))::bigint
            or report_id in (select work.reports_sent_to((select work.asking('org'))::bigint)))
  )
);
create policy reported on land.report for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'township')
  and reported_by = (select work.asking('person'))::bigint
);
create policy changed on land.report for update to tuban_request
  using (district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'agriculture', 'township', 'office', 'officer'));

-- What hangs on a report is seen by whoever sees it. Whoever sees all reports of the district is not asked which: lists go through whole
-- tables of how reports stand to each other.
-- In plpgsql, which keeps its plan: written into the policies, the conditions of reports would be planned again for each table that a
-- query names, which took a list of reports longer than to read them.
create or replace function work.sees_report(p_district text, p_report_id bigint) returns boolean
language plpgsql stable parallel safe
as $$
begin
  return exists (select from land.report r where r.district = p_district and r.report_id = p_report_id);
end
$$;
create or replace function work.sees_group(p_group_id bigint) returns boolean
language plpgsql stable parallel safe
as $$
begin
  return exists (select from land.group_member m where m.group_id = p_group_id);
end
$$;
do $$
declare
  part text;
  sees_all constant text := $p$district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'office')$p$;
begin
  execute $p$create policy seen on land.evaluation to tuban_request using (
    exists (select from land.report r where r.district = evaluation.district and r.report_id = evaluation.report_id))$p$;
  execute format($p$create policy seen on land.report_share to tuban_request using (
    %s or work.sees_report(district, report_id))$p$, sees_all);
  foreach part in array array['standing', 'farmland_act', 'group_member', 'group_act'] loop
    execute format(
      'create policy seen on land.%1$s for select to tuban_request using (
         %2$s or work.sees_report(district, report_id))', part, sees_all);
  end loop;
  execute $p$create policy seen on land.report_shape for select to tuban_request using (
    exists (select from land.report r where r.district = report_shape.district and r.report_id = report_shape.report_id))$p$;
  execute $p$create policy seen on land.reshaping for select to tuban_request using (
    exists (select from land.report r where r.district = reshaping.district
                                        and (r.report_id = reshaping.report_id or r.report_id = any (reshaping.others))))$p$;
  -- A group is seen by whoever sees one of it; of the others he learns what they add up to, and why they are in it only where he
  -- sees both and may read their people.
  execute format($p$create policy seen on land.patch_group for select to tuban_request using (
    %s or work.sees_group(group_id))$p$, sees_all);
  execute $p$create policy seen on land.group_evaluation for select to tuban_request using (
    exists (select from land.group_member m where m.group_id = group_evaluation.group_id))$p$;
  execute $p$create policy seen on land.group_edge for select to tuban_request using (
    (select work.asking('role')) in ('analyst', 'office', 'agriculture')
    and exists (select from land.report r where r.district = group_edge.district and r.report_id = group_edge.one_id)
    and exists (select from land.report r where r.district = group_edge.district and r.report_id = group_edge.other_id))$p$;
  -- Who sees one of two may know that there is another, and sees nothing of it.
  execute format($p$create policy seen on land.duplicate_link for select to tuban_request using (
    %s or work.sees_report(district, later_id) or work.sees_report(district, earlier_id))$p$, sees_all);
  foreach part in array array['ledger_entry', 'finding'] loop
    execute format(
      'create policy seen on land.%1$s to tuban_request using (
         exists (select from land.evaluation e where e.evaluation_id = %1$s.evaluation_id))', part);
  end loop;
  -- Facts beside it, only with layers that the clearance reaches; judging adds them of all.
  execute $p$create policy seen on land.fact for select to tuban_request using (
    exists (select from land.evaluation e where e.evaluation_id = fact.evaluation_id)
    and layer_version_id in (select v.layer_version_id from land.layer_version v))$p$;
  execute $p$create policy judged on land.fact for insert to tuban_request with check (
    exists (select from land.evaluation e where e.evaluation_id = fact.evaluation_id))$p$;
end
$$;

create policy acted on land.reshaping for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) = 'analyst'
  and acted_by = (select work.asking('person'))::bigint
);
create policy undone on land.reshaping for update to tuban_request using (
  district = (select work.asking('district')) and (select work.asking('role')) = 'analyst'
);
create policy kept on land.report_shape for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) = 'analyst'
);
create policy acted on land.group_act for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) = 'analyst'
  and acted_by = (select work.asking('person'))::bigint
);
create policy undone on land.group_act for update to tuban_request using (
  district = (select work.asking('district')) and (select work.asking('role')) = 'analyst'
);
create policy decided on land.duplicate_link for update to tuban_request using (
  district = (select work.asking('district')) and (select work.asking('role')) = 'analyst'
);

-- Decisions and assignments: for a township that the patch was taken back from, up to that moment.
create policy seen on work.decision for select to tuban_request using (
  exists (select from land.report r where r.district = decision.district and r.report_id = decision.report_id)
  and ((select work.asking('role')) <> 'township'
       or decided_at <= work.with_township_until(district, report_id, (select work.asking('township')))
       or report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township'))))
       or report_id in (select work.reports_behind((select work.asking('district')), (select work.asking('township')))))
);
create policy made on work.decision for insert to tuban_request with check (
  (select work.asking('role')) in ('analyst', 'agriculture') and decided_by = (select work.asking('person'))::bigint
);
create policy changed on work.decision for update to tuban_request using ((select work.asking('role')) in ('analyst', 'agriculture'));

-- Findings raised by hand, as decisions are seen; what is about officials by whoever raised it, the analysts and the leading office.
create policy seen on work.raised_finding for select to tuban_request using (
  work.sees_report(district, report_id)
  and ((select work.asking('role')) in ('analyst', 'office')
       or (select work.asking('person'))::bigint in (raised_by, raised_for)
       or raised_for = (select work.asking('for'))::bigint
       or not is_confidential
          and ((select work.asking('role')) <> 'township'
               or raised_at <= work.with_township_until(district, report_id, (select work.asking('township')))
               or report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township'))))))
);
create policy made on work.raised_finding for insert to tuban_request with check (
  (select work.asking('role')) in ('analyst', 'agriculture', 'township') and raised_by = (select work.asking('person'))::bigint
);
create policy changed on work.raised_finding for update to tuban_request using (
  (select work.asking('role')) = 'analyst' or (select work.asking('person'))::bigint in (raised_by, raised_for)
  or raised_for = (select work.asking('for'))::bigint
);
-- What is said of hits: like decisions.
create policy seen on work.override for select to tuban_request using (
  exists (select from land.report r where r.district = override.district and r.report_id = override.report_id)
  and ((select work.asking('role')) <> 'township'
       or made_at <= work.with_township_until(district, report_id, (select work.asking('township')))
       or report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township')))))
);
create policy made on work.override for insert to tuban_request with check (
  (select work.asking('role')) in ('analyst', 'agriculture') and made_by = (select work.asking('person'))::bigint
);
create policy ended on work.override for update to tuban_request using ((select work.asking('role')) in ('analyst', 'agriculture'));

-- Checks are seen with the report, and added by whoever may look at it; nobody changes them.
create policy seen on work.report_check for select to tuban_request using (
  exists (select from land.report r where r.district = report_check.district and r.report_id = report_check.report_id)
  and ((select work.asking('role')) <> 'township'
       or checked_at <= work.with_township_until(district, report_id, (select work.asking('township')))
       or report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township')))))
);
create policy made on work.report_check for insert to tuban_request with check (
  (select work.asking('role')) in ('analyst', 'township') and checked_by = (select work.asking('person'))::bigint
);

create policy seen on work.assignment for select to tuban_request using (
  district = (select work.asking('district'))
  and ((select work.asking('role')) in ('analyst', 'office')
       or (select work.asking('role')) = 'township'
          and (township = (select work.asking('township'))
               or withdrawn_at is null
                  and report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township')))))
       or (select work.asking('role')) in ('agriculture', 'officer')
          and exists (select from land.report r where r.district = assignment.district and r.report_id = assignment.report_id))
);
create policy made on work.assignment for insert to tuban_request with check (
  (select work.asking('role')) = 'analyst' and assigned_by = (select work.asking('person'))::bigint
);
create policy changed on work.assignment for update to tuban_request using (
  (select work.asking('role')) in ('analyst', 'office')
  or (select work.asking('role')) = 'township' and township = (select work.asking('township'))
);

-- People of a report: of those that are seen; for a township while the patch is with it.
create policy seen on work.party for select to tuban_request using (
  exists (select from land.report r where r.district = party.district and r.report_id = party.report_id)
  and ((select work.asking('role')) <> 'township'
       or exists (select from work.assignment a
                   where a.district = party.district and a.report_id = party.report_id and a.withdrawn_at is null
                     and a.township = (select work.asking('township'))))
);
create policy made on work.party for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'township')
);
create policy removed on work.party for delete to tuban_request using ((select work.asking('role')) in ('analyst', 'township'));

-- Transfers. A compartment is seen by who proposed it, by the head of the leading office, and, once sent, by the unit it went to: the
-- person under inquiry may be a user of this system.
create policy seen on work.transfer for select to tuban_request using (
  district = (select work.asking('district'))
  and (
    to_org = (select work.asking('org'))::bigint and sent_at is not null
    or is_compartment and ((select work.asking('person'))::bigint in (asked_by, asked_for) or (select work.heads_the_office()))
    or not is_compartment and ((select work.asking('role')) in ('analyst', 'office') or from_org = (select work.asking('org'))::bigint)
  )
);
create policy made on work.transfer for insert to tuban_request with check (
  district = (select work.asking('district')) and from_org = (select work.asking('org'))::bigint
  and asked_by = (select work.asking('person'))::bigint and (select work.asking('role')) in ('analyst', 'agriculture', 'office')
);
create policy changed on work.transfer for update to tuban_request using (
  (select work.asking('role')) in ('analyst', 'agriculture', 'township', 'office', 'officer')
);

-- What waits for a second person: seen by whoever asked, and by those who approve such acts (domain/approval.ts).
create policy seen on work.approval to tuban_request using (
  district = (select work.asking('district'))
  and ((select work.asking('person'))::bigint in (asked_by, asked_for, decided_by)
       or (select work.asking('role')) in ('analyst', 'office')
          and case when kind in ('layer.publish', 'layer.withdraw')
                   then (payload ->> 'layerVersionId')::bigint in (select v.layer_version_id from land.layer_version v)
                   when kind = 'evidence.void'
                   then exists (select from work.evidence e where e.evidence_id = (payload ->> 'evidenceId')::bigint)
                   else true end)
) with check (
  district = (select work.asking('district'))
  and case state when 'asked' then asked_by = (select work.asking('person'))::bigint
                 when 'expired' then true
                 else decided_by = (select work.asking('person'))::bigint end
);
-- What changes of layers and thresholds changed: begun by whoever publishes the one or approves the other, done by the job. Each report's
-- part is seen, and a review note closed, by those of its bureau who see the report.
create policy seen on work.replay for select to tuban_request using (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'agriculture', 'office')
);
create policy begun on work.replay for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'office')
);
create policy put_to_work on work.replay for update to tuban_request using ((select work.asking('role')) in ('analyst', 'office'));
create policy seen on work.replay_report for select to tuban_request using (
  (select work.asking('role')) in ('analyst', 'agriculture', 'office')
  and exists (select from land.report r where r.district = replay_report.district and r.report_id = replay_report.report_id)
);
create policy closed on work.replay_report for update to tuban_request using ((select work.asking('role')) in ('analyst', 'agriculture'));
-- Exports: one's own, and for analysts and the leading office all but those of units that receive compartments. None is ready that waits for somebody.
create policy seen on work.export for select to tuban_request using (
  district = (select work.asking('district'))
  and (asked_by = (select work.asking('person'))::bigint or not is_apart and (select work.asking('role')) in ('analyst', 'office'))
);
create policy asked on work.export for insert to tuban_request with check (
  district = (select work.asking('district')) and asked_by = (select work.asking('person'))::bigint
  and (ready_at is null or label in ('public', 'internal'))
);
create policy changed on work.export for update to tuban_request
  using (asked_by = (select work.asking('person'))::bigint or (select work.asking('role')) in ('analyst', 'office'))
  with check (
    ready_at is null or approval_id is null and label in ('public', 'internal')
    or exists (select from work.approval a where a.approval_id = export.approval_id and a.state = 'approved')
  );

-- Evidence is seen by whoever sees the report, if its label is within his clearance, he brought it, or his unit has the patch in hand;
-- what came after a patch was taken back is not for the township that had it.
create policy seen on work.evidence to tuban_request using (
  exists (select from land.report r where r.district = evidence.district and r.report_id = evidence.report_id)
  and (land.label_rank(label) <= (select land.label_rank(work.asking('clearance')))
       or (select work.asking('person'))::bigint in (collector, collector_for)
       or collector_for = (select work.asking('for'))::bigint
       or work.with_township_until(district, report_id, (select work.asking('township'))) = 'infinity'
       or report_id in (select work.reports_sent_to((select work.asking('org'))::bigint))
       or report_id in (select work.reports_behind((select work.asking('district')), (select work.asking('township')))))
  and ((select work.asking('role')) <> 'township'
       or collector = (select work.asking('person'))::bigint
       or received_at <= coalesce(work.with_township_until(district, report_id, (select work.asking('township'))), 'infinity')
       or report_id in (select work.reports_assisted((select work.asking('district')), (select work.asking('township')))))
);
create policy seen on work.evidence_custody for select to tuban_request using (
  exists (select from work.evidence e
          where e.evidence_id = evidence_custody.evidence_id
            and ((select work.asking('role')) <> 'township'
                 or evidence_custody.person_id = (select work.asking('person'))::bigint
                 or evidence_custody.at <= coalesce(work.with_township_until(e.district, e.report_id, (select work.asking('township'))), 'infinity')))
);
create policy noted on work.evidence_custody for insert to tuban_request with check (
  exists (select from work.evidence e where e.evidence_id = evidence_custody.evidence_id)
);
create policy seen on work.evidence_wanted to tuban_request using (
  exists (select from land.report r where r.district = evidence_wanted.district and r.report_id = evidence_wanted.report_id)
);

-- Layers, as far as the clearance reaches; what is in them with them.
create policy seen on land.layer_version for select to tuban_request using (
  district = (select work.asking('district'))
  and land.label_rank(label) <= (select land.label_rank(work.asking('clearance')))
);
do $$
declare
  part text;
begin
  foreach part in array array['layer_feature', 'layer_piece', 'layer_shape', 'layer_problem'] loop
    execute format(
      'create policy seen on land.%I for select to tuban_request using (
         layer_version_id in (select v.layer_version_id from land.layer_version v))', part);
  end loop;
end
$$;
create policy changed on land.layer_version for update to tuban_request using ((select work.asking('role')) in ('analyst', 'office'));

create policy seen on work.job for select to tuban_request using (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'agriculture', 'office', 'auditor', 'sysadmin')
  and (kind <> 'import-layer' or work.may_read(coalesce(payload #>> '{form,label}', 'internal')))
);
create policy made on work.job for insert to tuban_request with check (district = (select work.asking('district')));
create policy changed on work.job for update to tuban_request using ((select work.asking('role')) in ('analyst', 'sysadmin', 'auditor'));

-- Units and people: their names stand beside every act, so the district knows them; administrators change them, each his part.
create policy seen on work.organisation for select to tuban_request using (district = (select work.asking('district')));
create policy changed on work.organisation for update to tuban_request using ((select work.asking('role')) = 'sysadmin');
create policy seen on work.person for select to tuban_request using (district = (select work.asking('district')));
create policy made on work.person for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) = 'sysadmin'
);
create policy changed on work.person for update to tuban_request using ((select work.asking('role')) in ('sysadmin', 'secadmin'))
  with check (district = (select work.asking('district')));
create policy seen on work.post for select to tuban_request using (
  exists (select from work.organisation o where o.org_id = post.org_id)
);
create policy made on work.post for insert to tuban_request with check (
  (select work.asking('role')) = 'secadmin' and person_id <> (select work.asking('person'))::bigint
);
create policy changed on work.post for update to tuban_request using ((select work.asking('role')) = 'secadmin');
create policy seen on work.deputy for select to tuban_request using (exists (select from work.post p where p.post_id = deputy.post_id));
create policy made on work.deputy for insert to tuban_request with check ((select work.asking('role')) = 'secadmin');
create policy changed on work.deputy for update to tuban_request using ((select work.asking('role')) = 'secadmin');
create policy all_of_admin on work.activation to tuban_request using ((select work.asking('role')) = 'sysadmin');
create policy all_of_admin on work.session to tuban_request using ((select work.asking('role')) in ('sysadmin', 'secadmin'));
do $$
declare
  part text;
begin
  foreach part in array array['second_factor', 'recovery_code', 'identity'] loop
    execute format(
      $p$create policy seen on work.%s for select to tuban_request using ((select work.asking('role')) in ('sysadmin', 'secadmin', 'auditor'))$p$, part);
    execute format($p$create policy taken_away on work.%s for delete to tuban_request using (
         (select work.asking('role')) = 'secadmin' and person_id <> (select work.asking('person'))::bigint)$p$, part);
  end loop;
end
$$;
create policy bound on work.identity for insert to tuban_request with check (
  (select work.asking('role')) = 'secadmin' and person_id <> (select work.asking('person'))::bigint
);

-- Whoever acts tells of it, and reads only what is for him, for the officer for whom he stands in, or for his unit.
create policy told on work.outbox for insert to tuban_request with check (true);
create policy seen on work.notification for select to tuban_request using (
  district = (select work.asking('district'))
  and (person_id in ((select work.asking('person'))::bigint, (select work.asking('for'))::bigint)
       or org_id = (select work.asking('org'))::bigint)
);
create policy own on work.notification_read to tuban_request using (person_id = (select work.asking('person'))::bigint);
create policy own on work.idempotency to tuban_request using (person_id = (select work.asking('person'))::bigint);

-- The trail: anybody adds to it, and the auditor reads. Not forced: the owner is whom foreign keys and audit.let_go ask as.
do $$
declare
  part text;
begin
  foreach part in array array['event', 'place', 'seal', 'checkpoint'] loop
    execute format('alter table audit.%I enable row level security', part);
    execute format('create policy service on audit.%I to tuban_service using (true) with check (true)', part);
    execute format($p$create policy seen on audit.%I for select to tuban_request using ((select work.asking('role')) = 'auditor')$p$, part);
  end loop;
end
$$;
create policy added on audit.event for insert to tuban_request with check (true);
create policy added on audit.place for insert to tuban_request with check (true);

create policy seen on rules.power for select to tuban_request using (district = (select work.asking('district')));
create policy made on rules.power for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) = 'office'
);
-- Statistics for which leaders answer: for those who see the whole district.
create policy seen on work.farmland_year for select to tuban_request using (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'office')
);
create policy entered on work.farmland_year for insert to tuban_request with check (
  district = (select work.asking('district')) and (select work.asking('role')) in ('analyst', 'office')
  and entered_by = (select work.asking('person'))::bigint
);
-- Numbers of law are added by whoever approved what another asked for, and changed by nobody. Not forced: releases add rows as the owner.
do $$
declare
  part text;
begin
  foreach part in array array['threshold', 'law'] loop
    execute format('alter table rules.%I enable row level security', part);
    execute format('create policy service on rules.%I to tuban_service using (true) with check (true)', part);
    execute format('revoke update, delete on rules.%I from tuban_service', part);
  end loop;
end
$$;
create policy seen on rules.threshold for select to tuban_request using (
  district is null or district = (select work.asking('district'))
);
create policy added on rules.threshold for insert to tuban_request with check (
  district = (select work.asking('district'))
  and exists (select from work.approval a
               where a.approval_id = threshold.approval_id and a.kind = 'threshold.change' and a.state = 'approved')
);
-- What reports are judged by, kept by its content.
create policy seen on rules.law for select to tuban_request using (true);
create policy kept on rules.law for insert to tuban_request with check (true);
create policy changed on rules.power for update to tuban_request using ((select work.asking('role')) = 'office');
