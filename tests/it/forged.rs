//! A delivery that is signed with another key is refused for that, whatever the form of the scheme's keys.

use webhook_core::dispatcher::SystemClock;
use webhook_core::group::RejectionKind;
use webhook_core::testing::Forge;
use webhook_core::{Delivery, EventGroup, Keyring, Secret};

macro_rules! groups {
    ($($group:ident: $preset:ident, $key:expr;)+) => {
        $(
            #[derive(Debug, EventGroup)]
            #[event_group(path = "/", preset = $preset)]
            enum $group {
                #[event("ping")]
                Ping,
            }
        )+

        #[test]
        fn another_key_is_refused_in_every_form() {
            $(
                let key = Secret::new($key);
                let forge = Forge::of::<$group>(&key, &SystemClock, "[]")
                    .with_header("webhook-id".parse().unwrap(), "1".parse().unwrap())
                    .with_header("x-signature-timestamp".parse().unwrap(), "1".parse().unwrap());
                let delivery = Delivery::from(forge.wrong_key().unwrap());
                let refused = $group::verify(delivery, &Keyring::from(key)).unwrap_err();
                assert_eq!(refused.kind(), RejectionKind::BadSignature, stringify!($group));
            )+
        }
    };
}

groups! {
    Text: stripe, "whsec_of_this_test";
    Prefixed: standard_webhooks, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    InBase64: telnyx, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    InHex: discord_events, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    Spki: sendgrid, include_str!("../keys/p256_public.pem");
}
