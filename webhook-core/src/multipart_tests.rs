use http::{HeaderMap, HeaderValue};

use super::*;
use crate::form;

fn headers(media_type: &str) -> HeaderMap {
    let value = HeaderValue::from_str(media_type).unwrap();
    HeaderMap::from_iter([(http::header::CONTENT_TYPE, value)])
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--xx\r\nContent-Disposition: form-data{head}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn read(parts: &[Vec<u8>]) -> Result<Vec<u8>, &'static str> {
    let body = [parts.concat(), b"--xx--\r\n".to_vec()].concat();
    as_form(&headers("multipart/form-data; boundary=xx"), &body).unwrap()
}

#[test]
fn a_part_is_a_pair_byte_for_byte() {
    let all: Vec<u8> = (0..=255).collect();
    let parts = [
        part("; name=\"a&b=c\"", b"1+1=2%"),
        part(
            "; name=file; filename=\"x.bin\"\r\nContent-Type: application/octet-stream",
            &all,
        ),
        part("; name=\"none\"", b""),
    ];
    let form = read(&parts).unwrap();
    let pairs: Vec<_> = form::pairs(&form)
        .map(|(name, value)| {
            (
                form::decoded(name).into_owned(),
                form::decoded(value).into_owned(),
            )
        })
        .collect();
    assert_eq!(pairs[0], (b"a&b=c".to_vec(), b"1+1=2%".to_vec()));
    assert_eq!(pairs[1], (b"file".to_vec(), all));
    assert_eq!(pairs[2], (b"none".to_vec(), Vec::new()));
    assert_eq!(pairs.len(), 3);
}

#[test]
fn only_the_media_type_decides_and_its_boundary_is_bounded() {
    assert!(as_form(&headers("application/x-www-form-urlencoded"), b"").is_none());
    assert!(as_form(&headers("multipart/mixed; boundary=xx"), b"").is_none());
    assert!(as_form(&HeaderMap::new(), b"").is_none());
    assert!(as_form(&headers("Multipart/Form-Data"), b"{}").is_none());
    let long = format!("multipart/form-data; boundary={}", "x".repeat(71));
    for media_type in ["multipart/form-data; boundary=\"\"", &long] {
        let cause = as_form(&headers(media_type), b"--xx--\r\n").unwrap();
        assert_eq!(
            cause,
            Err("the boundary of the body cannot be read"),
            "{media_type}"
        );
    }
}

#[test]
fn hostile_parts_are_refused_with_a_fixed_text() {
    let one = part("; name=a", b"1");
    assert_eq!(
        read(&vec![one.clone(); 100]).map(|form| form.len()),
        Ok(399)
    );
    assert_eq!(
        read(&vec![one; 101]),
        Err("the body has more than 100 parts")
    );
    let name = "the body has no name".replace("the body", "a part of the body");
    for head in [
        "",
        "; filename=\"x\"",
        &format!("; name={}", "n".repeat(257)),
    ] {
        assert!(
            read(&[part(head, b"1")]).is_err_and(|cause| cause.starts_with(&name)),
            "{head}"
        );
    }
    let cut = "the parts of the body cannot be read";
    for body in [
        &b""[..],
        b"--xx",
        b"--xx\r\n",
        b"--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        b"--xx\n\n1",
    ] {
        let read = as_form(&headers("multipart/form-data; boundary=xx"), body).unwrap();
        assert_eq!(read, Err(cut), "{body:?}");
    }
}

#[test]
fn the_content_of_one_part_is_replaced() {
    let headers = headers("multipart/form-data; boundary=xx");
    let body = [
        part("; name=a", b"one"),
        part("; name=b", b"two"),
        b"--xx--\r\n".to_vec(),
    ]
    .concat();
    let new = replaced(&headers, &body, "b", b"other").unwrap();
    assert_eq!(as_form(&headers, &new).unwrap().unwrap(), b"a=one&b=other");
    assert_eq!(replaced(&headers, &body, "c", b"other"), None);
    let twice = [part("; name=a", b"two"), body].concat();
    assert_eq!(replaced(&headers, &twice, "b", b"other"), None);
}
