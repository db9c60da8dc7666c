//! Readers into borrowed structs of just what is asked for, by serde.

use std::borrow::Cow;

use serde::Deserialize;

use super::Asks;

#[derive(Deserialize)]
struct Delta<'a> {
    sequence_number: u64,
    #[serde(borrow)]
    delta: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Chunk<'a> {
    created: u64,
    #[serde(borrow)]
    choices: Vec<Choice<'a>>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(borrow)]
    delta: Content<'a>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Completed<'a> {
    #[serde(borrow)]
    response: Response<'a>,
}

#[derive(Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    output: Vec<Item<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    content: Vec<Part<'a>>,
    #[serde(borrow, default)]
    result: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

impl Delta<'_> {
    fn found(&self) -> u64 {
        self.sequence_number + self.delta.len() as u64
    }
}

impl Chunk<'_> {
    fn found(&self) -> u64 {
        let contents = self.choices.iter().map(|choice| choice.delta.content.len() as u64);
        self.created + contents.sum::<u64>()
    }
}

impl Completed<'_> {
    fn found(&self) -> u64 {
        let of_item = |item: &Item<'_>| {
            item.content.iter().map(|part| part.text.len()).sum::<usize>() + item.result.len()
        };
        self.response.output.iter().map(of_item).sum::<usize>() as u64
    }
}

pub(super) fn serde_json(asks: Asks, text: &[u8]) -> Option<u64> {
    Some(match asks {
        Asks::Delta => serde_json::from_slice::<Delta<'_>>(text).ok()?.found(),
        Asks::Chunk => serde_json::from_slice::<Chunk<'_>>(text).ok()?.found(),
        Asks::Completed => serde_json::from_slice::<Completed<'_>>(text).ok()?.found(),
    })
}

pub(super) fn sonic(asks: Asks, text: &[u8]) -> Option<u64> {
    Some(match asks {
        Asks::Delta => sonic_rs::from_slice::<Delta<'_>>(text).ok()?.found(),
        Asks::Chunk => sonic_rs::from_slice::<Chunk<'_>>(text).ok()?.found(),
        Asks::Completed => sonic_rs::from_slice::<Completed<'_>>(text).ok()?.found(),
    })
}
