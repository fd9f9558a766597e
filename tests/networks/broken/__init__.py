"""For each rule of the contract one connector that breaks it, and nothing else."""

from tests.networks.broken import connecting, declaring, failing, hearing, publishing, reading

BROKEN = {
    **declaring.BROKEN,
    **connecting.BROKEN,
    **publishing.BROKEN,
    **failing.BROKEN,
    **reading.BROKEN,
    **hearing.BROKEN,
}
"""By the name of the rule that it breaks."""
