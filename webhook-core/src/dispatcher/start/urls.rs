//! Finds the URL that the senders of each group sign.

use std::any::TypeId;
use std::sync::Arc;

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::problem::ProblemKind;
use crate::dispatcher::proxies::Proxies;
use crate::dispatcher::public_url::PublicUrl;
use crate::dispatcher::signed_url::SignedUrl;
use crate::dispatcher::start::routes::Wiring;

/// The URL settings of a builder.
#[derive(Default)]
pub(crate) struct Urls {
    pub(crate) server: Option<Arc<PublicUrl>>,
    pub(crate) groups: Vec<(TypeId, &'static str, Arc<PublicUrl>)>,
    pub(crate) proxies: Option<Proxies>,
    /// Whether one of them was refused, and is not missing.
    pub(crate) is_one_refused: bool,
}

impl Urls {
    /// Finds the URL that the senders of a group sign; `None` if they sign none.
    pub(crate) fn take(
        &mut self,
        id: TypeId,
        descriptor: &'static Descriptor,
        has_verifier: bool,
        wiring: &mut Wiring<'_>,
    ) -> Option<SignedUrl> {
        let mut report = |text: String| {
            wiring.report(ProblemKind::PublicUrl, descriptor.name, text);
        };
        let own = self.groups.iter().position(|(other, ..)| *other == id);
        let own = own.map(|own| self.groups.swap_remove(own).2);
        // A custom verifier may read the URL, and must not see a forged one.
        if !descriptor.signs_url() && !has_verifier {
            if own.is_some() {
                report("a public URL is given, but the scheme does not sign `{$url}`".to_owned());
            }
            return None;
        }
        let several = descriptor.paths.len() > 1
            || descriptor
                .paths
                .iter()
                .any(|path| path.contains(['*', '{']));
        if let Some(own) = own.as_ref().filter(|own| several && own.is_whole) {
            report(format!(
                "the group has several paths, but `{own}` is only one URL: write `{}/*`",
                own.to_string().trim_end_matches('/')
            ));
        }
        let public = own.or_else(|| self.server.clone());
        let is_missing = public.is_none() && self.proxies.is_none() && !self.is_one_refused;
        if descriptor.signs_url() && is_missing {
            report("the scheme signs `{$url}`, but no `public_url` is given".to_owned());
        }
        Some(SignedUrl(public))
    }

    /// Reports URLs for groups that were not added.
    pub(crate) fn report_rest(&self, wiring: &mut Wiring<'_>) {
        for (_, name, _) in &self.groups {
            let text = "a public URL is given, but the group is not added".to_owned();
            wiring.report(ProblemKind::PublicUrl, name, text);
        }
    }
}
