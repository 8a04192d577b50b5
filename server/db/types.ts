import { types } from 'pg'

// How values come out of either database, where the driver's own choice would not do:
// - date stays text. An approval is issued on a day, not at an instant; pg would make it a Date at local midnight, which
//   is the day before once it is printed in UTC.
// - timestamptz becomes an ISO instant in UTC, as it goes on the wire.
// - numeric becomes a number: areas and thresholds are far below 2^53.
// - bigint stays text, as pg has it, since it may not fit a number: ids are strings, counts are cast to int.
types.setTypeParser(types.builtins.DATE, (day) => day)
types.setTypeParser(types.builtins.TIMESTAMPTZ, (instant) => new Date(instant).toISOString())
types.setTypeParser(types.builtins.NUMERIC, Number)
