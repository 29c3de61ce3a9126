//! Whatever is read as a template or an expression prints as something that is read alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use webhook_core::scheme::ValueTemplate;
use webhook_core::scheme::{Expression, Template};

fuzz_target!(|text: &str| {
    if let Ok(template) = Template::parse(text) {
        let printed = template.to_string();
        let again = Template::parse(&printed).expect("a printed template is one");
        assert_eq!(again.to_string(), printed);
    }
    if let Ok(value) = ValueTemplate::parse(text) {
        ValueTemplate::parse(&value.to_string()).expect("a printed value is one");
    }
    if let Ok(expression) = Expression::parse(text) {
        assert_eq!(Expression::parse(&expression.to_string()).ok(), Some(expression));
    }
});
