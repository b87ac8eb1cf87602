"""Every metric of every role, with its help text. Labels come from closed sets, never from data.

Names as deploy/guides/operate.md explains them; base units; a role shows those it touches.
"""

from prometheus_client import Counter, Gauge, Histogram

# edges at promise 8's limits, 2 and 15
FRESH = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600)

BUILD = Gauge("wiredesk_build_info", "Always 1; the version is in the label.", ["version"])
RECEIVED = Counter(
    "wiredesk_stage_received_total", "Messages a stage has taken from its topic.", ["stage"]
)
MESSAGES = Counter(
    "wiredesk_stage_messages_total",
    "What became of them: received = passed + rejected + parked.",
    ["stage", "outcome"],
)
REJECTED = Counter(
    "wiredesk_stage_rejected_total",
    "Messages that rightly ended here, by reason.",
    ["stage", "reason"],
)
STAGE_SECONDS = Histogram("wiredesk_stage_batch_seconds", "Time of one batch.", ["stage"])
LAST_SUCCESS = Gauge(
    "wiredesk_stage_last_success_timestamp_seconds", "End of the last batch.", ["stage"]
)
WAITING = Counter(
    "wiredesk_waiting_seconds_total", "Time spent waiting for Kafka or Redis.", ["on"]
)
BREAKER = Gauge("wiredesk_breaker_open", "1 while a stage parks too much and waits.", ["stage"])
EVIDENCE = Counter(
    "wiredesk_evidence_total", "Dead letters kept as evidence of articles that passed.", ["stage"]
)
ENTRIES = Counter("wiredesk_entries_total", "Entries by how they ended.", ["outcome"])
SEEN = Counter("wiredesk_entries_seen_total", "New or changed entries in complete responses.")
UNACCOUNTED = Gauge("wiredesk_entries_unaccounted", "Seen, not ended, and overdue.")
IN_FLIGHT = Gauge("wiredesk_entries_in_flight", "Seen and not ended yet.")
LAG = Gauge("wiredesk_lag_seconds", "Age of the oldest unread record of a stage.", ["stage"])
LAG_RECORDS = Gauge("wiredesk_lag_records", "Unread records of a stage.", ["stage"])
FRESHNESS = Histogram(
    "wiredesk_freshness_seconds", "From `since` to published.", ["since"], buckets=FRESH
)
POLLS = Counter("wiredesk_feed_polls_total", "Polls by how they went.", ["result"])
POLL_LATENESS = Histogram(
    "wiredesk_feed_poll_lateness_seconds",
    "From due to asked.",
    buckets=(1, 5, 15, 30, 60, 300, 900),
)
FEEDS = Gauge("wiredesk_feeds", "Feeds by state.", ["status"])
GAPS = Counter("wiredesk_feed_gap_total", "Polls that do not overlap with the one before.")
PUT_OFF = Counter(
    "wiredesk_entries_put_off_total",
    "New entries that were too many for one poll: its next ones take them.",
)
BACKFILLS = Counter(
    "wiredesk_feed_backfills_total",
    "Gaps that were looked into: filled, partly, or unfilled for want of older pages.",
    ["result"],
)
READINGS = Counter(
    "wiredesk_feed_readings_total",
    "Changed feeds read, by whose entries were taken and whether the other parser agreed.",
    ["reader", "check"],
)
RELOADS = Counter(
    "wiredesk_reloads_total",
    "Changed rules, desks and feeds read again while running: taken or refused.",
    ["what", "outcome"],
)
LOADED = Gauge("wiredesk_loaded_timestamp_seconds", "When what is in force was read.", ["what"])
OUTDATED = Gauge(
    "wiredesk_outdated",
    "1 while the files on disk are refused, and what was read before them stays in force.",
    ["what"],
)
RULES = Gauge(
    "wiredesk_rules_info",
    "Always 1; the version of the rules in force is in the label.",
    ["version"],
)
FETCHES = Counter(
    "wiredesk_fetch_requests_total",
    "Requests by what they were for and how they ended.",
    ["kind", "result"],
)
FETCH_BYTES = Counter("wiredesk_fetch_bytes_total", "Bytes of bodies, decompressed.", ["kind"])
FRONTIER = Gauge("wiredesk_frontier_entries", "Entries whose page has not been sent yet.")
PUSHES = Counter(
    "wiredesk_websub_pushes_total", "What hubs have pushed, by how it went.", ["result"]
)
HUB_REQUESTS = Counter(
    "wiredesk_websub_subscriptions_total", "Subscriptions asked for, by what hubs said.", ["result"]
)
LOOKS = Counter(
    "wiredesk_page_looks_total",
    "Pages looked at again after they were sent, by what has become of them.",
    ["result"],
)
WATCHED = Gauge("wiredesk_pages_watched", "Pages that are looked at again now and then.")
PAGES_READ = Counter(
    "wiredesk_clean_pages_total",
    "Articles cleaned, by whether their site's learned template was used.",
    ["way"],
)
BOILERPLATE = Counter(
    "wiredesk_clean_boilerplate_total", "Paragraphs dropped that a site prints below every story."
)
CHILDREN_KILLED = Counter(
    "wiredesk_children_killed_total", "Parsing children that were ended, by reason.", ["reason"]
)
TRANSACTIONS = Histogram("wiredesk_publish_transaction_seconds", "One batch, fold included.")
LANES = Gauge("wiredesk_publish_lanes", "Partitions this publisher serves.")
HTTP = Counter("wiredesk_http_requests_total", "Requests answered.", ["route", "code"])
STREAMS = Gauge("wiredesk_streams_open", "Live streams being read.")
STREAM_EVENTS = Counter("wiredesk_stream_events_total", "Events sent to live streams.")
LOGGED = Counter("wiredesk_log_messages_total", "Log lines, those held back included.", ["level"])
UNACCOUNTED_SECONDS = Gauge(
    "wiredesk_entries_unaccounted_lag_seconds", "Age of the oldest entry that has not ended."
)
AUDIT_ENTRIES = Gauge(
    "wiredesk_audit_entries",
    "Entries in the ledger: all that were seen, and by outcome.",
    ["outcome"],
)
AUDIT_TWICE = Gauge("wiredesk_audit_published_twice", "(id, version) read twice; 0 or an alarm.")
AUDIT_BACKWARDS = Gauge(
    "wiredesk_audit_versions_backwards", "Versions that went down; 0 or an alarm."
)
DEDUP_ARTICLES = Gauge(
    "wiredesk_dedup_articles", "Texts that dedup can recognise, by window.", ["window"]
)
DEDUP_BYTES = Gauge(
    "wiredesk_dedup_bytes", "Bytes of their postings and samples, estimated.", ["window"]
)
DEDUP_PER_ARTICLE = Gauge(
    "wiredesk_dedup_article_bytes", "The same for one text of the present window."
)
