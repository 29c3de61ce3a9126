use http::HeaderValue;

use super::*;
use crate::dispatcher::framework::Peer;

const NAMED: [&str; 3] = ["10.0.0.0/8", "127.0.0.1", "2001:db8::/32"];

/// Scheme and host as a proxy at `peer` says them with these headers.
fn origin(peer: &str, kind: ProxyHeaders, headers: &[(&'static str, &str)]) -> Option<String> {
    let proxies = Proxies::new(NAMED, kind).unwrap();
    let mut head = HeaderMap::new();
    for (name, value) in headers {
        head.append(*name, HeaderValue::from_str(value).unwrap());
    }
    let mut extensions = Extensions::new();
    extensions.insert(Peer(peer.parse().unwrap()));
    let origin = proxies.origin(&head, &extensions)?;
    Some(origin.to_string())
}

#[test]
fn a_named_proxy_is_believed() {
    use ProxyHeaders::{Forwarded, XForwarded};
    let good = Some("https://a.test".to_owned());
    for element in [
        "host=a.test;proto=https",
        "for=192.0.2.1;Host=\"a.test\";PROTO=https",
        "for=\"[2001:db8:1::1]:80\" ; proto=HTTPS ; host=\"a.te\\st\"",
        // Whatever came from outside stands before what the proxy adds.
        "host=forged.test;proto=http, for=192.0.2.1;host=a.test;proto=https",
        "host=\"forged.test, x\";proto=http, host=a.test;proto=https",
        // The inner proxy got it from another named one, which got it from outside.
        "host=forged.test, for=192.0.2.1;host=a.test;proto=https, for=10.1.2.3;host=inner;proto=http",
        "for=192.0.2.1;host=a.test;proto=https, for=\"10.1.2.3:4711\";host=inner;proto=http",
    ] {
        let headers = [("forwarded", element), ("x-forwarded-host", "forged.test")];
        assert_eq!(origin("10.9.9.9", Forwarded, &headers), good, "{element}");
    }
    let headers = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "a.test"),
        ("forwarded", "host=forged.test;proto=http"),
    ];
    for peer in [
        "10.0.0.1",
        "127.0.0.1",
        "::ffff:10.0.0.1",
        "2001:db8:ffff::1",
    ] {
        assert_eq!(origin(peer, XForwarded, &headers), good, "{peer}");
    }
}

#[test]
fn nobody_else_is() {
    let headers = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "a.test"),
        ("forwarded", "host=a.test;proto=https"),
    ];
    for peer in [
        "11.0.0.1",
        "127.0.0.2",
        "192.0.2.1",
        "2001:db9::1",
        "::1",
        "::ffff:11.0.0.1",
    ] {
        for kind in [ProxyHeaders::Forwarded, ProxyHeaders::XForwarded] {
            assert_eq!(origin(peer, kind, &headers), None, "{peer}");
        }
    }
    let nobody = Proxies::new(NAMED, ProxyHeaders::XForwarded).unwrap();
    let mut head = HeaderMap::new();
    head.insert("x-forwarded-proto", HeaderValue::from_static("https"));
    head.insert("x-forwarded-host", HeaderValue::from_static("a.test"));
    assert!(nobody.origin(&head, &Extensions::new()).is_none());
}

#[test]
fn what_is_ambiguous_is_not_believed() {
    for value in [
        "",
        "host=a.test",
        "proto=https",
        "host=a.test;host=b.test;proto=https",
        "host=a.test;proto=gopher",
        "host=\"a.test;proto=https",
        "host=u@a.test;proto=https",
        "host=a/b;proto=https",
        "host=;proto=https",
    ] {
        let found = origin("10.0.0.1", ProxyHeaders::Forwarded, &[("forwarded", value)]);
        assert_eq!(found, None, "{value}");
    }
    for (proto, host) in [
        ("https, http", "a.test"),
        ("https", "a.test, b.test"),
        ("https", ""),
        ("", "a.test"),
    ] {
        let headers = [("x-forwarded-proto", proto), ("x-forwarded-host", host)];
        assert_eq!(
            origin("10.0.0.1", ProxyHeaders::XForwarded, &headers),
            None,
            "{proto} {host}"
        );
    }
    let twice = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "a.test"),
        ("x-forwarded-host", "b.test"),
    ];
    assert_eq!(origin("10.0.0.1", ProxyHeaders::XForwarded, &twice), None);
}

/// Each of several proxies in a row may add the same.
#[test]
fn a_list_of_equal_elements_is_that_element() {
    let said = |protos: &[&str], hosts: &[&str]| {
        let protos = protos.iter().map(|proto| ("x-forwarded-proto", *proto));
        let hosts = hosts.iter().map(|host| ("x-forwarded-host", *host));
        let headers: Vec<_> = protos.chain(hosts).collect();
        origin("10.0.0.1", ProxyHeaders::XForwarded, &headers)
    };
    let good = Some("https://a.test".to_owned());
    for (protos, hosts) in [
        (&["https, https"][..], &["a.test"][..]),
        (&["https"], &["a.test, a.test"]),
        (&["https,https"], &["a.test ,\ta.test,a.test"]),
        (&["https", "https"], &["a.test", "a.test, a.test"]),
    ] {
        assert_eq!(said(protos, hosts), good, "{protos:?} {hosts:?}");
    }
    for (protos, hosts) in [
        (&["https, http"][..], &["a.test"][..]),
        (&["https"], &["a.test, b.test"]),
        (&["https"], &["a.test, A.test"]),
        (&["https"], &["a.test,"]),
        (&["https"], &[", a.test"]),
        (&["https"], &["a.test, a.test, b.test"]),
        (&["https"], &["a.test, a.test", "b.test"]),
        (&["https"], &["\"a.test, a.test\""]),
        (&["https", "http"], &["a.test"]),
    ] {
        assert_eq!(said(protos, hosts), None, "{protos:?} {hosts:?}");
    }
}

#[test]
fn networks_are_read_or_refused() {
    for bad in [
        "",
        "10.0.0.0/33",
        "::/129",
        "10.0.0/8",
        "localhost",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        // Wider than all addresses of the kind that it is written for.
        "::ffff:10.0.0.0/95",
        "::ffff:10.0.0.0/8",
    ] {
        assert_eq!(
            Proxies::new([bad], ProxyHeaders::Forwarded)
                .err()
                .as_deref(),
            Some(bad)
        );
    }
    let all = Proxies::new(["0.0.0.0/0"], ProxyHeaders::Forwarded).unwrap();
    assert!(all.contains("203.0.113.9".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
}

/// Servers that listen on both kinds say `::ffff:10.0.0.7` for 10.0.0.7, and people copy it.
#[test]
fn a_network_may_be_written_as_one_of_ipv6() {
    let names = |network: &str, address: &str| {
        let proxies = Proxies::new([network], ProxyHeaders::Forwarded).unwrap();
        proxies.contains(address.parse().unwrap())
    };
    for address in ["10.0.0.7", "::ffff:10.0.0.7", "10.255.0.1"] {
        assert!(names("::ffff:10.0.0.0/104", address), "{address}");
    }
    for address in ["11.0.0.1", "::ffff:11.0.0.1", "::10.0.0.7", "::1"] {
        assert!(!names("::ffff:10.0.0.0/104", address), "{address}");
    }
    assert!(names("::ffff:10.0.0.7", "10.0.0.7") && !names("::ffff:10.0.0.7", "10.0.0.8"));
    assert!(names("::ffff:0:0/96", "203.0.113.9") && !names("::ffff:0:0/96", "2001:db8::1"));
    assert!(names("::/0", "2001:db8::1") && !names("::/0", "10.0.0.7"));
}
