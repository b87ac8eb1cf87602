"""Parameters that say how a reader came to an article, never which article it is."""

import re

# Names as the filter lists of AdGuard (TrackParamFilter), ClearURLs and Firefox (query stripping)
# have them, and what the feeds of config/feeds.toml append. Left out on purpose although such
# lists drop them: cid, eid, uid, id, sid, art, story, newsid, nid, aid, k: numbers of articles.
PREFIXES = (
    "utm_", "mtm_", "matomo_", "piwik_", "pk_", "itm_", "hsa_", "at_", "ns_", "wt_", "oly_",
    "vero_", "guce_", "__hs", "_hs", "__gr", "_bta_", "ga_", "sms_", "sc_", "amp_",
)  # fmt: skip
NAMES = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid",
    "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl",
    "_ke", "_openstat", "__twitter_impression", "__tn__", "__xts__", "utm", "cmp", "cmpid",
    "campaign_id", "ref_src", "ref_url", "s_cid", "rb_clickid", "wickedid", "xtor", "xtref",
    "ocid", "icid", "ito", "smid", "smtyp", "soc_src", "soc_trk", "guccounter", "ftag", "spm",
    "scm", "srnd", "sref", "cn-track", "hsctatracking", "trk", "trkcampaign", "trkinfo", "epik",
    "usqp", "cmp_id", "dicbo", "tblci", "obclick", "recirc", "mbid", "sh", "shareadraft",
    "phpsessid", "jsessionid", "amp",
})  # fmt: skip
UNLESS_NUMBERED = frozenset(
    {"ref", "referer", "referrer", "source", "medium", "campaign", "partner", "via", "rss"}
)
SAYS_NOTHING = re.compile(r"[^\d/%]*")  # a value without digits or path is no article's number
AMP_OUTPUT = re.compile(r"(?i)amp(?:$|-type)")


def is_tracker(name: str, value: str) -> bool:
    """Whether the article stays the same without this parameter of its address."""
    name = name.lower()
    if name in NAMES or name.startswith(PREFIXES):
        return True
    if name == "outputtype":
        return bool(AMP_OUTPUT.match(value))
    return name in UNLESS_NUMBERED and bool(SAYS_NOTHING.fullmatch(value))
