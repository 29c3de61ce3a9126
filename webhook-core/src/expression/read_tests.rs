use super::*;

#[test]
fn pairs_are_found_as_a_form_decoder_finds_them() {
    let names = ["a", "a b", "", "é", "\u{fffd}"];
    let forms: [&[u8]; 20] = [
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
    ];
    for form in forms {
        for name in names {
            let decoded: Vec<_> = form_urlencoded::parse(form)
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .collect();
            let expected = match decoded.as_slice() {
                [] => Ok(None),
                [value] if value.contains(char::REPLACEMENT_CHARACTER) => Err(false),
                [value] => Ok(Some(value.as_str())),
                _ => Err(true),
            };
            let found = one_pair(form, name);
            let found = found
                .as_ref()
                .map(Option::as_deref)
                .map_err(|Odd { twice }| *twice);
            // A name that is not UTF-8 is compared undecoded: no rule can name it.
            if !(name == "\u{fffd}" && form == b"\xff=1") {
                assert_eq!(
                    found,
                    expected,
                    "{name:?} in {:?}",
                    String::from_utf8_lossy(form)
                );
            }
        }
    }
}
