"""What people did with a post, and how that compares with how many could."""

from resonans.core.marking import N_
from resonans.measurement.metric import Grain, Metric, Pooling, Unit
from resonans.measurement.metrics.rows import ENGAGEMENT_PARTS, Column, all_offered, field, total

_engagements = total(*ENGAGEMENT_PARTS)
_all_parts = all_offered(*ENGAGEMENT_PARTS)


def _rate(
    metric_id: str,
    name: str,
    question: str,
    formula: str,
    caveat: str,
    *,
    numerator: Column,
    parts: tuple[str, ...],
    over: str,
    source: str,
    pooling: Pooling = Pooling.RATIO,
) -> Metric:
    return Metric(
        id=metric_id,
        version=1,
        name=name,
        unit=Unit.SHARE,
        family="engagement",
        grain=Grain.POST,
        pooling=pooling,
        question=question,
        formula=formula,
        source=source,
        caveat=caveat,
        numerator=numerator,
        denominator=field(over),
        complete=all_offered(*parts),
        needs=(over,),
        parts=parts,
        published_only=over in {"followers", "reach"},
    )


METRICS = (
    Metric(
        id="engagements",
        version=1,
        name=N_("Engagements"),
        unit=Unit.COUNT,
        family="engagement",
        grain=Grain.POST,
        pooling=Pooling.SUM,
        question=N_("How much did people do with our posts?"),
        formula=N_("Reactions, comments, shares and saves together; our own are taken off."),
        source="Media Rating Council 2015, Social Media Measurement Guidelines",
        caveat=N_(
            "A part that a network does not offer is left out and named. Sums over different networks "
            "therefore add different things."
        ),
        numerator=_engagements,
        complete=_all_parts,
        parts=ENGAGEMENT_PARTS,
    ),
    _rate(
        "er_impressions",
        N_("Engagement rate by impressions"),
        N_("How often did a display make somebody act?"),
        N_("Engagements divided by impressions, of the same posts."),
        N_("Only networks that show impressions. Compare it within a network, not between two."),
        numerator=_engagements,
        parts=ENGAGEMENT_PARTS,
        over="impressions",
        source="X Ads API, Analytics",
    ),
    _rate(
        "er_reach",
        N_("Engagement rate by reach"),
        N_("How much did the people who saw it do?"),
        N_("Engagements divided by the people reached, of the same posts."),
        N_("May exceed 100 %, since one person can act twice. Over several posts only bounds are known."),
        numerator=_engagements,
        parts=ENGAGEMENT_PARTS,
        over="reach",
        source="Hootsuite, Engagement rate formulas",
        pooling=Pooling.RATIO_OF_UNIQUE,
    ),
    _rate(
        "er_followers",
        N_("Engagement rate by followers"),
        N_("How much do our followers do, post by post?"),
        N_("Engagements divided by the followers that the account had when it published."),
        N_("People who do not follow you act too, so it says little of posts that spread widely."),
        numerator=_engagements,
        parts=ENGAGEMENT_PARTS,
        over="followers",
        source="NapoleonCat, Engagement rate",
    ),
    _rate(
        "er_views",
        N_("Engagement rate by views"),
        N_("How often did a video view make somebody act?"),
        N_("Engagements divided by video views, of the same posts."),
        N_("Videos only. Networks count a view after different times."),
        numerator=_engagements,
        parts=ENGAGEMENT_PARTS,
        over="views",
        source="Hootsuite, Engagement rate formulas",
    ),
    _rate(
        "amplification_rate",
        N_("Amplification rate"),
        N_("How often is what we say passed on?"),
        N_("Shares divided by impressions, of the same posts."),
        N_("Private sharing cannot be seen."),
        numerator=field("shares"),
        parts=("shares",),
        over="impressions",
        source="Avinash Kaushik 2011, Best social media metrics",
    ),
    _rate(
        "conversation_rate",
        N_("Conversation rate"),
        N_("How often do people answer?"),
        N_("Comments divided by impressions, of the same posts."),
        N_("Angry comments count as well. Read them."),
        numerator=field("comments"),
        parts=("comments",),
        over="impressions",
        source="Avinash Kaushik 2011, Best social media metrics",
    ),
    _rate(
        "applause_rate",
        N_("Applause rate"),
        N_("How often do people react with a tap?"),
        N_("Reactions divided by impressions, of the same posts."),
        N_("The cheapest act there is. It tells little of what people will do next."),
        numerator=field("reactions"),
        parts=("reactions",),
        over="impressions",
        source="Avinash Kaushik 2011, Best social media metrics",
    ),
)
