//! With feature `redirects`: requests go to where the server sends them.

use alloc::{
    boxed::Box,
    string::{String, ToString as _},
};

use super::location::{InvalidUrl, Origin, check, origin, resolve};
use crate::{
    event_source::{config::RequestMethod, verdict::Verdict},
    session::{
        Attempt, CloseReason, Interruption, Method, RedirectRefusal, RequestBody, ResponseHead,
        Target,
    },
};

/// How many redirects are followed, one after the other (Fetch, "HTTP-redirect fetch").
const MAX_REDIRECTS: u8 = 20;

/// Where the request under way goes. One pointer large while the URL is not known.
#[derive(Clone)]
pub(in crate::event_source) struct Route(Option<Box<Known>>);

#[derive(Clone)]
struct Known {
    original: String,
    /// Where the server sent us last.
    redirected: Option<String>,
    /// Where the transport went by itself.
    arrived: Option<String>,
    redirects: u8,
    secrets: bool,
    method: Method,
}

impl Route {
    pub(in crate::event_source) const fn new() -> Self {
        Self(None)
    }

    pub(in crate::event_source) fn to(url: &str) -> Result<Self, InvalidUrl> {
        Ok(Self(Some(Box::new(Known {
            original: check(url)?,
            redirected: None,
            arrived: None,
            redirects: 0,
            secrets: true,
            method: Method::Original,
        }))))
    }

    /// The URL of the request under way, or of the response.
    pub(in crate::event_source) fn url(&self) -> Option<&str> {
        let known = self.0.as_deref()?;
        Some(known.arrived.as_deref().unwrap_or_else(|| known.requested()))
    }

    pub(in crate::event_source) fn origin(&self) -> Option<Origin<'_>> {
        origin(self.url()?)
    }

    pub(in crate::event_source) fn attempt(&self) -> Attempt<'_> {
        let Some(known) = self.0.as_deref() else { return Attempt::original() };
        let body = if known.method == Method::Original {
            RequestBody::Original
        } else {
            RequestBody::Nothing
        };
        Attempt {
            target: known.redirected.as_deref().map_or(Target::Original, Target::Redirected),
            method: known.method,
            secrets: known.secrets,
            body,
            ..Attempt::original()
        }
    }

    /// The response is a redirect.
    pub(in crate::event_source) fn follow(
        &mut self,
        head: &ResponseHead<'_>,
        method: RequestMethod,
    ) -> Verdict {
        let refused = |why| Verdict::Never(CloseReason::RedirectRefused(why));
        let Some(known) = self.0.as_deref_mut() else {
            return refused(RedirectRefusal::NotSupported);
        };
        if known.redirects >= MAX_REDIRECTS {
            return Verdict::NotNow { why: Interruption::TooManyRedirects, acted_on: false };
        }
        // The transport may have followed others before: a relative location leads from there.
        let next = match head.url {
            Some(url) => known.go_along(url),
            None => Ok(()),
        };
        match next.and_then(|()| known.next(head.location.unwrap_or_default())) {
            Ok(url) => known.follow(url, head.status, method),
            Err(why) => return refused(why),
        }
        Verdict::Elsewhere
    }

    /// The response is an event stream. Where the transport followed redirects by itself, nothing can
    /// be undone, but nothing is read either that came over a way that is refused.
    pub(in crate::event_source) fn arrive(
        &mut self,
        head: &ResponseHead<'_>,
    ) -> Result<(), RedirectRefusal> {
        let (Some(known), Some(url)) = (self.0.as_deref_mut(), head.url) else { return Ok(()) };
        known.next(url.as_bytes())?;
        known.arrived = Some(url.to_string());
        Ok(())
    }

    /// The next request is the caller's own again: no redirect is remembered.
    pub(in crate::event_source) fn back_to_original(&mut self) {
        if let Some(known) = self.0.as_deref_mut() {
            known.redirected = None;
            known.arrived = None;
            known.redirects = 0;
            known.secrets = true;
            known.method = Method::Original;
        }
    }
}

impl Known {
    fn requested(&self) -> &str {
        self.redirected.as_deref().unwrap_or(&self.original)
    }

    /// Where a location leads, if it may lead there.
    fn next(&self, location: &[u8]) -> Result<String, RedirectRefusal> {
        let url = resolve(self.requested(), location)?;
        let is_secure = |url| origin(url).is_some_and(|origin| origin.is_secure());
        if is_secure(self.requested()) && !is_secure(&url) {
            return Err(RedirectRefusal::Insecure);
        }
        Ok(url)
    }

    /// The transport went there by itself.
    fn go_along(&mut self, url: &str) -> Result<(), RedirectRefusal> {
        let url = self.next(url.as_bytes())?;
        self.go_to(url);
        Ok(())
    }

    fn go_to(&mut self, url: String) {
        // Once they stayed behind, they stay so: the way back may be another's doing.
        self.secrets &= origin(&url) == origin(self.requested());
        self.redirected = Some(url);
    }

    fn follow(&mut self, url: String, status: u16, method: RequestMethod) {
        self.redirects += 1;
        // Fetch: 301 and 302 make a POST a GET, 303 whatever is not one.
        if (matches!(status, 301 | 302) && method == RequestMethod::Post)
            || (status == 303 && method != RequestMethod::Safe)
        {
            self.method = Method::Get;
        }
        self.go_to(url);
    }
}
