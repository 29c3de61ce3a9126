//! Finds a sender by what people call it.

use std::error::Error;
use std::fmt;

use crate::declare::sender::Sender;
use crate::senders::ALL;

/// Other names of senders.
const ALIASES: &[(&str, &str)] = &[
    ("aws_sns", "amazon_sns"),
    ("facebook", "meta"),
    ("hellosign", "dropbox_sign"),
    ("hubspot", "hubspot_v3"),
    ("instagram", "meta"),
    ("intuit", "quickbooks"),
    ("lemon_squeezy", "lemonsqueezy"),
    ("plivo", "plivo_v3"),
    ("qbo", "quickbooks"),
    ("shipengine", "shipstation"),
    ("sns", "amazon_sns"),
    ("supabase", "supabase_auth_hook"),
    ("twitter", "x_twitter"),
    ("x", "x_twitter"),
];

/// Names that stand for more than one sender, or for another than they did.
const FORMER_NAMES: &[(&str, &str)] = &[
    ("static_token", "gitlab_token"),
    // Its events were taken for the PING of the other.
    ("discord", "discord_interactions` or `discord_events"),
];

/// Finds a sender by its name in [`ALL`], by another name that it has, or by its title, in any case and with any characters
/// between the words.
///
/// # Examples
///
/// ```
/// use webhook_core::senders;
///
/// assert_eq!(senders::find("Mercado Pago")?.0, "mercadopago");
/// assert_eq!(senders::find("sns")?.0, "amazon_sns");
///
/// let unknown = senders::find("stripee").map_err(|unknown| unknown.to_string());
/// assert_eq!(unknown.err().as_deref(), Some("unknown sender `stripee`: did you mean `stripe`?"));
/// # Ok::<(), senders::UnknownSender>(())
/// ```
///
/// # Errors
///
/// No sender has the name. The error suggests the nearest one, if one is so near that it cannot be another sender's: for the
/// name of a sender that is not known, it never suggests a sender whose name is only similar.
pub fn find(name: &str) -> Result<(&'static str, &'static Sender), UnknownSender> {
    let wanted = letters(name);
    let named = |wanted: &str| {
        let mut all = ALL.iter();
        let found = all
            .find(|(known, sender)| letters(known) == wanted || letters(sender.title()) == wanted);
        found.map(|(known, sender)| (*known, sender))
    };
    let exact = ALL.iter().find(|(known, _)| *known == name);
    if let Some((known, sender)) = exact {
        return Ok((*known, sender));
    }
    let unknown = |suggestion| UnknownSender {
        name: name.into(),
        suggestion,
    };
    if let Some((_, new)) = named_in(FORMER_NAMES, &wanted) {
        return Err(unknown(Some(format!("write `{new}`"))));
    }
    let alias = named_in(ALIASES, &wanted).and_then(|(_, known)| named(&letters(known)));
    alias
        .or_else(|| named(&wanted))
        .ok_or_else(|| unknown(suggestion(&wanted)))
}

fn named_in(
    names: &'static [(&'static str, &'static str)],
    wanted: &str,
) -> Option<(&'static str, &'static str)> {
    let found = names.iter().find(|(name, _)| letters(name) == wanted);
    found.copied()
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What to write in place of a name: the members of the family of that name, or the nearest name.
fn suggestion(wanted: &str) -> Option<String> {
    // No name is longer, and the work grows with the length.
    if wanted.is_empty() || wanted.chars().count() > LONGEST {
        return None;
    }
    let of_family = |(known, _): &&(&'static str, Sender)| {
        let first = known.split('_').next();
        first == Some(wanted) && known.contains('_')
    };
    let family: Vec<&str> = ALL
        .iter()
        .filter(of_family)
        .map(|(known, _)| *known)
        .collect();
    if !family.is_empty() {
        return Some(format!("write one of `{}`", family.join("`, `")));
    }
    let titles = ALL
        .iter()
        .map(|(known, sender)| (letters(sender.title()), *known));
    let names = ALL.iter().map(|(known, _)| (letters(known), *known));
    let aliases = ALIASES
        .iter()
        .map(|(alias, known)| (letters(alias), *known));
    let distances = names
        .chain(titles)
        .chain(aliases)
        .map(|(text, known)| (distance(&text, wanted), known));
    let (nearest, known) = distances.min()?;
    // One slip in a short name, two in one of eight letters. `gitlab` is two letters away from `github`.
    let slips = wanted.chars().count().div_euclid(4).clamp(1, 3);
    let slips = if wanted.chars().count() < 8 { 1 } else { slips };
    (nearest <= slips).then(|| format!("did you mean `{known}`?"))
}

const LONGEST: usize = 64;

/// How many letters must be put in, left out, replaced, or exchanged with the next one.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.iter().enumerate() {
        let mut next = vec![line.saturating_add(1)];
        for (column, wanted) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let behind = column.saturating_add(1);
            let replaced = at(&row, column).saturating_add(usize::from(letter != wanted));
            let left_out = at(&row, behind).saturating_add(1);
            let put_in = at(&next, column).saturating_add(1);
            let mut least = replaced.min(left_out).min(put_in);
            let swapped = line > 0
                && column > 0
                && one.get(line.saturating_sub(1)) == Some(wanted)
                && other.get(column.saturating_sub(1)) == Some(letter);
            if swapped {
                least = least.min(at(&above, column.saturating_sub(1)).saturating_add(1));
            }
            next.push(least);
        }
        above = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

/// A name that no sender has.
///
/// # Examples
///
/// ```
/// let unknown = webhook_core::senders::find("flutterwave").err();
/// let suggestion = unknown.as_ref().and_then(|unknown| unknown.suggestion());
/// assert_eq!(suggestion, Some("write one of `flutterwave_v3`, `flutterwave_v4`"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSender {
    name: Box<str>,
    suggestion: Option<String>,
}

impl UnknownSender {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to write in its place, if something is near enough.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for UnknownSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown sender `{}`", self.name)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, ": {suggestion}"),
            None => Ok(()),
        }
    }
}

impl Error for UnknownSender {}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(name: &str) -> Option<String> {
        find(name).unwrap_err().suggestion
    }

    #[test]
    fn every_sender_is_found_by_its_name_and_its_title() {
        for (name, sender) in ALL {
            assert_eq!(find(name).unwrap().0, *name);
            let (found, other) = find(sender.title()).unwrap();
            assert!(
                found == *name || other.title() == sender.title(),
                "{name} {found}"
            );
        }
        for (alias, name) in ALIASES {
            assert_eq!(find(alias).unwrap().0, *name, "{alias}");
        }
        assert_eq!(find("GitLab").unwrap().0, find("git-lab").unwrap().0);
    }

    /// The name of a sender that is missing must not lead to another sender.
    #[test]
    fn only_a_slip_is_mended() {
        for (slip, name) in [
            ("gihtub", "github"),
            ("gitlabb", "gitlab"),
            ("strpie", "stripe"),
            ("mercadopgao", "mercadopago"),
            ("standard-webhook", "standard_webhooks"),
        ] {
            assert_eq!(
                suggested(slip),
                Some(format!("did you mean `{name}`?")),
                "{slip}"
            );
        }
        for other in [
            "gitbub_x",
            "shoplazza",
            "mailjet",
            "pipedrive",
            "",
            "\u{1b}[2J",
        ] {
            assert_eq!(suggested(other), None, "{other}");
        }
        assert_eq!(suggested(&"a".repeat(100_000)), None);
        // What `gitlab` would be, if it were not known: two letters from `github`.
        assert_eq!(distance("gitlab", "github"), 2);
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_name_of_several_senders_says_which_there_are() {
        assert_eq!(
            suggested("aftership").as_deref(),
            Some("write one of `aftership_returns`, `aftership_shipping`, `aftership_tracking`")
        );
        assert_eq!(
            suggested("discord").as_deref(),
            Some("write `discord_interactions` or `discord_events`")
        );
    }
}
