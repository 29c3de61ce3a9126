//! The work before a signature is compared, and for the items of one delivery, grows linearly with the request.

mod items_tests;
mod passes_tests;
mod schemes_tests;
mod shapes_tests;

use std::time::SystemTime;

use bytes::Bytes;
use http::Request;

use crate::delivery::Delivery;
use crate::expression::Expression;
use crate::scheme::keys::keyring::{Keyring, PreparedKeys};
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::KeyForm;
use crate::scheme::model::field::Source;
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::verify::Verifier;
use crate::senders;
use crate::work::{Work, of};
use schemes_tests::schemes;
use shapes_tests::{SHAPES, set};

/// Smaller than the limit of a head, and large enough to show quadratic work.
const SMALL: usize = 1_000;

const SECRET: &str = "your-shared-secret-of-32-letters";

/// Counts what a part of a run does.
type Count<'c> = &'c mut dyn FnMut(&mut dyn FnMut());

/// Runs each shape in three sizes, and compares the counted work.
fn assert_linear(what: &str, run: &mut dyn FnMut(Request<Bytes>, Count<'_>)) -> Work {
    let mut most = Work::default();
    for (shape, request) in SHAPES {
        let mut done = |size| {
            let mut done = Work::default();
            run(request(size), &mut |counted| done = of(counted).1);
            done
        };
        let [one, two, four] = [done(SMALL), done(2 * SMALL), done(4 * SMALL)];
        for (less, more) in [(one, two), (two, four)] {
            // A few bytes of each text do not depend on the size.
            let grows = |less: usize, more: usize| more <= less * 22 / 10 + 2_000;
            assert!(
                grows(less.fed, more.fed)
                    && grows(less.read, more.read)
                    && grows(less.reads, more.reads),
                "{what}, {shape}: {one:?}, {two:?}, {four:?}"
            );
        }
        most = Work {
            fed: most.fed.max(four.fed),
            read: most.read.max(four.read),
            reads: most.reads.max(four.reads),
            texts: most.texts.max(four.texts),
        };
    }
    // The total is also within a factor that the receiver's declaration bounds.
    assert!(most.fed + most.read < 100 * 4 * SMALL, "{what}: {most:?}");
    most
}

/// The secret with this number, in the form that the scheme needs.
fn secret(scheme: &Scheme<'_>, number: usize) -> Secret {
    Secret::new(match scheme.key() {
        KeyForm::Whsec => format!("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS{number}"),
        KeyForm::Hex => {
            format!("44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA05{number}")
        }
        KeyForm::Basic => format!("user:{SECRET}{number}"),
        KeyForm::Base64 => format!("YS1zZWNyZXQtb2YtbW9yZS10aGFuLTI0LWJ5dGV{number}"),
        _ => format!("{SECRET}{number}"),
    })
}

#[test]
fn a_verification_reads_and_feeds_as_much_as_there_is() {
    let (mut all, mut genuine) = (0, 0);
    for (name, scheme) in schemes() {
        if scheme.algorithm().is_asymmetric() {
            continue;
        }
        let keys = (1..=3).fold(Keyring::new(), |keys, number| {
            keys.with(number.to_string(), secret(&scheme, number))
        });
        let verifier = Verifier::new(&scheme).unwrap();
        let prepared = verifier.prepare(&keys).unwrap();
        // Signed by one of the keys, by another key, and not at all. All keys are tried.
        for signer in [Some(1), Some(4), None] {
            let key = signer.map(|signer| Keyring::new().with("1", secret(&scheme, signer)));
            let (mut good, mut tried) = (0, 0);
            let most = assert_linear(&name, &mut |request, count| {
                let (signed, _) = of(|| sign(&scheme, key.as_ref(), request));
                let delivery = Delivery::from(signed);
                count(&mut || {
                    tried += 1;
                    good += usize::from(verifier.verify(&delivery, &prepared).is_ok());
                });
            });
            println!("{name}: {good} of {tried} verified, at most {most:?}");
            assert!(
                signer.is_none() || most.reads + most.fed > 0,
                "{name}: nothing is counted"
            );
            all += usize::from(signer == Some(1));
            if signer == Some(1) {
                genuine += usize::from(good > 0);
            } else {
                assert_eq!(good, 0, "{name}");
            }
        }
    }
    // The rest are presets with other kinds of bodies, or that sign more headers.
    assert!(genuine * 4 >= all * 3, "{genuine} of {all}");
}

/// The parts of a message are computed once, even if it is compared under several keys and notations.
#[test]
fn more_keys_read_no_more() {
    for (name, scheme) in schemes() {
        if scheme.algorithm().is_asymmetric() {
            continue;
        }
        let verifier = Verifier::new(&scheme).unwrap();
        let prepare = |count| {
            let numbers = 1..=count;
            let keys = numbers.fold(Keyring::new(), |keys, number| {
                keys.with(number.to_string(), secret(&scheme, number))
            });
            verifier.prepare(&keys).unwrap()
        };
        let (one, three) = (prepare(1), prepare(3));
        for signer in [1, 4] {
            let key = Keyring::new().with("1", secret(&scheme, signer));
            for (shape, request) in SHAPES {
                let delivery = Delivery::from(sign(&scheme, Some(&key), request(SMALL)));
                let read = |keys: &PreparedKeys| {
                    let (_, work) = of(|| verifier.verify(&delivery, keys).is_ok());
                    (work.read, work.reads)
                };
                assert_eq!(read(&one), read(&three), "{name}, {shape}");
            }
        }
    }
}

/// Signs the request if the scheme can sign it. Otherwise, adds a signature that can be read.
fn sign(scheme: &Scheme<'_>, key: Option<&Keyring>, mut request: Request<Bytes>) -> Request<Bytes> {
    for field in scheme.fields() {
        if let Source::Header(name) = field.source()
            && !request.headers().contains_key(name)
            && scheme
                .freshness()
                .is_none_or(|window| window.field() != field.name())
        {
            set(&mut request, name, "1");
        }
    }
    if let SignatureLocation::Header(name) = scheme.location()
        && !request.headers().contains_key(name)
    {
        let value = scheme.value();
        let digest = format!("{}{}{}", value.prefix(), "00".repeat(32), value.suffix());
        set(&mut request, name, &digest);
    }
    let mut signed = request.clone();
    let made = key.map(|key| scheme.sign_at(key, &mut signed, SystemTime::now()));
    if matches!(made, Some(Ok(()))) {
        signed
    } else {
        request
    }
}

#[test]
fn a_handshake_reads_as_much_as_there_is() {
    let secret = Secret::new(SECRET);
    let handshakes = senders::ALL
        .iter()
        .flat_map(|(name, sender)| sender.handshakes.iter().map(move |asked| (name, asked)));
    for (name, handshake) in handshakes {
        let names: Vec<String> = handshake
            .when
            .iter()
            .filter_map(|condition| match condition.expression() {
                Expression::Query(name) => {
                    Some(format!("{name}={}&", condition.value().unwrap_or("1")))
                }
                _ => None,
            })
            .collect();
        assert_linear(name, &mut |mut request, count| {
            // The question of the handshake itself, in addition to the long part.
            let query = request.uri().query().unwrap_or_default();
            let uri = format!("{}?{}{query}", request.uri().path(), names.concat());
            *request.uri_mut() = uri.parse().unwrap();
            *request.method_mut() = handshake.method.parse().unwrap();
            let delivery = Delivery::from(request);
            count(&mut || drop(handshake.answer(&delivery, Some(("1", &secret)))));
        });
    }
}

/// A direct comparison of texts would end early if their lengths differ.
#[test]
fn a_token_is_hashed_before_it_is_compared() {
    let tokens = ["12345", "the second token of a receiver"].map(Secret::new);
    let hashed: usize = tokens.iter().map(|token| token.expose().len()).sum();
    for (given, same) in [("", false), ("1", false), ("12346", false), ("12345", true)] {
        let uri = format!("/in?hub.mode=subscribe&hub.challenge=1&hub.verify_token={given}");
        let question = Delivery::from(Request::get(uri).body(Bytes::new()).unwrap());
        let (checked, work) = of(|| {
            senders::meta.handshakes()[0]
                .check_token(&question, &tokens)
                .is_ok()
        });
        assert_eq!((checked, work.fed), (same, hashed + given.len()), "{given}");
    }
}
