//! The typed objects of the Responses API: what is read is written again as it was.

mod events;
mod exactness;
mod examples;
mod facts;

mod items;
mod streams;
mod tree;

use headwater_openai::ReadError;
use headwater_openai::response::ResponseEvent;
use tree::Tree;

/// Reads an event and writes it again, with nothing borrowed in between.
fn rewritten(json: &str) -> Result<String, ReadError> {
    let event = ResponseEvent::parse(json)?;
    let lent = event.to_json();
    let owned = event.clone().into_owned();
    assert_eq!(owned, event, "owned is another: {json}");
    assert_eq!(owned.to_json(), lent, "owned is written otherwise: {json}");
    Ok(lent)
}

/// Whether two JSON texts say the same: members in any order, numbers digit by digit.
fn is_same(one: &str, other: &str) -> bool {
    Tree::of(one).is_same(&Tree::of(other))
}
