"""How often and by how many a post was seen."""

from resonans.core.marking import N_
from resonans.measurement.metric import Grain, Metric, Pooling, Unit
from resonans.measurement.metrics.rows import field

METRICS = (
    Metric(
        id="impressions",
        version=1,
        name=N_("Impressions"),
        unit=Unit.COUNT,
        family="exposure",
        grain=Grain.POST,
        pooling=Pooling.SUM,
        question=N_("How often were our posts shown?"),
        formula=N_("Displays of the posts, repeats included."),
        source="Meta for Developers, Insights; X API v2, metrics",
        caveat=N_(
            "Each network decides what it calls a display. Views are kept apart, and networks that show no "
            "such number are left out."
        ),
        numerator=field("impressions"),
        needs=("impressions",),
    ),
    Metric(
        id="reach",
        version=1,
        name=N_("Reach"),
        unit=Unit.PEOPLE,
        family="exposure",
        grain=Grain.POST,
        pooling=Pooling.UNIQUE,
        question=N_("How many people saw it?"),
        formula=N_("Different accounts that saw the post, as the network counts them."),
        source="Meta for Developers, Insights (post_total_media_view_unique)",
        caveat=N_(
            "The same person may see several posts, so people are never added up. Over several posts you see "
            "bounds: at least the largest, at most the sum."
        ),
        numerator=field("reach"),
        needs=("reach",),
        published_only=True,
    ),
    Metric(
        id="frequency",
        version=1,
        name=N_("Frequency"),
        unit=Unit.TIMES,
        family="exposure",
        grain=Grain.POST,
        pooling=Pooling.RATIO_OF_UNIQUE,
        question=N_("How often did each of them see it?"),
        formula=N_("Impressions divided by reach, of the same posts."),
        source="Brandwatch, Glossary of social metrics",
        caveat=N_("Known only where a network gives both numbers for the same posts."),
        numerator=field("impressions"),
        denominator=field("reach"),
        needs=("impressions", "reach"),
        published_only=True,
        better=0,
    ),
)
