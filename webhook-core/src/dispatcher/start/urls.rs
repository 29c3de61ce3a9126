//! Which URL the senders of each group sign.

use std::any::TypeId;
use std::sync::Arc;

use crate::declare::descriptor::Descriptor;
use crate::dispatcher::problem::ProblemKind;
use crate::dispatcher::proxies::Proxies;
use crate::dispatcher::public_url::PublicUrl;
use crate::dispatcher::signed_url::SignedUrl;
use crate::dispatcher::start::routes::Wiring;

/// What the builder was told of URLs.
#[derive(Default)]
pub(crate) struct Urls {
    pub(crate) server: Option<Arc<PublicUrl>>,
    pub(crate) groups: Vec<(TypeId, &'static str, Arc<PublicUrl>)>,
    pub(crate) proxies: Option<Proxies>,
}

impl Urls {
    /// Finds the URL that the senders of a group sign; `None` for a group whose senders sign none.
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
        // Code may sign the URL, and is never shown one that the request made up.
        if !descriptor.signs_url() && !has_verifier {
            if own.is_some() {
                report("a public URL is given, and the scheme does not sign `{$url}`".to_owned());
            }
            return None;
        }
        let several =
            descriptor.paths.len() > 1 || descriptor.paths.iter().any(|path| path.ends_with('*'));
        if let Some(own) = own.as_ref().filter(|own| several && own.is_whole) {
            report(format!(
                "the group has several paths, and `{own}` is one URL: write `{}/*`",
                own.to_string().trim_end_matches('/')
            ));
        }
        let public = own.or_else(|| self.server.clone());
        if descriptor.signs_url() && public.is_none() && self.proxies.is_none() {
            report("the scheme signs `{$url}`, and no `public_url` is given".to_owned());
        }
        Some(SignedUrl(public))
    }

    /// Reports what was given for groups that are not there.
    pub(crate) fn report_rest(&self, wiring: &mut Wiring<'_>) {
        for (_, name, _) in &self.groups {
            let text = "a public URL is given, and the group is not".to_owned();
            wiring.report(ProblemKind::PublicUrl, name, text);
        }
    }
}
