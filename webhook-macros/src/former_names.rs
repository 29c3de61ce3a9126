//! Words that have a new name. The error for an old word shows the new one.

/// Keys of attributes, by their old name.
const KEYS: &[(&str, &str)] = &[("carrier", "location"), ("require", "required_headers")];

/// Senders and schemes, by their old name.
const SENDERS: &[(&str, &str)] = &[
    ("static_token", "gitlab_token"),
    ("code", "custom"),
    // Its events were taken for the PING of the other.
    ("discord", "discord_interactions` or `discord_events"),
];

/// Vendors whose preset has another name, and what the preset is. rustc would suggest a preset with a similar name.
const VENDORS: &[(&str, &str, &str)] = &[
    (
        "aftership",
        "aftership_tracking",
        "the one of three for shipments",
    ),
    (
        "cloudflare",
        "cloudflare_notifications",
        "or `cloudflare_stream`",
    ),
    ("coinbase", "coinbase_cdp", "or `coinbase_commerce`"),
    ("facebook", "meta", "or `messenger` for messages"),
    ("flutterwave", "flutterwave_v4", "the newer of two"),
    ("hubspot", "hubspot_v3", "the newest of three"),
    ("instagram", "meta", "the company that sends for Instagram"),
    ("sinch", "sinch_conversation", "or `sinch_numbers`"),
    ("twitter", "x_twitter", "the name that X had and has"),
];

/// The text for the name of a vendor whose preset has another one.
pub(crate) fn vendor(given: &str) -> Option<String> {
    let (_, preset, what) = VENDORS.iter().find(|(vendor, ..)| *vendor == given)?;
    let help = format!("help: write `{preset}`, {what}");
    Some(format!("unknown preset `{given}`\n{help}"))
}

/// The new name of a key.
pub(crate) fn key(old: &str) -> Option<&'static str> {
    new_name(KEYS, old)
}

/// The new name of a sender.
pub(crate) fn sender(old: &str) -> Option<&'static str> {
    new_name(SENDERS, old)
}

fn new_name(table: &[(&str, &'static str)], old: &str) -> Option<&'static str> {
    let (_, new) = table.iter().find(|(former, _)| *former == old)?;
    Some(new)
}
