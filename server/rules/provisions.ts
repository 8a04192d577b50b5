/**
 * Rules that answer one question of law between them, so that an act has the flag of one of them (docs/adr/0004: one act,
 * one flag). Old law and new are compared question by question: whoever picked rule by rule would get an answer that is
 * milder than either law. A rule that is not named here answers a question of its own.
 */
const PROVISIONS: readonly (readonly string[])[] = [
  ['NG-01', 'NG-02'], // trees on farmland, along roads or not
  ['NG-04', 'NG-05'], // what is planted on 永久基本农田
  ['NG-07', 'NG-08'], // 耕地流向其他农用地, or a change of planting that leaves it farmland
  ['GH-01', 'GH-02', 'GH-04', 'GH-10'], // non-farm use of a facility
  ['GH-05', 'GH-06', 'GH-09'], // 设施农用地备案
  ['RP-01', 'RP-02', 'RP-03', 'RP-04'], // 乡村建设规划许可证
  ['RP-06', 'RP-07'], // 建设工程规划许可证, 临时建设许可
  ['HS-01', 'HS-03'], // 宅基地批准
  ['ES-01', 'ES-02', 'ES-05', 'ES-11'], // 法释〔2000〕14号
]

/** The question of law that a rule answers, by the rule that leads it. */
export const provisionOf = (ruleId: string): string =>
  PROVISIONS.find((rules) => rules.includes(ruleId))?.[0] ?? ruleId
