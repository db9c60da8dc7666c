//! Without an allocator: every request goes to the caller's own URL.

use crate::{
    event_source::{config::RequestMethod, verdict::Verdict},
    session::{Attempt, CloseReason, RedirectRefusal, ResponseHead},
};

#[derive(Clone)]
pub(in crate::event_source) struct Route;

impl Route {
    pub(in crate::event_source) const fn new() -> Self {
        Self
    }

    pub(in crate::event_source) const fn attempt(&self) -> Attempt<'_> {
        Attempt::original()
    }

    pub(in crate::event_source) const fn follow(
        &mut self,
        _: &ResponseHead<'_>,
        _: RequestMethod,
    ) -> Verdict {
        Verdict::Never(CloseReason::RedirectRefused(RedirectRefusal::NotSupported))
    }

    pub(in crate::event_source) const fn arrive(
        &mut self,
        _: &ResponseHead<'_>,
    ) -> Result<(), RedirectRefusal> {
        Ok(())
    }

    pub(in crate::event_source) const fn back_to_original(&mut self) {}
}
