WITH "t6" AS (
  SELECT
    "t5"."account",
    "t5"."post",
    MIN("t5"."network") AS "network",
    MIN("t5"."occurred_at") AS "published_at",
    MAX("t5"."text") AS "text",
    MAX("t5"."url") AS "url",
    MAX("t5"."media") AS "media",
    BOOL_AND(CAST("t5"."elsewhere" AS BOOLEAN)) AS "elsewhere"
  FROM (
    SELECT
      "t0"."kind",
      "t0"."account",
      "t0"."network",
      "t0"."post",
      "t0"."occurred_at",
      "t0"."media_type",
      "t0"."text",
      "t0"."extra",
      CASE
        WHEN JSON_TYPE(CAST("t0"."extra" AS JSON) -> '$.url') = 'VARCHAR'
        THEN (
          CAST("t0"."extra" AS JSON) -> '$.url'
        ) ->> '$'
        ELSE NULL
      END AS "url",
      CASE
        WHEN JSON_TYPE(CAST("t0"."extra" AS JSON) -> '$.media') = 'VARCHAR'
        THEN (
          CAST("t0"."extra" AS JSON) -> '$.media'
        ) ->> '$'
        ELSE NULL
      END AS "media",
      COALESCE(
        CASE
          WHEN JSON_TYPE(CAST("t0"."extra" AS JSON) -> '$.elsewhere') = 'BOOLEAN'
          THEN CAST(CAST("t0"."extra" AS JSON) -> '$.elsewhere' AS BOOLEAN)
          ELSE NULL
        END,
        FALSE
      ) AS "elsewhere"
    FROM "measured_events" AS "t0"
    WHERE
      "t0"."kind" = 'published'
      AND "t0"."occurred_at" < (
        SELECT
          MAX("t1"."end") AS "Max(end)"
        FROM "measured_periods" AS "t1"
      )
  ) AS "t5"
  GROUP BY
    1,
    2
), "t11" AS (
  SELECT
    "t10"."account",
    "t10"."at",
    "t10"."count",
    "t10"."turn",
    "t10"."post",
    SUM("t10"."turn") OVER (
      PARTITION BY "t10"."account"
      ORDER BY "t10"."at" ASC, "t10"."turn" DESC, "t10"."post" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "number"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t2"."account",
        "t2"."observed_at" AS "at",
        "t2"."value" AS "count",
        1 AS "turn",
        '' AS "post"
      FROM "measured_observations" AS "t2"
      WHERE
        "t2"."subject_kind" = 'account'
        AND "t2"."metric" = 'followers'
        AND "t2"."value" IS NOT NULL
    ) AS "t4"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t7"."account",
        "t7"."published_at" AS "at",
        CAST(NULL AS BIGINT) AS "count",
        0 AS "turn",
        "t7"."post"
      FROM "t6" AS "t7"
    ) AS "t9"
  ) AS "t10"
)
SELECT
  "t26".*
  EXCLUDE ("post_of_right", "account_of_right")
FROM (
  SELECT
    "t8"."account",
    "t8"."post",
    "t8"."network",
    "t8"."published_at",
    "t8"."text",
    "t8"."url",
    "t8"."media",
    "t8"."elsewhere",
    "t25"."account_of_right",
    "t25"."post_of_right",
    "t25"."followers"
  FROM "t6" AS "t8"
  LEFT OUTER JOIN (
    SELECT
      "t23"."account" AS "account_of_right",
      "t23"."post" AS "post_of_right",
      COALESCE(
        "t23"."was",
        CASE
          WHEN "t23"."comes_at" <= (
            "t23"."published_at" + INTERVAL '259200' SECOND
          )
          THEN "t23"."comes"
          ELSE CAST(NULL AS BIGINT)
        END
      ) AS "followers"
    FROM (
      SELECT
        "t22".*
        EXCLUDE ("account_of_right", "number_of_right")
      FROM (
        SELECT
          "t21"."account",
          "t21"."post",
          "t21"."number",
          "t21"."published_at",
          "t21"."following",
          "t21"."was",
          "t16"."account_of_right",
          "t16"."number_of_right",
          "t16"."comes",
          "t16"."comes_at"
        FROM (
          SELECT
            "t19".*
            EXCLUDE ("account_of_right", "number_of_right")
          FROM (
            SELECT
              "t18"."account",
              "t18"."post",
              "t18"."number",
              "t18"."published_at",
              "t18"."following",
              "t17"."account_of_right",
              "t17"."number_of_right",
              "t17"."was"
            FROM (
              SELECT
                "t12"."account",
                "t12"."post",
                "t12"."number",
                "t12"."at" AS "published_at",
                "t12"."number" + 1 AS "following"
              FROM "t11" AS "t12"
              WHERE
                "t12"."turn" = 0
            ) AS "t18"
            LEFT OUTER JOIN (
              SELECT
                "t12"."account" AS "account_of_right",
                "t12"."number" AS "number_of_right",
                "t12"."count" AS "was"
              FROM "t11" AS "t12"
              WHERE
                "t12"."turn" = 1
            ) AS "t17"
              ON "t18"."account" = "t17"."account_of_right"
              AND "t18"."number" = "t17"."number_of_right"
          ) AS "t19"
        ) AS "t21"
        LEFT OUTER JOIN (
          SELECT
            "t12"."account" AS "account_of_right",
            "t12"."number" AS "number_of_right",
            "t12"."count" AS "comes",
            "t12"."at" AS "comes_at"
          FROM "t11" AS "t12"
          WHERE
            "t12"."turn" = 1
        ) AS "t16"
          ON "t21"."account" = "t16"."account_of_right"
          AND "t21"."following" = "t16"."number_of_right"
      ) AS "t22"
    ) AS "t23"
  ) AS "t25"
    ON "t8"."account" = "t25"."account_of_right" AND "t8"."post" = "t25"."post_of_right"
) AS "t26"
