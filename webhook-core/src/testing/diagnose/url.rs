//! What differs between the URL that a sender signs and the one that a receiver sees.

/// What was said of the signed URL, and the URL.
pub(super) fn changes(url: &str) -> Vec<(&'static str, String)> {
    let mut changes = Vec::new();
    let Some((scheme, rest)) = url.split_once("://") else {
        return changes;
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (path, query) = tail
        .split_once('?')
        .map_or((tail, None), |(path, query)| (path, Some(query)));
    let mut change = |text, scheme: &str, authority: &str, path: &str, query: Option<&str>| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let signed = format!("{scheme}://{authority}{path}{query}");
        if signed != url {
            changes.push((text, signed));
        }
    };
    let other = if scheme == "https" { "http" } else { "https" };
    let host = authority
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let bare = host.map_or(authority, |(host, _)| host);
    let port = |scheme: &str| if scheme == "https" { "443" } else { "80" };
    let with_port = |scheme: &str| format!("{bare}:{}", port(scheme));
    let slashed = if path.ends_with('/') {
        path.trim_end_matches('/').to_owned()
    } else {
        format!("{path}/")
    };
    change("the URL had no port", scheme, bare, path, query);
    change(
        "the URL had its default port",
        scheme,
        &with_port(scheme),
        path,
        query,
    );
    change(
        "the URL began with the other of `http` and `https`",
        other,
        authority,
        path,
        query,
    );
    change(
        "the URL began with the other of `http` and `https`, without a port",
        other,
        bare,
        path,
        query,
    );
    change(
        "the URL began with the other of `http` and `https`, with its default port",
        other,
        &with_port(other),
        path,
        query,
    );
    let slash = if path.ends_with('/') {
        "the path had no slash at its end"
    } else {
        "the path ended in a slash"
    };
    change(slash, scheme, authority, &slashed, query);
    change("the URL had no query", scheme, authority, path, None);
    change("the URL had no port and no query", scheme, bare, path, None);
    changes
}
