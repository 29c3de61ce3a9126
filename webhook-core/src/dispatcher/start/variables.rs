//! Records which environment variables were read, and for which groups.

/// The environment variables that were read, each with its group.
#[derive(Debug, Default)]
pub(crate) struct Variables(Vec<Variable>);

#[derive(Debug)]
struct Variable {
    name: String,
    group: &'static str,
    /// Whether the group names the variable in `secret_env`.
    is_named: bool,
}

impl Variables {
    /// Adds a variable. Returns another group that reads it too, unless both groups name it and so share it on purpose.
    pub(crate) fn add(
        &mut self,
        name: &str,
        group: &'static str,
        is_named: bool,
    ) -> Option<&'static str> {
        let mut others = self.0.iter();
        // Two groups with one name are reported elsewhere.
        let other = others.find(|other| {
            let shared = other.is_named && is_named;
            other.name == name && other.group != group && !shared
        });
        let other = other.map(|other| other.group);
        self.0.push(Variable {
            name: name.to_owned(),
            group,
            is_named,
        });
        other
    }
}
