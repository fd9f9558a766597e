SELECT
  "t33"."period",
  "t33"."account",
  "t33"."post",
  "t33"."published_at",
  "t33"."text",
  "t33"."url",
  "t33"."media",
  "t33"."elsewhere",
  "t33"."network",
  "t33"."fresh",
  CAST("t33"."impressions" AS DOUBLE) AS "impressions:n",
  "t33"."impressions_missing",
  CAST("t33"."reach" AS DOUBLE) AS "reach:n",
  "t33"."reach_missing",
  CAST("t33"."impressions" AS DOUBLE) AS "frequency:n",
  CAST("t33"."reach" AS DOUBLE) AS "frequency:d",
  CAST(CASE
    WHEN (
      "t33"."reactions" IS NULL
    )
    AND (
      "t33"."comments" IS NULL
    )
    AND (
      "t33"."shares" IS NULL
    )
    AND (
      "t33"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t33"."reactions", 0) + COALESCE("t33"."comments", 0) + COALESCE("t33"."shares", 0) + COALESCE("t33"."saves", 0)
  END AS DOUBLE) AS "engagements:n",
  (
    (
      "t33"."reactions" IS NOT NULL
    )
    OR (
      "t33"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."comments" IS NOT NULL
    )
    OR (
      "t33"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."shares" IS NOT NULL
    ) OR (
      "t33"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."saves" IS NOT NULL
    ) OR (
      "t33"."saves_missing" = 'not_offered'
    )
  ) AS "engagements:c",
  "t33"."reactions_missing",
  "t33"."comments_missing",
  "t33"."shares_missing",
  "t33"."saves_missing",
  CAST(CASE
    WHEN (
      "t33"."reactions" IS NULL
    )
    AND (
      "t33"."comments" IS NULL
    )
    AND (
      "t33"."shares" IS NULL
    )
    AND (
      "t33"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t33"."reactions", 0) + COALESCE("t33"."comments", 0) + COALESCE("t33"."shares", 0) + COALESCE("t33"."saves", 0)
  END AS DOUBLE) AS "er_impressions:n",
  CAST("t33"."impressions" AS DOUBLE) AS "er_impressions:d",
  (
    (
      "t33"."reactions" IS NOT NULL
    )
    OR (
      "t33"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."comments" IS NOT NULL
    )
    OR (
      "t33"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."shares" IS NOT NULL
    ) OR (
      "t33"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."saves" IS NOT NULL
    ) OR (
      "t33"."saves_missing" = 'not_offered'
    )
  ) AS "er_impressions:c",
  CAST(CASE
    WHEN (
      "t33"."reactions" IS NULL
    )
    AND (
      "t33"."comments" IS NULL
    )
    AND (
      "t33"."shares" IS NULL
    )
    AND (
      "t33"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t33"."reactions", 0) + COALESCE("t33"."comments", 0) + COALESCE("t33"."shares", 0) + COALESCE("t33"."saves", 0)
  END AS DOUBLE) AS "er_reach:n",
  CAST("t33"."reach" AS DOUBLE) AS "er_reach:d",
  (
    (
      "t33"."reactions" IS NOT NULL
    )
    OR (
      "t33"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."comments" IS NOT NULL
    )
    OR (
      "t33"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."shares" IS NOT NULL
    ) OR (
      "t33"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."saves" IS NOT NULL
    ) OR (
      "t33"."saves_missing" = 'not_offered'
    )
  ) AS "er_reach:c",
  CAST(CASE
    WHEN (
      "t33"."reactions" IS NULL
    )
    AND (
      "t33"."comments" IS NULL
    )
    AND (
      "t33"."shares" IS NULL
    )
    AND (
      "t33"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t33"."reactions", 0) + COALESCE("t33"."comments", 0) + COALESCE("t33"."shares", 0) + COALESCE("t33"."saves", 0)
  END AS DOUBLE) AS "er_followers:n",
  CAST("t33"."followers" AS DOUBLE) AS "er_followers:d",
  (
    (
      "t33"."reactions" IS NOT NULL
    )
    OR (
      "t33"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."comments" IS NOT NULL
    )
    OR (
      "t33"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."shares" IS NOT NULL
    ) OR (
      "t33"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."saves" IS NOT NULL
    ) OR (
      "t33"."saves_missing" = 'not_offered'
    )
  ) AS "er_followers:c",
  CAST(CASE
    WHEN (
      "t33"."reactions" IS NULL
    )
    AND (
      "t33"."comments" IS NULL
    )
    AND (
      "t33"."shares" IS NULL
    )
    AND (
      "t33"."saves" IS NULL
    )
    THEN CAST(NULL AS BIGINT)
    ELSE COALESCE("t33"."reactions", 0) + COALESCE("t33"."comments", 0) + COALESCE("t33"."shares", 0) + COALESCE("t33"."saves", 0)
  END AS DOUBLE) AS "er_views:n",
  CAST("t33"."views" AS DOUBLE) AS "er_views:d",
  (
    (
      "t33"."reactions" IS NOT NULL
    )
    OR (
      "t33"."reactions_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."comments" IS NOT NULL
    )
    OR (
      "t33"."comments_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."shares" IS NOT NULL
    ) OR (
      "t33"."shares_missing" = 'not_offered'
    )
  )
  AND (
    (
      "t33"."saves" IS NOT NULL
    ) OR (
      "t33"."saves_missing" = 'not_offered'
    )
  ) AS "er_views:c",
  "t33"."views_missing",
  CAST("t33"."shares" AS DOUBLE) AS "amplification_rate:n",
  CAST("t33"."impressions" AS DOUBLE) AS "amplification_rate:d",
  (
    "t33"."shares" IS NOT NULL
  ) OR (
    "t33"."shares_missing" = 'not_offered'
  ) AS "amplification_rate:c",
  CAST("t33"."comments" AS DOUBLE) AS "conversation_rate:n",
  CAST("t33"."impressions" AS DOUBLE) AS "conversation_rate:d",
  (
    "t33"."comments" IS NOT NULL
  )
  OR (
    "t33"."comments_missing" = 'not_offered'
  ) AS "conversation_rate:c",
  CAST("t33"."reactions" AS DOUBLE) AS "applause_rate:n",
  CAST("t33"."impressions" AS DOUBLE) AS "applause_rate:d",
  (
    "t33"."reactions" IS NOT NULL
  )
  OR (
    "t33"."reactions_missing" = 'not_offered'
  ) AS "applause_rate:c"
FROM (
  SELECT
    "t32"."period",
    "t32"."post",
    "t32"."account",
    "t32"."network",
    "t32"."published_at",
    "t32"."fresh",
    "t32"."followers",
    "t32"."text",
    "t32"."url",
    "t32"."media",
    "t32"."elsewhere",
    "t32"."impressions",
    "t32"."views",
    "t32"."reactions",
    "t32"."comments",
    "t32"."shares",
    "t32"."saves",
    "t32"."clicks",
    "t32"."reach",
    CASE
      WHEN "t32"."impressions" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_impressions", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."impressions_reason", 'not_yet')
      END
      ELSE ''
    END AS "impressions_missing",
    CASE
      WHEN "t32"."views" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_views", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."views_reason", 'not_yet')
      END
      ELSE ''
    END AS "views_missing",
    CASE
      WHEN "t32"."reactions" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_reactions", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."reactions_reason", 'not_yet')
      END
      ELSE ''
    END AS "reactions_missing",
    CASE
      WHEN "t32"."comments" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_comments", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."comments_reason", 'not_yet')
      END
      ELSE ''
    END AS "comments_missing",
    CASE
      WHEN "t32"."shares" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_shares", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."shares_reason", 'not_yet')
      END
      ELSE ''
    END AS "shares_missing",
    CASE
      WHEN "t32"."saves" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_saves", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."saves_reason", 'not_yet')
      END
      ELSE ''
    END AS "saves_missing",
    CASE
      WHEN "t32"."clicks" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_clicks", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."clicks_reason", 'not_yet')
      END
      ELSE ''
    END AS "clicks_missing",
    CASE
      WHEN "t32"."reach" IS NULL
      THEN CASE
        WHEN COALESCE("t32"."lacks_reach", FALSE)
        THEN 'not_offered'
        ELSE COALESCE("t32"."reach_reason", 'not_yet')
      END
      ELSE ''
    END AS "reach_missing"
  FROM (
    SELECT
      "t31".*
      EXCLUDE ("network_of_right")
    FROM (
      SELECT
        "t30"."account",
        "t30"."post",
        "t30"."network",
        "t30"."published_at",
        "t30"."text",
        "t30"."url",
        "t30"."media",
        "t30"."elsewhere",
        "t30"."followers",
        "t30"."first_look",
        "t30"."impressions_end",
        "t30"."impressions_start",
        "t30"."impressions_earlier",
        "t30"."impressions_reason",
        "t30"."views_end",
        "t30"."views_start",
        "t30"."views_earlier",
        "t30"."views_reason",
        "t30"."reactions_end",
        "t30"."reactions_start",
        "t30"."reactions_earlier",
        "t30"."reactions_reason",
        "t30"."comments_end",
        "t30"."comments_start",
        "t30"."comments_earlier",
        "t30"."comments_reason",
        "t30"."shares_end",
        "t30"."shares_start",
        "t30"."shares_earlier",
        "t30"."shares_reason",
        "t30"."saves_end",
        "t30"."saves_start",
        "t30"."saves_earlier",
        "t30"."saves_reason",
        "t30"."clicks_end",
        "t30"."clicks_start",
        "t30"."clicks_earlier",
        "t30"."clicks_reason",
        "t30"."reach_end",
        "t30"."reach_start",
        "t30"."reach_earlier",
        "t30"."reach_reason",
        "t30"."own_reactions",
        "t30"."own_reactions_before",
        "t30"."own_comments",
        "t30"."own_comments_before",
        "t30"."own_shares",
        "t30"."own_shares_before",
        "t30"."own_saves",
        "t30"."own_saves_before",
        "t30"."period",
        "t30"."start",
        "t30"."end",
        "t30"."fresh",
        "t30"."impressions",
        "t30"."views",
        "t30"."reactions",
        "t30"."comments",
        "t30"."shares",
        "t30"."saves",
        "t30"."clicks",
        "t30"."reach",
        "t8"."network_of_right",
        "t8"."tells_follows",
        "t8"."lacks_impressions",
        "t8"."lacks_views",
        "t8"."lacks_reactions",
        "t8"."lacks_comments",
        "t8"."lacks_shares",
        "t8"."lacks_saves",
        "t8"."lacks_clicks",
        "t8"."lacks_reach"
      FROM (
        SELECT
          "t28"."account",
          "t28"."post",
          "t28"."network",
          "t28"."published_at",
          "t28"."text",
          "t28"."url",
          "t28"."media",
          "t28"."elsewhere",
          "t28"."followers",
          "t28"."first_look",
          "t28"."impressions_end",
          "t28"."impressions_start",
          "t28"."impressions_earlier",
          "t28"."impressions_reason",
          "t28"."views_end",
          "t28"."views_start",
          "t28"."views_earlier",
          "t28"."views_reason",
          "t28"."reactions_end",
          "t28"."reactions_start",
          "t28"."reactions_earlier",
          "t28"."reactions_reason",
          "t28"."comments_end",
          "t28"."comments_start",
          "t28"."comments_earlier",
          "t28"."comments_reason",
          "t28"."shares_end",
          "t28"."shares_start",
          "t28"."shares_earlier",
          "t28"."shares_reason",
          "t28"."saves_end",
          "t28"."saves_start",
          "t28"."saves_earlier",
          "t28"."saves_reason",
          "t28"."clicks_end",
          "t28"."clicks_start",
          "t28"."clicks_earlier",
          "t28"."clicks_reason",
          "t28"."reach_end",
          "t28"."reach_start",
          "t28"."reach_earlier",
          "t28"."reach_reason",
          "t28"."own_reactions",
          "t28"."own_reactions_before",
          "t28"."own_comments",
          "t28"."own_comments_before",
          "t28"."own_shares",
          "t28"."own_shares_before",
          "t28"."own_saves",
          "t28"."own_saves_before",
          "t28"."period",
          "t28"."start",
          "t28"."end",
          (
            "t28"."published_at" >= "t28"."start"
          )
          AND (
            "t28"."published_at" < "t28"."end"
          ) AS "fresh",
          (
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."impressions_end"
              ELSE "t28"."impressions_start"
            END - COALESCE(
              CASE
                WHEN "t28"."period" = 0
                THEN "t28"."impressions_start"
                ELSE "t28"."impressions_earlier"
              END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - 0 AS "impressions",
          (
            CASE WHEN "t28"."period" = 0 THEN "t28"."views_end" ELSE "t28"."views_start" END - COALESCE(
              CASE WHEN "t28"."period" = 0 THEN "t28"."views_start" ELSE "t28"."views_earlier" END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - 0 AS "views",
          (
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."reactions_end"
              ELSE "t28"."reactions_start"
            END - COALESCE(
              CASE
                WHEN "t28"."period" = 0
                THEN "t28"."reactions_start"
                ELSE "t28"."reactions_earlier"
              END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - COALESCE(
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."own_reactions"
              ELSE "t28"."own_reactions_before"
            END,
            0
          ) AS "reactions",
          (
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."comments_end"
              ELSE "t28"."comments_start"
            END - COALESCE(
              CASE
                WHEN "t28"."period" = 0
                THEN "t28"."comments_start"
                ELSE "t28"."comments_earlier"
              END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - COALESCE(
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."own_comments"
              ELSE "t28"."own_comments_before"
            END,
            0
          ) AS "comments",
          (
            CASE WHEN "t28"."period" = 0 THEN "t28"."shares_end" ELSE "t28"."shares_start" END - COALESCE(
              CASE
                WHEN "t28"."period" = 0
                THEN "t28"."shares_start"
                ELSE "t28"."shares_earlier"
              END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - COALESCE(
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."own_shares"
              ELSE "t28"."own_shares_before"
            END,
            0
          ) AS "shares",
          (
            CASE WHEN "t28"."period" = 0 THEN "t28"."saves_end" ELSE "t28"."saves_start" END - COALESCE(
              CASE WHEN "t28"."period" = 0 THEN "t28"."saves_start" ELSE "t28"."saves_earlier" END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - COALESCE(
            CASE
              WHEN "t28"."period" = 0
              THEN "t28"."own_saves"
              ELSE "t28"."own_saves_before"
            END,
            0
          ) AS "saves",
          (
            CASE WHEN "t28"."period" = 0 THEN "t28"."clicks_end" ELSE "t28"."clicks_start" END - COALESCE(
              CASE
                WHEN "t28"."period" = 0
                THEN "t28"."clicks_start"
                ELSE "t28"."clicks_earlier"
              END,
              CASE
                WHEN (
                  (
                    "t28"."published_at" >= "t28"."start"
                  )
                  AND (
                    "t28"."published_at" < "t28"."end"
                  )
                )
                OR (
                  "t28"."first_look" <= (
                    "t28"."published_at" + INTERVAL '259200' SECOND
                  )
                )
                THEN 0
                ELSE CAST(NULL AS BIGINT)
              END
            )
          ) - 0 AS "clicks",
          CASE
            WHEN (
              "t28"."published_at" >= "t28"."start"
            )
            AND (
              "t28"."published_at" < "t28"."end"
            )
            THEN CASE WHEN "t28"."period" = 0 THEN "t28"."reach_end" ELSE "t28"."reach_start" END
            ELSE CAST(NULL AS BIGINT)
          END AS "reach"
        FROM (
          SELECT
            "t27"."account",
            "t27"."post",
            "t27"."network",
            "t27"."published_at",
            "t27"."text",
            "t27"."url",
            "t27"."media",
            "t27"."elsewhere",
            "t27"."followers",
            "t27"."first_look",
            "t27"."impressions_end",
            "t27"."impressions_start",
            "t27"."impressions_earlier",
            "t27"."impressions_reason",
            "t27"."views_end",
            "t27"."views_start",
            "t27"."views_earlier",
            "t27"."views_reason",
            "t27"."reactions_end",
            "t27"."reactions_start",
            "t27"."reactions_earlier",
            "t27"."reactions_reason",
            "t27"."comments_end",
            "t27"."comments_start",
            "t27"."comments_earlier",
            "t27"."comments_reason",
            "t27"."shares_end",
            "t27"."shares_start",
            "t27"."shares_earlier",
            "t27"."shares_reason",
            "t27"."saves_end",
            "t27"."saves_start",
            "t27"."saves_earlier",
            "t27"."saves_reason",
            "t27"."clicks_end",
            "t27"."clicks_start",
            "t27"."clicks_earlier",
            "t27"."clicks_reason",
            "t27"."reach_end",
            "t27"."reach_start",
            "t27"."reach_earlier",
            "t27"."reach_reason",
            "t27"."own_reactions",
            "t27"."own_reactions_before",
            "t27"."own_comments",
            "t27"."own_comments_before",
            "t27"."own_shares",
            "t27"."own_shares_before",
            "t27"."own_saves",
            "t27"."own_saves_before",
            "t5"."period",
            "t5"."start",
            "t5"."end"
          FROM (
            SELECT
              "t25".*
              EXCLUDE ("post_of_right", "account_of_right")
            FROM (
              SELECT
                "t24"."account",
                "t24"."post",
                "t24"."network",
                "t24"."published_at",
                "t24"."text",
                "t24"."url",
                "t24"."media",
                "t24"."elsewhere",
                "t24"."followers",
                "t24"."first_look",
                "t24"."impressions_end",
                "t24"."impressions_start",
                "t24"."impressions_earlier",
                "t24"."impressions_reason",
                "t24"."views_end",
                "t24"."views_start",
                "t24"."views_earlier",
                "t24"."views_reason",
                "t24"."reactions_end",
                "t24"."reactions_start",
                "t24"."reactions_earlier",
                "t24"."reactions_reason",
                "t24"."comments_end",
                "t24"."comments_start",
                "t24"."comments_earlier",
                "t24"."comments_reason",
                "t24"."shares_end",
                "t24"."shares_start",
                "t24"."shares_earlier",
                "t24"."shares_reason",
                "t24"."saves_end",
                "t24"."saves_start",
                "t24"."saves_earlier",
                "t24"."saves_reason",
                "t24"."clicks_end",
                "t24"."clicks_start",
                "t24"."clicks_earlier",
                "t24"."clicks_reason",
                "t24"."reach_end",
                "t24"."reach_start",
                "t24"."reach_earlier",
                "t24"."reach_reason",
                "t20"."account_of_right",
                "t20"."post_of_right",
                "t20"."own_reactions",
                "t20"."own_reactions_before",
                "t20"."own_comments",
                "t20"."own_comments_before",
                "t20"."own_shares",
                "t20"."own_shares_before",
                "t20"."own_saves",
                "t20"."own_saves_before"
              FROM (
                SELECT
                  "t22".*
                  EXCLUDE ("account_of_right", "subject_of_right")
                FROM (
                  SELECT
                    "t6"."account",
                    "t6"."post",
                    "t6"."network",
                    "t6"."published_at",
                    "t6"."text",
                    "t6"."url",
                    "t6"."media",
                    "t6"."elsewhere",
                    "t6"."followers",
                    "t21"."account_of_right",
                    "t21"."subject_of_right",
                    "t21"."first_look",
                    "t21"."impressions_end",
                    "t21"."impressions_start",
                    "t21"."impressions_earlier",
                    "t21"."impressions_reason",
                    "t21"."views_end",
                    "t21"."views_start",
                    "t21"."views_earlier",
                    "t21"."views_reason",
                    "t21"."reactions_end",
                    "t21"."reactions_start",
                    "t21"."reactions_earlier",
                    "t21"."reactions_reason",
                    "t21"."comments_end",
                    "t21"."comments_start",
                    "t21"."comments_earlier",
                    "t21"."comments_reason",
                    "t21"."shares_end",
                    "t21"."shares_start",
                    "t21"."shares_earlier",
                    "t21"."shares_reason",
                    "t21"."saves_end",
                    "t21"."saves_start",
                    "t21"."saves_earlier",
                    "t21"."saves_reason",
                    "t21"."clicks_end",
                    "t21"."clicks_start",
                    "t21"."clicks_earlier",
                    "t21"."clicks_reason",
                    "t21"."reach_end",
                    "t21"."reach_start",
                    "t21"."reach_earlier",
                    "t21"."reach_reason"
                  FROM "measured_posts" AS "t6"
                  LEFT OUTER JOIN (
                    SELECT
                      "t17"."account" AS "account_of_right",
                      "t17"."subject" AS "subject_of_right",
                      "t17"."first_look",
                      "t17"."impressions_end",
                      "t17"."impressions_start",
                      "t17"."impressions_earlier",
                      "t17"."impressions_reason",
                      "t17"."views_end",
                      "t17"."views_start",
                      "t17"."views_earlier",
                      "t17"."views_reason",
                      "t17"."reactions_end",
                      "t17"."reactions_start",
                      "t17"."reactions_earlier",
                      "t17"."reactions_reason",
                      "t17"."comments_end",
                      "t17"."comments_start",
                      "t17"."comments_earlier",
                      "t17"."comments_reason",
                      "t17"."shares_end",
                      "t17"."shares_start",
                      "t17"."shares_earlier",
                      "t17"."shares_reason",
                      "t17"."saves_end",
                      "t17"."saves_start",
                      "t17"."saves_earlier",
                      "t17"."saves_reason",
                      "t17"."clicks_end",
                      "t17"."clicks_start",
                      "t17"."clicks_earlier",
                      "t17"."clicks_reason",
                      "t17"."reach_end",
                      "t17"."reach_start",
                      "t17"."reach_earlier",
                      "t17"."reach_reason"
                    FROM (
                      SELECT
                        "t15"."account",
                        "t15"."subject",
                        MIN("t15"."first_look") AS "first_look",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'impressions') AS "impressions_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'impressions') AS "impressions_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'impressions') AS "impressions_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'impressions') AS "impressions_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'views') AS "views_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'views') AS "views_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'views') AS "views_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'views') AS "views_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'reactions') AS "reactions_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'reactions') AS "reactions_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'reactions') AS "reactions_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'reactions') AS "reactions_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'comments') AS "comments_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'comments') AS "comments_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'comments') AS "comments_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'comments') AS "comments_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'shares') AS "shares_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'shares') AS "shares_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'shares') AS "shares_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'shares') AS "shares_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'saves') AS "saves_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'saves') AS "saves_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'saves') AS "saves_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'saves') AS "saves_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'clicks') AS "clicks_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'clicks') AS "clicks_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'clicks') AS "clicks_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'clicks') AS "clicks_reason",
                        MAX("t15"."at_end") FILTER(WHERE
                          "t15"."metric" = 'reach') AS "reach_end",
                        MAX("t15"."at_start") FILTER(WHERE
                          "t15"."metric" = 'reach') AS "reach_start",
                        MAX("t15"."at_earlier") FILTER(WHERE
                          "t15"."metric" = 'reach') AS "reach_earlier",
                        MAX("t15"."reason") FILTER(WHERE
                          "t15"."metric" = 'reach') AS "reach_reason"
                      FROM (
                        SELECT
                          "t12"."account",
                          "t12"."subject",
                          "t12"."metric",
                          FIRST("t12"."value" ORDER BY "t12"."day" DESC) FILTER(WHERE
                            "t12"."value" IS NOT NULL) AS "at_end",
                          FIRST("t12"."value" ORDER BY "t12"."day" DESC) FILTER(WHERE
                            (
                              "t12"."value" IS NOT NULL
                            ) AND (
                              "t12"."day" < 0
                            )) AS "at_start",
                          MAX("t12"."value") FILTER(WHERE
                            "t12"."day" = -1000000) AS "at_earlier",
                          FIRST("t12"."reason" ORDER BY "t12"."day" DESC) FILTER(WHERE
                            "t12"."reason" IS NOT NULL) AS "reason",
                          MIN("t12"."first_at") AS "first_look"
                        FROM (
                          SELECT
                            *
                          FROM "measured_daily" AS "t4"
                          WHERE
                            "t4"."subject_kind" = 'post'
                        ) AS "t12"
                        GROUP BY
                          1,
                          2,
                          3
                      ) AS "t15"
                      GROUP BY
                        1,
                        2
                    ) AS "t17"
                  ) AS "t21"
                    ON "t6"."account" = "t21"."account_of_right"
                    AND "t6"."post" = "t21"."subject_of_right"
                ) AS "t22"
              ) AS "t24"
              LEFT OUTER JOIN (
                SELECT
                  "t16"."account" AS "account_of_right",
                  "t16"."post" AS "post_of_right",
                  "t16"."own_reactions",
                  "t16"."own_reactions_before",
                  "t16"."own_comments",
                  "t16"."own_comments_before",
                  "t16"."own_shares",
                  "t16"."own_shares_before",
                  "t16"."own_saves",
                  "t16"."own_saves_before"
                FROM (
                  SELECT
                    "t13"."account",
                    "t13"."post",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'reaction'
                      )
                      AND (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_reactions",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'reaction'
                      )
                      AND NOT (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_reactions_before",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'comment'
                      )
                      AND (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_comments",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'comment'
                      )
                      AND NOT (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_comments_before",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'share'
                      )
                      AND (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_shares",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'share'
                      )
                      AND NOT (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_shares_before",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'save'
                      )
                      AND (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_saves",
                    COUNT(*) FILTER(WHERE
                      (
                        "t13"."kind" = 'save'
                      )
                      AND NOT (
                        "t13"."occurred_at" >= (
                          SELECT
                            MAX("t11"."start") AS "Max(start)"
                          FROM (
                            SELECT
                              *
                            FROM "measured_periods" AS "t1"
                            WHERE
                              "t1"."period" = 0
                          ) AS "t11"
                        )
                      )) AS "own_saves_before"
                  FROM (
                    SELECT
                      *
                    FROM "measured_events" AS "t3"
                    WHERE
                      "t3"."media_type" = 'owned'
                      AND "t3"."kind" IN ('reaction', 'comment', 'share', 'save')
                      AND "t3"."occurred_at" >= (
                        SELECT
                          MIN("t1"."start") AS "Min(start)"
                        FROM "measured_periods" AS "t1"
                      )
                      AND "t3"."occurred_at" < (
                        SELECT
                          MAX("t1"."end") AS "Max(end)"
                        FROM "measured_periods" AS "t1"
                      )
                  ) AS "t13"
                  GROUP BY
                    1,
                    2
                ) AS "t16"
              ) AS "t20"
                ON "t24"."account" = "t20"."account_of_right"
                AND "t24"."post" = "t20"."post_of_right"
            ) AS "t25"
          ) AS "t27"
          CROSS JOIN "measured_periods" AS "t5"
        ) AS "t28"
        WHERE
          "t28"."published_at" < "t28"."end"
      ) AS "t30"
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
      ) AS "t8"
        ON "t30"."network" = "t8"."network_of_right"
    ) AS "t31"
  ) AS "t32"
) AS "t33"
ORDER BY
  "t33"."period" ASC,
  "t33"."account" ASC,
  "t33"."post" ASC,
  "t33"."published_at" ASC,
  "t33"."text" ASC,
  "t33"."url" ASC,
  "t33"."media" ASC,
  "t33"."elsewhere" ASC
