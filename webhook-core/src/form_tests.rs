use super::*;

#[test]
fn pairs_are_found_as_a_form_decoder_finds_them() {
    let names = ["a", "a b", "", "é", "\u{fffd}", "a+b", "%"];
    let forms: [&[u8]; 21] = [
        b"",
        b"&",
        b"=",
        b"a",
        b"a=",
        b"a=1",
        b"a=1&a=2",
        b"a=1&%61=2",
        b"%61=1",
        b"a+b=1",
        b"a%20b=1",
        b"=1",
        b"&&a=1&&",
        b"a==1",
        b"b=a&c=a=1",
        b"%C3%A9=1",
        b"\xc3\xa9=1",
        b"\xff=1",
        b"a=%ff",
        b"a=%EF%BF%BD",
        b"a=%&%=%2&%25=%zz&a%2Bb=+",
    ];
    for form in forms {
        for name in names {
            let decoded: Vec<_> = form_urlencoded::parse(form)
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .collect();
            let expected = match decoded.as_slice() {
                [] => Ok(None),
                [value] => Ok(Some(value.as_str())),
                _ => Err(()),
            };
            let found = one_pair(form, name).map_err(|Twice| ());
            let found = found.map(|value| value.map(decoded_lossy));
            // No rule can name what is not UTF-8.
            if !(name == "\u{fffd}" && form == b"\xff=1") {
                let form = String::from_utf8_lossy(form);
                assert_eq!(
                    found.as_ref().map(Option::as_deref),
                    expected.as_ref().copied(),
                    "{name:?} in {form:?}"
                );
            }
        }
    }
}

#[test]
fn a_pair_is_written_as_a_form_encoder_writes_it() {
    let ascii: String = (0..=127).map(char::from).collect();
    for text in ["", "a", "a b", "é", "\u{1f980}", "%41+", ascii.as_str()] {
        let expected: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        assert_eq!(encoded(text), expected);
        assert_eq!(*decoded(expected.as_bytes()), *text.as_bytes());
    }
}

fn decoded_lossy(value: &[u8]) -> String {
    String::from_utf8_lossy(&decoded(value)).into_owned()
}
