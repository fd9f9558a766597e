SELECT
  "t36"."day",
  "t36"."account",
  "t36"."post",
  "t36"."network",
  "t36"."fresh",
  CAST("t36"."impressions" AS DOUBLE) AS "impressions:n",
  "t36"."impressions_missing",
  CAST(CASE
    WHEN (
      "t36"."reactions" IS NULL
    )
    AND (
      "t36"."comments" IS NULL
    )
    AND (
      "t36"."shares" IS NULL
    )
    AND (
      "t36"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t36"."reactions", 0) + COALESCE("t36"."comments", 0) + COALESCE("t36"."shares", 0) + COALESCE("t36"."saves", 0)
  END AS DOUBLE) AS "engagements:n",
  (
    (
      "t36"."reactions" IS NOT NULL
    )
    OR (
      "t36"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."comments" IS NOT NULL
    )
    OR (
      "t36"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."shares" IS NOT NULL
    ) OR (
      "t36"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."saves" IS NOT NULL
    ) OR (
      "t36"."saves_missing" = 'not_offered'
    )
  ) AS "engagements:c",
  "t36"."reactions_missing",
  "t36"."comments_missing",
  "t36"."shares_missing",
  "t36"."saves_missing",
  CAST(CASE
    WHEN (
      "t36"."reactions" IS NULL
    )
    AND (
      "t36"."comments" IS NULL
    )
    AND (
      "t36"."shares" IS NULL
    )
    AND (
      "t36"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t36"."reactions", 0) + COALESCE("t36"."comments", 0) + COALESCE("t36"."shares", 0) + COALESCE("t36"."saves", 0)
  END AS DOUBLE) AS "er_impressions:n",
  CAST("t36"."impressions" AS DOUBLE) AS "er_impressions:d",
  (
    (
      "t36"."reactions" IS NOT NULL
    )
    OR (
      "t36"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."comments" IS NOT NULL
    )
    OR (
      "t36"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."shares" IS NOT NULL
    ) OR (
      "t36"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."saves" IS NOT NULL
    ) OR (
      "t36"."saves_missing" = 'not_offered'
    )
  ) AS "er_impressions:c",
  CAST(CASE
    WHEN (
      "t36"."reactions" IS NULL
    )
    AND (
      "t36"."comments" IS NULL
    )
    AND (
      "t36"."shares" IS NULL
    )
    AND (
      "t36"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t36"."reactions", 0) + COALESCE("t36"."comments", 0) + COALESCE("t36"."shares", 0) + COALESCE("t36"."saves", 0)
  END AS DOUBLE) AS "er_views:n",
  CAST("t36"."views" AS DOUBLE) AS "er_views:d",
  (
    (
      "t36"."reactions" IS NOT NULL
    )
    OR (
      "t36"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."comments" IS NOT NULL
    )
    OR (
      "t36"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."shares" IS NOT NULL
    ) OR (
      "t36"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t36"."saves" IS NOT NULL
    ) OR (
      "t36"."saves_missing" = 'not_offered'
    )
  ) AS "er_views:c",
  "t36"."views_missing",
  CAST("t36"."shares" AS DOUBLE) AS "amplification_rate:n",
  CAST("t36"."impressions" AS DOUBLE) AS "amplification_rate:d",
  (
    "t36"."shares" IS NOT NULL
  ) OR (
    "t36"."shares_missing" = 'not_offered'
  ) AS "amplification_rate:c",
  CAST("t36"."comments" AS DOUBLE) AS "conversation_rate:n",
  CAST("t36"."impressions" AS DOUBLE) AS "conversation_rate:d",
  (
    "t36"."comments" IS NOT NULL
  )
  OR (
    "t36"."comments_missing" = 'not_offered'
  ) AS "conversation_rate:c",
  CAST("t36"."reactions" AS DOUBLE) AS "applause_rate:n",
  CAST("t36"."impressions" AS DOUBLE) AS "applause_rate:d",
  (
    "t36"."reactions" IS NOT NULL
  )
  OR (
    "t36"."reactions_missing" = 'not_offered'
  ) AS "applause_rate:c"
FROM (
  SELECT
    "t35"."day",
    "t35"."post",
    "t35"."account",
    "t35"."network",
    "t35"."published_at",
    "t35"."fresh",
    "t35"."followers",
    "t35"."text",
    "t35"."url",
    "t35"."media",
    "t35"."elsewhere",
    "t35"."impressions",
    "t35"."views",
    "t35"."reactions",
    "t35"."comments",
    "t35"."shares",
    "t35"."saves",
    "t35"."clicks",
    "t35"."reach",
    CASE
      WHEN "t35"."impressions" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_impressions", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."impressions_reason", 'not_yet')
      END
      ELSE ''
    END AS "impressions_missing",
    CASE
      WHEN "t35"."views" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_views", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."views_reason", 'not_yet')
      END
      ELSE ''
    END AS "views_missing",
    CASE
      WHEN "t35"."reactions" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_reactions", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."reactions_reason", 'not_yet')
      END
      ELSE ''
    END AS "reactions_missing",
    CASE
      WHEN "t35"."comments" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_comments", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."comments_reason", 'not_yet')
      END
      ELSE ''
    END AS "comments_missing",
    CASE
      WHEN "t35"."shares" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_shares", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."shares_reason", 'not_yet')
      END
      ELSE ''
    END AS "shares_missing",
    CASE
      WHEN "t35"."saves" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_saves", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."saves_reason", 'not_yet')
      END
      ELSE ''
    END AS "saves_missing",
    CASE
      WHEN "t35"."clicks" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_clicks", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."clicks_reason", 'not_yet')
      END
      ELSE ''
    END AS "clicks_missing",
    CASE
      WHEN "t35"."reach" IS NULL
      THEN CASE
        WHEN COALESCE("t35"."lacks_reach", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t35"."reach_reason", 'not_yet')
      END
      ELSE ''
    END AS "reach_missing"
  FROM (
    SELECT
      "t34".*
      EXCLUDE ("network_of_right")
    FROM (
      SELECT
        "t33"."account",
        "t33"."post",
        "t33"."day",
        "t33"."impressions",
        "t33"."views",
        "t33"."reactions",
        "t33"."comments",
        "t33"."shares",
        "t33"."saves",
        "t33"."clicks",
        "t33"."network",
        "t33"."published_at",
        "t33"."text",
        "t33"."url",
        "t33"."media",
        "t33"."elsewhere",
        "t33"."followers",
        "t33"."impressions_reason",
        "t33"."views_reason",
        "t33"."reactions_reason",
        "t33"."comments_reason",
        "t33"."shares_reason",
        "t33"."saves_reason",
        "t33"."clicks_reason",
        "t33"."reach_reason",
        "t33"."fresh",
        "t33"."reach",
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
          "t31"."account",
          "t31"."post",
          "t31"."day",
          "t31"."impressions",
          "t31"."views",
          "t31"."reactions",
          "t31"."comments",
          "t31"."shares",
          "t31"."saves",
          "t31"."clicks",
          "t31"."network",
          "t31"."published_at",
          "t31"."text",
          "t31"."url",
          "t31"."media",
          "t31"."elsewhere",
          "t31"."followers",
          "t31"."impressions_reason",
          "t31"."views_reason",
          "t31"."reactions_reason",
          "t31"."comments_reason",
          "t31"."shares_reason",
          "t31"."saves_reason",
          "t31"."clicks_reason",
          "t31"."reach_reason",
          "t31"."published_at" >= (
            SELECT
              MAX("t8"."start") AS "Max(start)"
            FROM (
              SELECT
                *
              FROM "measured_periods" AS "t1"
              WHERE
                "t1"."period" = 0
            ) AS "t8"
          ) AS "fresh",
          CAST(NULL AS BIGINT) AS "reach"
        FROM (
          SELECT
            "t30".*
            EXCLUDE ("account_of_right", "subject_of_right")
          FROM (
            SELECT
              "t29"."account",
              "t29"."post",
              "t29"."day",
              "t29"."impressions",
              "t29"."views",
              "t29"."reactions",
              "t29"."comments",
              "t29"."shares",
              "t29"."saves",
              "t29"."clicks",
              "t29"."network",
              "t29"."published_at",
              "t29"."text",
              "t29"."url",
              "t29"."media",
              "t29"."elsewhere",
              "t29"."followers",
              "t18"."account_of_right",
              "t18"."subject_of_right",
              "t18"."impressions_reason",
              "t18"."views_reason",
              "t18"."reactions_reason",
              "t18"."comments_reason",
              "t18"."shares_reason",
              "t18"."saves_reason",
              "t18"."clicks_reason",
              "t18"."reach_reason"
            FROM (
              SELECT
                "t27"."account",
                "t27"."subject" AS "post",
                "t27"."day",
                "t27"."impressions",
                "t27"."views",
                "t27"."reactions",
                "t27"."comments",
                "t27"."shares",
                "t27"."saves",
                "t27"."clicks",
                "t27"."network",
                "t27"."published_at",
                "t27"."text",
                "t27"."url",
                "t27"."media",
                "t27"."elsewhere",
                "t27"."followers"
              FROM (
                SELECT
                  "t26".*
                  EXCLUDE ("post_of_right", "account_of_right")
                FROM (
                  SELECT
                    "t25"."account",
                    "t25"."subject",
                    "t25"."day",
                    "t25"."impressions",
                    "t25"."views",
                    "t25"."reactions",
                    "t25"."comments",
                    "t25"."shares",
                    "t25"."saves",
                    "t25"."clicks",
                    "t12"."account_of_right",
                    "t12"."post_of_right",
                    "t12"."network",
                    "t12"."published_at",
                    "t12"."text",
                    "t12"."url",
                    "t12"."media",
                    "t12"."elsewhere",
                    "t12"."followers"
                  FROM (
                    SELECT
                      "t23"."account",
                      "t23"."subject",
                      "t23"."day",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'impressions') AS "impressions",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'views') AS "views",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'reactions') AS "reactions",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'comments') AS "comments",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'shares') AS "shares",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'saves') AS "saves",
                      SUM("t23"."step") FILTER(WHERE
                        "t23"."metric" = 'clicks') AS "clicks"
                    FROM (
                      SELECT
                        "t22"."account",
                        "t22"."subject_kind",
                        "t22"."subject",
                        "t22"."metric",
                        "t22"."day",
                        "t22"."value",
                        "t22"."first_at",
                        "t22"."last_at",
                        "t22"."reason",
                        "t22"."earlier",
                        "t22"."published_at",
                        CASE
                          WHEN "t22"."earlier" IS NOT NULL
                          THEN "t22"."value" - "t22"."earlier"
                          WHEN "t22"."first_at" <= (
                            "t22"."published_at" + INTERVAL '259200' SECOND
                          )
                          THEN "t22"."value"
                          ELSE CAST(NULL AS BIGINT)
                        END AS "step"
                      FROM (
                        SELECT
                          "t21".*
                          EXCLUDE ("post_of_right", "account_of_right")
                        FROM (
                          SELECT
                            "t20"."account",
                            "t20"."subject_kind",
                            "t20"."subject",
                            "t20"."metric",
                            "t20"."day",
                            "t20"."value",
                            "t20"."first_at",
                            "t20"."last_at",
                            "t20"."reason",
                            "t20"."earlier",
                            "t11"."account_of_right",
                            "t11"."post_of_right",
                            "t11"."published_at"
                          FROM (
                            SELECT
                              "t17".*
                              EXCLUDE ("network")
                            FROM (
                              SELECT
                                *
                              FROM (
                                SELECT
                                  "t9"."account",
                                  "t9"."network",
                                  "t9"."subject_kind",
                                  "t9"."subject",
                                  "t9"."metric",
                                  "t9"."day",
                                  "t9"."value",
                                  "t9"."first_at",
                                  "t9"."last_at",
                                  "t9"."reason",
                                  LAG("t9"."value") OVER (
                                    PARTITION BY "t9"."account", "t9"."subject", "t9"."metric"
                                    ORDER BY "t9"."day" ASC
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                                  ) AS "earlier"
                                FROM (
                                  SELECT
                                    *
                                  FROM "measured_daily" AS "t2"
                                  WHERE
                                    "t2"."subject_kind" = 'post'
                                    AND "t2"."metric" IN ('impressions', 'views', 'reactions', 'comments', 'shares', 'saves', 'clicks')
                                    AND "t2"."value" IS NOT NULL
                                ) AS "t9"
                              ) AS "t14"
                              WHERE
                                "t14"."day" >= 0
                            ) AS "t17"
                          ) AS "t20"
                          INNER JOIN (
                            SELECT
                              "t3"."account" AS "account_of_right",
                              "t3"."post" AS "post_of_right",
                              "t3"."published_at"
                            FROM "measured_posts" AS "t3"
                          ) AS "t11"
                            ON "t20"."account" = "t11"."account_of_right"
                            AND "t20"."subject" = "t11"."post_of_right"
                        ) AS "t21"
                      ) AS "t22"
                      WHERE
                        CASE
                          WHEN "t22"."earlier" IS NOT NULL
                          THEN "t22"."value" - "t22"."earlier"
                          WHEN "t22"."first_at" <= (
                            "t22"."published_at" + INTERVAL '259200' SECOND
                          )
                          THEN "t22"."value"
                          ELSE CAST(NULL AS BIGINT)
                        END IS NOT NULL
                    ) AS "t23"
                    GROUP BY
                      1,
                      2,
                      3
                  ) AS "t25"
                  INNER JOIN (
                    SELECT
                      "t3"."account" AS "account_of_right",
                      "t3"."post" AS "post_of_right",
                      "t3"."network",
                      "t3"."published_at",
                      "t3"."text",
                      "t3"."url",
                      "t3"."media",
                      "t3"."elsewhere",
                      "t3"."followers"
                    FROM "measured_posts" AS "t3"
                  ) AS "t12"
                    ON "t25"."account" = "t12"."account_of_right"
                    AND "t25"."subject" = "t12"."post_of_right"
                ) AS "t26"
              ) AS "t27"
            ) AS "t29"
            LEFT OUTER JOIN (
              SELECT
                "t15"."account" AS "account_of_right",
                "t15"."subject" AS "subject_of_right",
                "t15"."impressions_reason",
                "t15"."views_reason",
                "t15"."reactions_reason",
                "t15"."comments_reason",
                "t15"."shares_reason",
                "t15"."saves_reason",
                "t15"."clicks_reason",
                "t15"."reach_reason"
              FROM (
                SELECT
                  "t10"."account",
                  "t10"."subject",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'impressions') AS "impressions_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'views') AS "views_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'reactions') AS "reactions_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'comments') AS "comments_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'shares') AS "shares_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'saves') AS "saves_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'clicks') AS "clicks_reason",
                  FIRST("t10"."reason" ORDER BY "t10"."day" DESC) FILTER(WHERE
                    "t10"."metric" = 'reach') AS "reach_reason"
                FROM (
                  SELECT
                    *
                  FROM "measured_daily" AS "t2"
                  WHERE
                    "t2"."subject_kind" = 'post' AND "t2"."reason" IS NOT NULL
                ) AS "t10"
                GROUP BY
                  1,
                  2
              ) AS "t15"
            ) AS "t18"
              ON "t29"."account" = "t18"."account_of_right"
              AND "t29"."post" = "t18"."subject_of_right"
          ) AS "t30"
        ) AS "t31"
      ) AS "t33"
      LEFT OUTER JOIN (
        SELECT
          "t0"."network" AS "network_of_right",
          "t0"."tells_follows",
          "t0"."lacks_impressions",
          "t0"."lacks_views",
          "t0"."lacks_reactions",
          "t0"."lacks_comments",
          "t0"."lacks_shares",
          "t0"."lacks_saves",
          "t0"."lacks_clicks",
          "t0"."lacks_reach"
        FROM "measured_networks" AS "t0"
      ) AS "t7"
        ON "t33"."network" = "t7"."network_of_right"
    ) AS "t34"
  ) AS "t35"
) AS "t36"
ORDER BY
  "t36"."day" ASC,
  "t36"."account" ASC,
  "t36"."post" ASC
