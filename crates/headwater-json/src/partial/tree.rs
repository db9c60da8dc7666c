//! The values so far, as tokens make them.

use alloc::{string::String, vec::Vec};

use crate::{
    number::NumberPlace,
    token::{Piece, Token},
};

/// The values so far in the order of the text, each key before its value.
#[derive(Clone, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// What keys and strings say, and how numbers are written, one after the other.
    text: String,
    /// The containers that are open, the outermost first.
    open: Vec<usize>,
    /// Where the text of the key, string or number under way begins.
    text_start: usize,
    number: Option<NumberPlace>,
    /// The text of a key of whose value nothing can be told yet.
    key: Option<(usize, usize)>,
}

#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) is_complete: bool,
    /// Where its text begins.
    start: usize,
    /// Where its text ends; of a complete container, which node follows it.
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeKind {
    Key,
    Null,
    Bool(bool),
    Number,
    String,
    Array,
    Object,
}

impl Tree {
    pub(super) const fn new() -> Self {
        Self {
            nodes: Vec::new(),
            text: String::new(),
            open: Vec::new(),
            text_start: 0,
            number: None,
            key: None,
        }
    }

    pub(super) fn node(&self, at: usize) -> Option<Node> {
        self.nodes.get(at).copied()
    }

    /// The node behind this one and all in it.
    pub(super) fn behind(&self, at: usize) -> usize {
        match self.node(at) {
            Some(Node { kind: NodeKind::Array | NodeKind::Object, is_complete, end, .. }) => {
                // All that came last is in an open container.
                if is_complete { end } else { self.nodes.len() }
            }
            _ => at + 1,
        }
    }

    pub(super) fn text(&self, node: Node) -> &str {
        self.text.get(node.start..node.end).unwrap_or_default()
    }

    pub(super) fn take(&mut self, token: Token<'_>) {
        match token {
            Token::BeginObject => self.open(NodeKind::Object),
            Token::BeginArray => self.open(NodeKind::Array),
            Token::EndObject | Token::EndArray => self.close(),
            Token::Bool(value) => self.add(NodeKind::Bool(value), true),
            Token::Null => self.add(NodeKind::Null, true),
            Token::Key(piece) => self.take_key(piece),
            Token::String(piece) => self.take_string(piece),
            Token::Number(piece) => self.take_number(piece),
        }
    }

    fn open(&mut self, kind: NodeKind) {
        self.add(kind, false);
        self.open.push(self.nodes.len() - 1);
    }

    fn close(&mut self) {
        let behind = self.nodes.len();
        if let Some(node) = self.open.pop().and_then(|at| self.nodes.get_mut(at)) {
            node.end = behind;
            node.is_complete = true;
        }
    }

    /// Adds a value, after the key that waits for it.
    fn add(&mut self, kind: NodeKind, is_complete: bool) {
        if let Some((start, end)) = self.key.take() {
            self.nodes.push(Node { kind: NodeKind::Key, is_complete: true, start, end });
        }
        let start = self.text_start;
        self.nodes.push(Node { kind, is_complete, start, end: start });
    }

    fn take_key(&mut self, piece: Piece<'_>) {
        self.append(piece);
        if piece.is_last {
            self.key = Some((self.text_start, self.text.len()));
        }
    }

    fn take_string(&mut self, piece: Piece<'_>) {
        self.append(piece);
        if piece.is_first {
            self.add(NodeKind::String, false);
        }
        self.extend_last(self.text.len(), piece.is_last);
    }

    fn take_number(&mut self, piece: Piece<'_>) {
        self.append(piece);
        if piece.is_first {
            self.number = None;
        }
        let mut end = self.text.len() - piece.text.len();
        let mut valid_end = None;
        for &byte in piece.text.as_bytes() {
            let is_begun = self.has_number();
            self.number = match self.number {
                None => NumberPlace::of_first(byte),
                Some(place) => place.after(byte),
            };
            end += 1;
            if self.number.is_some_and(NumberPlace::may_end) {
                valid_end = Some(end);
                if !is_begun {
                    self.add(NodeKind::Number, false);
                }
            }
        }
        if let Some(end) = valid_end {
            self.extend_last(end, false);
        }
        if piece.is_last {
            self.extend_last(self.text.len(), true);
        }
    }

    fn append(&mut self, piece: Piece<'_>) {
        if piece.is_first {
            self.text_start = self.text.len();
        }
        self.text.push_str(piece.text);
    }

    /// Whether the number under way is among the nodes.
    fn has_number(&self) -> bool {
        self.nodes.last().is_some_and(|last| last.kind == NodeKind::Number && !last.is_complete)
    }

    fn extend_last(&mut self, end: usize, is_complete: bool) {
        if let Some(last) = self.nodes.last_mut() {
            last.end = end;
            last.is_complete = is_complete;
        }
    }
}
