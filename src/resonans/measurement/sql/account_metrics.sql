SELECT
  "t19"."period",
  "t19"."account",
  "t19"."network",
  CAST("t19"."last" AS DOUBLE) AS "followers:n",
  CAST("t19"."last" AS DOUBLE) AS "follower_growth:n",
  CAST("t19"."first" AS DOUBLE) AS "follower_growth:d",
  CAST("t19"."gained" AS DOUBLE) AS "followers_gained:n",
  CAST(CASE
    WHEN (
      (
        "t19"."first" + "t19"."gained"
      ) - "t19"."last"
    ) >= 0
    THEN (
      "t19"."first" + "t19"."gained"
    ) - "t19"."last"
    ELSE CAST(NULL AS BIGINT)
  END AS DOUBLE) AS "followers_lost:n"
FROM (
  SELECT
    "t18"."account",
    "t18"."network",
    "t18"."at_earlier",
    "t18"."at_start",
    "t18"."at_end",
    "t18"."now",
    "t18"."before",
    "t18"."tells_follows",
    "t18"."lacks_impressions",
    "t18"."lacks_views",
    "t18"."lacks_reactions",
    "t18"."lacks_comments",
    "t18"."lacks_shares",
    "t18"."lacks_saves",
    "t18"."lacks_clicks",
    "t18"."lacks_reach",
    "t18"."period",
    "t18"."start",
    "t18"."end",
    CASE WHEN "t18"."period" = 0 THEN "t18"."at_start" ELSE "t18"."at_earlier" END AS "first",
    CASE WHEN "t18"."period" = 0 THEN "t18"."at_end" ELSE "t18"."at_start" END AS "last",
    CASE
      WHEN COALESCE("t18"."tells_follows", FALSE)
      THEN COALESCE(CASE WHEN "t18"."period" = 0 THEN "t18"."now" ELSE "t18"."before" END, 0)
      ELSE CAST(NULL AS BIGINT)
    END AS "gained"
  FROM (
    SELECT
      "t17"."account",
      "t17"."network",
      "t17"."at_earlier",
      "t17"."at_start",
      "t17"."at_end",
      "t17"."now",
      "t17"."before",
      "t17"."tells_follows",
      "t17"."lacks_impressions",
      "t17"."lacks_views",
      "t17"."lacks_reactions",
      "t17"."lacks_comments",
      "t17"."lacks_shares",
      "t17"."lacks_saves",
      "t17"."lacks_clicks",
      "t17"."lacks_reach",
      "t4"."period",
      "t4"."start",
      "t4"."end"
    FROM (
      SELECT
        "t15".*
        EXCLUDE ("network_of_right")
      FROM (
        SELECT
          "t14"."account",
          "t14"."network",
          "t14"."at_earlier",
          "t14"."at_start",
          "t14"."at_end",
          "t14"."now",
          "t14"."before",
          "t7"."network_of_right",
          "t7"."tells_follows",
          "t7"."lacks_impressions",
          "t7"."lacks_views",
          "t7"."lacks_reactions",
          "t7"."lacks_comments",
          "t7"."lacks_shares",
          "t7"."lacks_saves",
          "t7"."lacks_clicks",
          "t7"."lacks_reach"
        FROM (
          SELECT
            "t12".*
            EXCLUDE ("account_of_right")
          FROM (
            SELECT
              "t11"."account",
              "t11"."network",
              "t11"."at_earlier",
              "t11"."at_start",
              "t11"."at_end",
              "t9"."account_of_right",
              "t9"."now",
              "t9"."before"
            FROM (
              SELECT
                "t8"."account",
                "t8"."network",
                MAX("t8"."last") FILTER(WHERE
                  "t8"."day" = -1000000) AS "at_earlier",
                FIRST("t8"."last" ORDER BY "t8"."day" DESC) FILTER(WHERE
                  "t8"."day" < 0) AS "at_start",
                FIRST("t8"."last" ORDER BY "t8"."day" DESC) AS "at_end"
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
              ) AS "t8"
              GROUP BY
                1,
                2
            ) AS "t11"
            LEFT OUTER JOIN (
              SELECT
                "t3"."account" AS "account_of_right",
                "t3"."now",
                "t3"."before"
              FROM "measured_follows" AS "t3"
            ) AS "t9"
              ON "t11"."account" = "t9"."account_of_right"
          ) AS "t12"
        ) AS "t14"
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
        ) AS "t7"
          ON "t14"."network" = "t7"."network_of_right"
      ) AS "t15"
    ) AS "t17"
    CROSS JOIN "measured_periods" AS "t4"
  ) AS "t18"
  WHERE
    CASE WHEN "t18"."period" = 0 THEN "t18"."at_end" ELSE "t18"."at_start" END IS NOT NULL
) AS "t19"
ORDER BY
  "t19"."period" ASC,
  "t19"."account" ASC
