SELECT
  *
FROM (
  SELECT
    "t1"."day",
    COUNT(DISTINCT "t1"."account") AS "accounts"
  FROM (
    SELECT
      *
    FROM "measured_daily" AS "t0"
    WHERE
      "t0"."day" > -1000000
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."day" ASC
