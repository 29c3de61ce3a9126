use super::*;

fn documented(text: &str) -> String {
    let mut code = String::new();
    doc(0, text, &mut code);
    code
}

#[test]
fn literals_are_one_token() {
    for text in ["\"", "\\", "\n", "\u{202e}", "\0", "{}", "é", "*/ \"#"] {
        let written = literal(text);
        assert_eq!(
            syn::parse_str::<syn::LitStr>(&written).unwrap().value(),
            text
        );
        assert!(!written.contains(['\n', '\u{202e}', '\0']), "{written}");
    }
}

#[test]
fn descriptions_are_text_and_nothing_else() {
    assert_eq!(documented("  plain\n text \n"), "/// plain text\n");
    assert_eq!(documented(" \n "), "");
    let hostile = "```rust\npanic!()\n```\n[x](javascript:x) <script> https://a.example *b* \u{202e}\n# c\n    code";
    let code = documented(hostile);
    assert!(
        !code.contains("```") && !code.contains("https:") && !code.contains('\u{202e}'),
        "{code}"
    );
    assert!(
        code.contains("\\`\\`\\`rust panic\\!()") && code.contains("\\[x\\](javascript:x)"),
        "{code}"
    );
    assert!(
        code.lines()
            .all(|line| line.starts_with("/// ") && line.len() <= 110),
        "{code}"
    );
    assert_eq!(documented("1. one"), "/// 1\\. one\n");
    assert_eq!(documented("- a"), "/// \\- a\n");
}

#[test]
fn attributes_are_laid_out_as_rustfmt_does() {
    let mut code = String::new();
    Meta::List("event", vec![Meta::Word("\"a\"".to_owned())]).attribute(4, &mut code);
    assert_eq!(code, "    #[event(\"a\")]\n");
    code.clear();
    let long = "x".repeat(60);
    Meta::List("serde", vec![Meta::text("rename", &long)]).attribute(0, &mut code);
    assert_eq!(code, format!("#[serde(\n    rename = \"{long}\"\n)]\n"));
}
