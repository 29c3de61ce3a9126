use crate::senders::prelude::*;

/// Cloudinary. It hashes the body, the time and the secret with SHA-1, unless the account is set to SHA-256: that is
/// `cloudinary_sha256`. The body and the time touch.
pub const cloudinary: Sender = sender("Cloudinary", Algorithm::Sha1Suffix);

/// Cloudinary, of an account that is set to SHA-256. The body and the time touch.
pub const cloudinary_sha256: Sender = sender("Cloudinary, with SHA-256", Algorithm::Sha256Suffix);

const fn sender(title: &'static str, algorithm: Algorithm) -> Sender {
    let scheme = Scheme::in_header(algorithm, "X-Cld-Signature")
        .with_field(Field::new("ts", Source::Header("X-Cld-Timestamp")))
        .with_message(message("{$request.body}{ts}"))
        .with_freshness(within("ts", TimeUnit::Seconds, 7_200));
    Sender {
        title,
        scheme: Some(scheme),
        source: "cloudinary, `utils.verifyNotificationSignature`",
        evidence: Some(Evidence::RanOwnLibrary("cloudinary 2.11.0 of npm")),
        ..Sender::BLANK
    }
}
