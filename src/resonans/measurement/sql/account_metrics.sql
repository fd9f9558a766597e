SELECT
  "t25"."period",
  "t25"."account",
  "t25"."network",
  CAST("t25"."last" AS DOUBLE) AS "followers:n",
  CAST("t25"."last" AS DOUBLE) AS "follower_growth:n",
  CAST("t25"."first" AS DOUBLE) AS "follower_growth:d",
  CAST("t25"."gained" AS DOUBLE) AS "followers_gained:n",
  CAST(CASE
    WHEN (
      (
        "t25"."first" + "t25"."gained"
      ) - "t25"."last"
    ) >= 0
    THEN (
      "t25"."first" + "t25"."gained"
    ) - "t25"."last"
    ELSE CAST(NULL AS BIGINT)
  END AS DOUBLE) AS "followers_lost:n"
FROM (
  SELECT
    "t24"."account",
    "t24"."network",
    "t24"."at_earlier",
    "t24"."at_start",
    "t24"."at_end",
    "t24"."follows",
    "t24"."before",
    "t24"."tells_follows",
    "t24"."lacks_impressions",
    "t24"."lacks_views",
    "t24"."lacks_reactions",
    "t24"."lacks_comments",
    "t24"."lacks_shares",
    "t24"."lacks_saves",
    "t24"."lacks_clicks",
    "t24"."lacks_reach",
    "t24"."period",
    "t24"."start",
    "t24"."end",
    CASE WHEN "t24"."period" = 0 THEN "t24"."at_start" ELSE "t24"."at_earlier" END AS "first",
    CASE WHEN "t24"."period" = 0 THEN "t24"."at_end" ELSE "t24"."at_start" END AS "last",
    CASE
      WHEN COALESCE("t24"."tells_follows", FALSE)
      THEN COALESCE(CASE WHEN "t24"."period" = 0 THEN "t24"."follows" ELSE "t24"."before" END, 0)
      ELSE CAST(NULL AS BIGINT)
    END AS "gained"
  FROM (
    SELECT
      "t23"."account",
      "t23"."network",
      "t23"."at_earlier",
      "t23"."at_start",
      "t23"."at_end",
      "t23"."follows",
      "t23"."before",
      "t23"."tells_follows",
      "t23"."lacks_impressions",
      "t23"."lacks_views",
      "t23"."lacks_reactions",
      "t23"."lacks_comments",
      "t23"."lacks_shares",
      "t23"."lacks_saves",
      "t23"."lacks_clicks",
      "t23"."lacks_reach",
      "t4"."period",
      "t4"."start",
      "t4"."end"
    FROM (
      SELECT
        "t21".*
        EXCLUDE ("network_of_right")
      FROM (
        SELECT
          "t20"."account",
          "t20"."network",
          "t20"."at_earlier",
          "t20"."at_start",
          "t20"."at_end",
          "t20"."follows",
          "t20"."before",
          "t9"."network_of_right",
          "t9"."tells_follows",
          "t9"."lacks_impressions",
          "t9"."lacks_views",
          "t9"."lacks_reactions",
          "t9"."lacks_comments",
          "t9"."lacks_shares",
          "t9"."lacks_saves",
          "t9"."lacks_clicks",
          "t9"."lacks_reach"
        FROM (
          SELECT
            "t18".*
            EXCLUDE ("account_of_right")
          FROM (
            SELECT
              "t14"."account",
              "t14"."network",
              "t14"."at_earlier",
              "t14"."at_start",
              "t14"."at_end",
              "t17"."account_of_right",
              "t17"."follows",
              "t17"."before"
            FROM (
              SELECT
                "t10"."account",
                "t10"."network",
                MAX("t10"."last") FILTER(WHERE
                  "t10"."day" = -1000000) AS "at_earlier",
                FIRST("t10"."last" ORDER BY "t10"."day" DESC) FILTER(WHERE
                  "t10"."day" < 0) AS "at_start",
                FIRST("t10"."last" ORDER BY "t10"."day" DESC) AS "at_end"
              FROM (
                SELECT
                  "t2"."account",
                  "t2"."network",
                  "t2"."day",
                  "t2"."value" AS "last"
                FROM "measured_daily" AS "t2"
                WHERE
                  "t2"."subject_kind" = 'account'
                  AND "t2"."metric" = 'followers'
                  AND "t2"."value" IS NOT NULL
                ORDER BY
                  "t2"."day" ASC,
                  "t2"."account" ASC
              ) AS "t10"
              GROUP BY
                1,
                2
            ) AS "t14"
            LEFT OUTER JOIN (
              SELECT
                "t15"."account" AS "account_of_right",
                "t15"."follows",
                "t15"."before"
              FROM (
                SELECT
                  "t11"."account",
                  COUNT(*) FILTER(WHERE
                    "t11"."occurred_at" >= (
                      SELECT
                        MAX("t8"."start") AS "Max(start)"
                      FROM (
                        SELECT
                          *
                        FROM "measured_periods" AS "t0"
                        WHERE
                          "t0"."period" = 0
                      ) AS "t8"
                    )) AS "follows",
                  COUNT(*) FILTER(WHERE
                    NOT (
                      "t11"."occurred_at" >= (
                        SELECT
                          MAX("t8"."start") AS "Max(start)"
                        FROM (
                          SELECT
                            *
                          FROM "measured_periods" AS "t0"
                          WHERE
                            "t0"."period" = 0
                        ) AS "t8"
                      )
                    )) AS "before"
                FROM (
                  SELECT
                    *
                  FROM "measured_events" AS "t3"
                  WHERE
                    "t3"."kind" = 'follow'
                    AND "t3"."occurred_at" >= (
                      SELECT
                        MIN("t0"."start") AS "Min(start)"
                      FROM "measured_periods" AS "t0"
                    )
                    AND "t3"."occurred_at" < (
                      SELECT
                        MAX("t0"."end") AS "Max(end)"
                      FROM "measured_periods" AS "t0"
                    )
                ) AS "t11"
                GROUP BY
                  1
              ) AS "t15"
            ) AS "t17"
              ON "t14"."account" = "t17"."account_of_right"
          ) AS "t18"
        ) AS "t20"
        LEFT OUTER JOIN (
          SELECT
            "t1"."network" AS "network_of_right",
            "t1"."tells_follows",
            "t1"."lacks_impressions",
            "t1"."lacks_views",
            "t1"."lacks_reactions",
            "t1"."lacks_comments",
            "t1"."lacks_shares",
            "t1"."lacks_saves",
            "t1"."lacks_clicks",
            "t1"."lacks_reach"
          FROM "measured_networks" AS "t1"
        ) AS "t9"
          ON "t20"."network" = "t9"."network_of_right"
      ) AS "t21"
    ) AS "t23"
    CROSS JOIN "measured_periods" AS "t4"
  ) AS "t24"
  WHERE
    CASE WHEN "t24"."period" = 0 THEN "t24"."at_end" ELSE "t24"."at_start" END IS NOT NULL
) AS "t25"
ORDER BY
  "t25"."period" ASC,
  "t25"."account" ASC
