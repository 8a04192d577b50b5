import { types } from 'pg'

// An approval is issued on a day, not at an instant. pg would turn `date` into a Date at local midnight, which is the
// day before once it is printed in UTC; text stays the day. bigint stays text, since it may not fit a number.
types.setTypeParser(types.builtins.DATE, (day) => day)
types.setTypeParser(types.builtins.NUMERIC, Number)
types.setTypeParser(types.builtins.TIMESTAMPTZ, (instant) => new Date(instant).toISOString())
