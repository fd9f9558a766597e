SELECT
  "t6"."period",
  "t6"."delivery",
  "t6"."network",
  CAST(CAST(CASE WHEN "t6"."state" = 'live' THEN 1 ELSE 0 END AS BIGINT) AS DOUBLE) AS "delivery_success_rate:n",
  CAST(CASE
    WHEN "t6"."state" IN ('live', 'rejected', 'missed')
    THEN 1
    ELSE CAST(NULL AS BIGINT)
  END AS DOUBLE) AS "delivery_success_rate:d",
  (
    (
      (
        EPOCH(CAST(DATE_TRUNC('SECOND', "t6"."first_byte_at") AS TIMESTAMP)) - EPOCH(CAST(DATE_TRUNC('SECOND', "t6"."due_at") AS TIMESTAMP))
      ) * 1000
    ) + (
      (
        EXTRACT('MILLISECOND' FROM "t6"."first_byte_at") % 1000
      ) - (
        EXTRACT('MILLISECOND' FROM "t6"."due_at") % 1000
      )
    )
  ) / 1000.0 AS "delivery_delay_s:n",
  CAST(CAST(CASE WHEN "t6"."was_unknown" THEN 1 ELSE 0 END AS BIGINT) AS DOUBLE) AS "unknown_rate:n",
  CAST(CAST(CASE WHEN "t6"."state" IS NOT NULL THEN 1 ELSE 0 END AS BIGINT) AS DOUBLE) AS "unknown_rate:d"
FROM (
  SELECT
    "t5"."delivery",
    "t5"."account",
    "t5"."network",
    "t5"."state",
    "t5"."due_at",
    "t5"."first_byte_at",
    "t5"."was_unknown",
    "t5"."settled_by",
    "t5"."attempts",
    "t2"."period",
    "t2"."start",
    "t2"."end"
  FROM (
    SELECT
      "t3"."delivery",
      FIRST("t3"."account" ORDER BY "t3"."occurred_at" DESC) AS "account",
      FIRST("t3"."network" ORDER BY "t3"."occurred_at" DESC) AS "network",
      FIRST("t3"."state" ORDER BY "t3"."occurred_at" DESC) AS "state",
      FIRST("t3"."due_at" ORDER BY "t3"."occurred_at" DESC) AS "due_at",
      FIRST("t3"."first_byte_at" ORDER BY "t3"."occurred_at" DESC) AS "first_byte_at",
      BOOL_OR(CAST("t3"."was_unknown" AS BOOLEAN)) AS "was_unknown",
      FIRST("t3"."settled_by" ORDER BY "t3"."occurred_at" DESC) AS "settled_by",
      MAX("t3"."attempts") AS "attempts"
    FROM (
      SELECT
        "t1"."account",
        "t1"."network",
        "t1"."occurred_at",
        CASE
          WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.delivery') = 'VARCHAR'
          THEN (
            CAST("t1"."extra" AS JSON) -> '$.delivery'
          ) ->> '$'
          ELSE NULL
        END AS "delivery",
        CASE
          WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.state') = 'VARCHAR'
          THEN (
            CAST("t1"."extra" AS JSON) -> '$.state'
          ) ->> '$'
          ELSE NULL
        END AS "state",
        CAST(CASE
          WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.due_at') = 'VARCHAR'
          THEN (
            CAST("t1"."extra" AS JSON) -> '$.due_at'
          ) ->> '$'
          ELSE NULL
        END AS TIMESTAMPTZ) AS "due_at",
        CAST(CASE
          WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.first_byte_at') = 'VARCHAR'
          THEN (
            CAST("t1"."extra" AS JSON) -> '$.first_byte_at'
          ) ->> '$'
          ELSE NULL
        END AS TIMESTAMPTZ) AS "first_byte_at",
        COALESCE(
          CASE
            WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.was_unknown') = 'BOOLEAN'
            THEN CAST(CAST("t1"."extra" AS JSON) -> '$.was_unknown' AS BOOLEAN)
            ELSE NULL
          END,
          FALSE
        ) AS "was_unknown",
        CASE
          WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.settled_by') = 'VARCHAR'
          THEN (
            CAST("t1"."extra" AS JSON) -> '$.settled_by'
          ) ->> '$'
          ELSE NULL
        END AS "settled_by",
        CASE
          WHEN JSON_TYPE(CAST("t1"."extra" AS JSON) -> '$.attempts') IN ('UBIGINT', 'BIGINT')
          THEN CAST(CAST("t1"."extra" AS JSON) -> '$.attempts' AS BIGINT)
          ELSE NULL
        END AS "attempts"
      FROM "measured_events" AS "t1"
      WHERE
        "t1"."kind" = 'delivery_outcome'
    ) AS "t3"
    GROUP BY
      1
  ) AS "t5"
  CROSS JOIN "measured_periods" AS "t2"
) AS "t6"
WHERE
  "t6"."due_at" >= "t6"."start" AND "t6"."due_at" < "t6"."end"
ORDER BY
  "t6"."period" ASC,
  "t6"."delivery" ASC
