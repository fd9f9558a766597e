SELECT
  "t10"."account",
  "t10"."network",
  "t10"."subject_kind",
  "t10"."subject",
  "t10"."metric",
  "t10"."day",
  FIRST("t10"."value" ORDER BY "t10"."observed_at" DESC) FILTER(WHERE
    "t10"."value" IS NOT NULL) AS "value",
  MIN("t10"."observed_at") FILTER(WHERE
    "t10"."value" IS NOT NULL) AS "first_at",
  MAX("t10"."observed_at") FILTER(WHERE
    "t10"."value" IS NOT NULL) AS "last_at",
  FIRST("t10"."missing_reason" ORDER BY "t10"."observed_at" DESC) FILTER(WHERE
    NOT (
      "t10"."value" IS NOT NULL
    )) AS "reason"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."account",
      "t8"."network",
      "t8"."subject_kind",
      "t8"."subject",
      "t8"."metric",
      "t8"."value",
      "t8"."missing_reason",
      "t8"."observed_at",
      "t3"."day"
    FROM (
      SELECT
        *
      FROM "measured_observations" AS "t0"
      WHERE
        "t0"."observed_at" < (
          SELECT
            MAX("t2"."end") AS "Max(end)"
          FROM "measured_periods" AS "t2"
        )
        AND "t0"."observed_at" >= (
          SELECT
            MIN("t2"."start") AS "Min(start)"
          FROM "measured_periods" AS "t2"
        )
    ) AS "t8"
    INNER JOIN "measured_spans" AS "t3"
      ON CAST(FLOOR(EPOCH(CAST(DATE_TRUNC('SECOND', "t8"."observed_at") AS TIMESTAMP)) / 86400) AS BIGINT) = "t3"."utc_day"
      AND "t8"."observed_at" >= "t3"."begins"
      AND "t8"."observed_at" < "t3"."ends"
  ) AS "t9"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t0"."account",
      "t0"."network",
      "t0"."subject_kind",
      "t0"."subject",
      "t0"."metric",
      "t0"."value",
      "t0"."missing_reason",
      "t0"."observed_at",
      -1000000 AS "day"
    FROM "measured_observations" AS "t0"
    WHERE
      "t0"."observed_at" < (
        SELECT
          MAX("t2"."end") AS "Max(end)"
        FROM "measured_periods" AS "t2"
      )
      AND "t0"."observed_at" < (
        SELECT
          MIN("t2"."start") AS "Min(start)"
        FROM "measured_periods" AS "t2"
      )
  ) AS "t6"
) AS "t10"
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6
