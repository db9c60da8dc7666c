//! A look at the value so far.

use core::fmt::{self, Write as _};

use super::tree::{Node, NodeKind, Tree};
use crate::{quoted::Quoted, token::Kind};

/// A value of a JSON text that is still growing, as far as it came.
///
/// Its [`Display`](fmt::Display) writes it as JSON, everything closed, without whitespace:
/// `to_string` gives what serde reads into types.
#[derive(Clone, Copy)]
pub struct PartialValue<'a> {
    tree: &'a Tree,
    at: usize,
    node: Node,
}

impl<'a> PartialValue<'a> {
    pub(super) fn at(tree: &'a Tree, at: usize) -> Option<Self> {
        Some(Self { tree, at, node: tree.node(at)? })
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.node.kind {
            NodeKind::Null => Kind::Null,
            NodeKind::Bool(_) => Kind::Bool,
            NodeKind::Number => Kind::Number,
            NodeKind::Key | NodeKind::String => Kind::String,
            NodeKind::Array => Kind::Array,
            NodeKind::Object => Kind::Object,
        }
    }

    /// Whether its end was seen, so that it will not change.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.node.is_complete
    }

    /// Whether it may go on: the string, the digits, the container.
    #[must_use]
    pub const fn is_partial(&self) -> bool {
        !self.node.is_complete
    }

    /// Whether it is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.node.kind, NodeKind::Null)
    }

    /// The boolean, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let NodeKind::Bool(value) = self.node.kind { Some(value) } else { None }
    }

    /// The string so far, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        (self.node.kind == NodeKind::String).then(|| self.tree.text(self.node))
    }

    /// The number so far as it is written, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&'a str> {
        (self.node.kind == NodeKind::Number).then(|| self.tree.text(self.node))
    }

    /// The number so far, if it is written as an integer and is one of this type.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.parse().ok()
    }

    /// The number so far, if it is written as an integer and is one of this type.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.parse().ok()
    }

    /// The nearest number of this type, if it is a number and none is infinitely far.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The members of which something can be told, if it is an object.
    #[must_use]
    pub fn members(&self) -> Option<PartialMembers<'a>> {
        (self.node.kind == NodeKind::Object).then(|| PartialMembers { inner: self.inner() })
    }

    /// The elements of which something can be told, if it is an array.
    #[must_use]
    pub fn elements(&self) -> Option<PartialElements<'a>> {
        (self.node.kind == NodeKind::Array).then(|| PartialElements { inner: self.inner() })
    }

    /// The value of the member with this key, if it is an object that has one: of several the
    /// last, as in [`RawJson::get`](crate::RawJson::get).
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Self> {
        self.members()?.filter(|&(name, _)| name == key).last().map(|(_, value)| value)
    }

    const fn inner(&self) -> Inner<'a> {
        Inner { tree: self.tree, container: self.at, next: self.at + 1 }
    }
}

/// Writes the value as JSON, everything closed.
impl fmt::Display for PartialValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node.kind {
            NodeKind::Null => f.write_str("null"),
            NodeKind::Bool(true) => f.write_str("true"),
            NodeKind::Bool(false) => f.write_str("false"),
            NodeKind::Number => f.write_str(self.tree.text(self.node)),
            NodeKind::Key | NodeKind::String => Quoted(self.tree.text(self.node)).fmt(f),
            NodeKind::Array => {
                f.write_char('[')?;
                self.write_inner(f)?;
                f.write_char(']')
            }
            NodeKind::Object => {
                f.write_char('{')?;
                self.write_inner(f)?;
                f.write_char('}')
            }
        }
    }
}

impl PartialValue<'_> {
    fn write_inner(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        // Keys are values of their own here.
        for value in self.inner() {
            f.write_str(separator)?;
            fmt::Display::fmt(&value, f)?;
            separator = if value.node.kind == NodeKind::Key { ":" } else { "," };
        }
        Ok(())
    }
}

/// Shows kind and state, not the content.
impl fmt::Debug for PartialValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialValue")
            .field("kind", &self.kind())
            .field("is_complete", &self.is_complete())
            .finish_non_exhaustive()
    }
}

/// What stands right in a container, keys and values alike.
#[derive(Clone)]
struct Inner<'a> {
    tree: &'a Tree,
    container: usize,
    next: usize,
}

impl<'a> Iterator for Inner<'a> {
    type Item = PartialValue<'a>;

    fn next(&mut self) -> Option<PartialValue<'a>> {
        if self.next >= self.tree.behind(self.container) {
            return None;
        }
        let value = PartialValue::at(self.tree, self.next)?;
        self.next = self.tree.behind(self.next);
        Some(value)
    }
}

/// The members of an object so far; see [`PartialValue::members`].
#[derive(Clone)]
pub struct PartialMembers<'a> {
    inner: Inner<'a>,
}

impl<'a> Iterator for PartialMembers<'a> {
    type Item = (&'a str, PartialValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.inner.next()?;
        Some((key.tree.text(key.node), self.inner.next()?))
    }
}

/// Shows nothing of the content.
impl fmt::Debug for PartialMembers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialMembers").finish_non_exhaustive()
    }
}

/// The elements of an array so far; see [`PartialValue::elements`].
#[derive(Clone)]
pub struct PartialElements<'a> {
    inner: Inner<'a>,
}

impl<'a> Iterator for PartialElements<'a> {
    type Item = PartialValue<'a>;

    fn next(&mut self) -> Option<PartialValue<'a>> {
        self.inner.next()
    }
}

/// Shows nothing of the content.
impl fmt::Debug for PartialElements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialElements").finish_non_exhaustive()
    }
}
