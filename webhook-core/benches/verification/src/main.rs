//! Verifies one delivery of 1 KiB under each preset, against the bare MAC or signature over the same message.
//!
//!   webhook-verification                     times both and prints a table (nanoseconds)
//!   webhook-verification list                the presets, with the lengths of body and message, and whether they sign only the body
//!                                            and headers; those that cannot be signed here go to standard error
//!   webhook-verification PRESET WHAT TIMES   repeats `verify` or `bare`, to be counted by `verification.sh`

mod bare;
#[path = "../../src/measure.rs"]
#[expect(dead_code, reason = "this needs a part of it")]
mod measure;
#[path = "../../src/random.rs"]
#[expect(dead_code, reason = "this needs a part of it")]
mod random;
mod senders;

use std::hint::black_box;

use measure::{Contender, compare};
use senders::{Signed, names, signs_body_and_headers};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => time(),
        ["list"] => {
            for name in names() {
                match Signed::new(name) {
                    Ok(signed) => println!(
                        "{name} {} {} {}",
                        signed.delivery.body().len(),
                        signed.message.len(),
                        if signs_body_and_headers(name) {
                            "plain"
                        } else {
                            "reads"
                        },
                    ),
                    Err(why) => eprintln!("left out: {name}: {why}"),
                }
            }
        }
        [name, what, times] => {
            let (signed, times) = (
                Signed::new(name).expect("it is signed"),
                times.parse().expect("a number"),
            );
            for _ in 0..times {
                let genuine = match what {
                    "verify" => counted_verify(black_box(&signed)),
                    _ => counted_bare(black_box(&signed)),
                };
                assert!(genuine);
            }
        }
        _ => eprintln!("write: verification [list | PRESET verify|bare TIMES]"),
    }
}

fn time() {
    println!("| preset | body, bytes | message, bytes | bare, ns | ours, ns | ratio | more, ns |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for name in names() {
        let Ok(signed) = Signed::new(name) else {
            continue;
        };
        let measured = compare(
            101,
            1,
            1,
            vec![
                Contender::new("bare", || counted_bare(black_box(&signed))),
                Contender::new("ours", || counted_verify(black_box(&signed))),
            ],
        );
        println!(
            "| {name} | {} | {} | {:.0} | {:.0} | {:.3} | {:+.0} |",
            signed.delivery.body().len(),
            signed.message.len(),
            measured[0].nanoseconds,
            measured[1].nanoseconds,
            measured[1].ratio,
            measured[1].over,
        );
    }
}

#[inline(never)]
fn counted_verify(signed: &Signed) -> bool {
    signed.verify()
}

#[inline(never)]
fn counted_bare(signed: &Signed) -> bool {
    signed.bare.verify(&signed.message)
}
