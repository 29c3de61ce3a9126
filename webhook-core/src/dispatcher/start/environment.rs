//! Reads secrets and tokens of groups from the environment.

use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::dispatcher::start::routes::Source;
use crate::group::EventGroup;
use crate::handshake::model::Handshake;
use crate::scheme::keys::secret::{Secret, SecretError};
use crate::verification::keys::Keys;

impl DispatcherBuilder {
    /// Adds a signed group with its secret from the environment.
    pub(crate) fn group_from_env<G: EventGroup>(self) -> Self {
        let (name, named) = (G::DESCRIPTOR.name, G::DESCRIPTOR.secret_env);
        let mut builder = self.token_from_env::<G>();
        let variable = named.map_or_else(|| variable(name, "SECRET"), str::to_owned);
        match builder.read::<G>(&variable, named.is_some()) {
            Ok(secret) => builder.add::<G>(Source::Registry, Keys::Fixed(secret.into())),
            // The group is added nevertheless, so that its other problems are reported too.
            Err(error) => {
                let problem = Problem::new(ProblemKind::Secret, name, error.to_string());
                builder.problems.push(problem);
                builder.add::<G>(Source::Registry, Keys::Missing)
            }
        }
    }

    /// Reads the token for a group's handshakes from the environment, if one of them needs it.
    fn token_from_env<G: EventGroup>(mut self) -> Self {
        let descriptor = G::DESCRIPTOR;
        if !descriptor
            .sender
            .handshakes
            .iter()
            .any(Handshake::needs_token)
        {
            return self;
        }
        match self.read::<G>(&variable(descriptor.name, "HANDSHAKE_TOKEN"), false) {
            Ok(token) => self.handshake_token::<G>(token),
            Err(error) => {
                let problem =
                    Problem::new(ProblemKind::Handshake, descriptor.name, error.to_string());
                self.problems.push(problem);
                self
            }
        }
    }

    /// Reads a variable for a group. Reports a problem if another group reads it too, unless both name it.
    fn read<G: EventGroup>(
        &mut self,
        variable: &str,
        is_named: bool,
    ) -> Result<Secret, SecretError> {
        let group = G::DESCRIPTOR.name;
        if let Some(other) = self.variables.add(variable, group, is_named) {
            let text = format!(
                "the environment variable `{variable}` is read for the group `{other}` as well: set a different `secret_env` on each group, or `secret_env = \"{variable}\"` on both"
            );
            self.problems
                .push(Problem::new(ProblemKind::Secret, group, text));
        }
        Secret::from_env(variable)
    }
}

/// The default name of a group's environment variable.
fn variable(group: &str, what: &str) -> String {
    let group = group.to_uppercase().replace(['-', '.', ' '], "_");
    format!("{group}_{what}")
}
