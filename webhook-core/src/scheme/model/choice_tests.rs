use super::*;

#[test]
fn spellings_are_those_of_the_attributes() {
    for text in [
        "hmac-sha1",
        "hmac-sha256",
        "hmac-sha384",
        "hmac-sha512",
        "sha256-prefix",
        "ed25519",
        "ecdsa-p256",
        "rsa-sha256",
        "token",
    ] {
        assert_eq!(Algorithm::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(
        serde_json::to_string(&Encoding::Base64Url).unwrap(),
        r#""base64url""#
    );
    assert_eq!(
        Encoding::parse("HEX").unwrap_err().to_string(),
        "unknown encoding `HEX`\nhelp: write one of `hex` `base64` `base64url`"
    );
}
