SELECT
  "t0"."account",
  "t0"."network",
  "t0"."day",
  "t0"."value" AS "last"
FROM "measured_daily" AS "t0"
WHERE
  "t0"."subject_kind" = 'account'
  AND "t0"."metric" = 'followers'
  AND "t0"."value" IS NOT NULL
ORDER BY
  "t0"."day" ASC,
  "t0"."account" ASC
