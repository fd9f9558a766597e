"""Did what was planned go out, and on time?"""

from typing import TYPE_CHECKING

from resonans.core.marking import N_
from resonans.measurement.metric import Grain, Metric, Pooling, Unit
from resonans.measurement.metrics.rows import field

if TYPE_CHECKING:
    import ibis.expr.types as ir

SETTLED = ("live", "rejected", "missed")


def _one_if(condition: "ir.BooleanValue") -> "ir.IntegerValue":
    import ibis

    return ibis.ifelse(condition, 1, 0).cast("int64")


def _live(rows: "ir.Table") -> "ir.NumericValue":
    return _one_if(rows.state == "live")


def _settled(rows: "ir.Table") -> "ir.NumericValue":
    import ibis

    return ibis.ifelse(rows.state.isin(SETTLED), ibis.literal(1, "int64"), ibis.null("int64"))


def _ever_unknown(rows: "ir.Table") -> "ir.NumericValue":
    return _one_if(rows.was_unknown)


def _each(rows: "ir.Table") -> "ir.NumericValue":
    return _one_if(rows.state.notnull())


METRICS = (
    Metric(
        id="delivery_success_rate",
        version=1,
        name=N_("Delivery success"),
        unit=Unit.SHARE,
        family="delivery",
        grain=Grain.DELIVERY,
        pooling=Pooling.PROPORTION,
        question=N_("How much of what we planned went out?"),
        formula=N_("Live deliveries divided by settled ones (live, rejected or missed)."),
        source="resonans, deliveries",
        caveat=N_("A delivery whose outcome is still unknown counts on neither side."),
        numerator=_live,
        denominator=_settled,
    ),
    Metric(
        id="delivery_delay_s",
        version=1,
        name=N_("Delivery delay"),
        unit=Unit.SECONDS,
        family="delivery",
        grain=Grain.DELIVERY,
        pooling=Pooling.QUANTILES,
        question=N_("How late did posts go out?"),
        formula=N_("Median of the time from when a post was due to the first byte sent to the network."),
        source="resonans, deliveries",
        caveat=N_("Missed deliveries were never sent and are counted apart."),
        numerator=field("delay_s"),
        better=-1,
    ),
    Metric(
        id="unknown_rate",
        version=1,
        name=N_("Lost answers"),
        unit=Unit.SHARE,
        family="delivery",
        grain=Grain.DELIVERY,
        pooling=Pooling.PROPORTION,
        question=N_("How often did a network not say whether it took a post?"),
        formula=N_("Deliveries whose outcome was ever unknown, divided by all that were due."),
        source="resonans, deliveries",
        caveat=N_("Nearly all are settled by reading back from the network; the rest wait for a person."),
        numerator=_ever_unknown,
        denominator=_each,
        better=-1,
    ),
)
