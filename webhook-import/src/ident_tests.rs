use super::*;

#[test]
fn every_name_is_an_identifier() {
    let names = [
        ("type", "type", "Type"),
        ("-1", "minus_1", "Minus1"),
        ("+1", "plus_1", "Plus1"),
        (
            "iDealConsumerIBAN",
            "i_deal_consumer_iban",
            "IDealConsumerIban",
        ),
        ("issues.opened", "issues_opened", "IssuesOpened"),
        ("self", "the_self", "Self"),
        ("", "empty", "Empty"),
        ("2fa", "n2fa", "N2fa"),
        ("größe", "gr_u00f6_u00df_e", "GrU00f6U00dfE"),
        ("a\n} fn b() {", "a_fn_b", "AFnB"),
        ("\u{202e}x", "x", "X"),
    ];
    for (name, field, ty) in names {
        assert_eq!(
            (field_name(name).as_str(), type_name(name).as_str()),
            (field, ty),
            "{name:?}"
        );
    }
    for name in KEYWORDS {
        let ident = written(&field_name(name));
        assert!(syn::parse_str::<syn::Ident>(&ident).is_ok(), "{ident}");
    }
    assert!(field_name(&"long ".repeat(1_000)).len() <= LONGEST);
}

#[test]
fn a_name_that_is_taken_has_a_number() {
    let taken = |names: &'static [&'static str]| move |name: &str| names.contains(&name);
    assert_eq!(free("User", taken(&["User", "User2"])), "User3");
    assert_eq!(free("Sha1", taken(&["Sha1"])), "Sha1V2");
    assert_eq!(free("iban", taken(&["iban"])), "iban_2");
    assert!(is_reserved("Option") && is_reserved("String") && !is_reserved("User"));
}
