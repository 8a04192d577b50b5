/** Everything that leaves an event; the word is stored and never renamed. */
export const AUDIT_ACTIONS = [
  'session.open',
  'session.close',
  'session.step-up',
  'session.switch',
  'factor.offer',
  'factor.enrol',
  'factor.recover',
  'factor.reset',
  'identity.bind',
  'identity.unbind',
  'account.activate',
  'account.change-password',
  'account.invite',
  'account.new-link',
  'account.disable',
  'account.enable',
  'account.unlock',
  'post.grant',
  'post.revoke',
  'deputy.name',
  'deputy.end',
  'organisation.change',
  'report.create',
  'report.import',
  'report.take-back', // an import that was called off
  'report.check', // what a check of it found
  'report.decide',
  'report.undo-decision',
  'report.override',
  'report.withdraw-override',
  'report.assign',
  'report.acknowledge',
  'report.withdraw',
  'power.set', // who may act by a rule in a township
  'power.end',
  'statistics.enter', // of a year, for the ratio of ES-08
  'report.deadline', // another due date for an open assignment
  'finding.raise', // by hand, from documents
  'finding.withdraw',
  'duplicate.confirm', // two reports are the same
  'duplicate.break', // they are not
  'report.merge', // several become one
  'report.unmerge',
  'report.split', // one becomes several
  'report.unsplit',
  'group.put-in', // by hand, kept through regrouping
  'group.take-out',
  'group.undo',
  'transfer.propose', // to a compartment: waits for the second person
  'transfer.send',
  'transfer.release',
  'transfer.receive',
  'transfer.answer',
  'transfer.refuse',
  'transfer.withdraw',
  'report.export', // of releases that did not register exports
  'export.ask',
  'export.release', // by a second person
  'export.hand',
  'evidence.add',
  'evidence.read',
  'evidence.list',
  'evidence.check',
  'evidence.void', // by a second person
  'evidence.want', // photos that could not be stored
  'party.add',
  'party.unmask',
  'party.remove',
  'party.search',
  'party.carry-over', // what earlier releases kept in the open is encrypted
  'grant.sign', // posts of earlier releases, once
  'keys.rotate',
  'personal.purge', // periods that ran out
  'personal.export', // all about one person, for that person
  'retention.change',
  'grant.forged', // a post that nobody here gave
  'account.phone',
  'account.unmask',
  'evaluation.start',
  'evaluation.replay', // what a change of a layer or a threshold changed
  'threshold.change', // by two people
  'report.review', // a review note closed, the decision kept
  'replay.export',
  'job.cancel',
  'layer.publish',
  'layer.withdraw',
  'backup.make',
  'backup.restore',
  'backup.drill',
  'audit.search',
  'audit.export',
  'audit.verify',
  'audit.certify', // what a verification found
  'audit.let-go', // old months
  'approval.ask', // an act that a second person has to approve
  'approval.approve',
  'approval.refuse',
  'approval.withdraw',
  'approval.expire',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** Words of earlier releases, by which their events are still found. */
export const FORMER_ACTIONS: readonly AuditAction[] = ['report.export']

/** Acts at the machine itself, or of the platform by itself, which no endpoint does. */
export const COMMAND_ACTIONS: readonly AuditAction[] = [
  'evaluation.replay',
  'backup.make',
  'backup.restore',
  'backup.drill',
  'audit.let-go',
  'party.carry-over',
  'grant.sign',
  'keys.rotate',
  'personal.purge',
  'personal.export',
  'retention.change',
  'grant.forged',
]

/** What an endpoint leaves in the trail: events of these acts; or none, since it only reads or computes. */
export type Audited = readonly [AuditAction, ...AuditAction[]] | 'none:read'
