//! The value that the hidden methods need is named by its path.
//! Errors: 2.

pub fn prove() {
    let _proof = webhook_core::verification::verified::Proof::by_verification();
}

fn main() {}
