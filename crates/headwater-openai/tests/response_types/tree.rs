//! JSON as a tree that keeps the order of members and the digits of numbers.

use std::collections::BTreeMap;

use headwater_json::{JsonStr, Kind, RawJson};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// The text of a string, with its escapes where half a surrogate pair is among them.
    Text(String),
    /// A number, a boolean or `null`, as it is written.
    Plain(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// The way to a value: the members' names, and the positions in lists.
pub(crate) type Path = Vec<Step>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Member(usize),
    Element(usize),
}

impl Tree {
    pub(crate) fn of(json: &str) -> Self {
        let raw = RawJson::parse(json).unwrap_or_else(|error| panic!("{error}: {json}"));
        Self::of_raw(raw)
    }

    fn of_raw(raw: RawJson<'_>) -> Self {
        match raw.kind() {
            Kind::Object => {
                let members = raw.members().expect("an object");
                Self::Object(members.map(|(key, value)| (text(key), Self::of_raw(value))).collect())
            }
            Kind::Array => Self::List(raw.elements().expect("a list").map(Self::of_raw).collect()),
            Kind::String => Self::Text(text(raw.as_json_str().expect("a string"))),
            _ => Self::Plain(raw.as_json().to_owned()),
        }
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(one), Self::Object(other)) => {
                // Of several members with one name the last counts.
                let one: BTreeMap<_, _> = one.iter().map(|(key, value)| (key, value)).collect();
                let other: BTreeMap<_, _> = other.iter().map(|(key, value)| (key, value)).collect();
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(&other)
                        .all(|(one, other)| one.0 == other.0 && one.1.is_same(other.1))
            }
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| one.is_same(other))
            }
            _ => self == other,
        }
    }

    pub(crate) fn json(&self) -> String {
        let joined = |parts: Vec<String>| parts.join(",");
        match self {
            Self::Text(text) => headwater_json::Quoted(text).to_string(),
            Self::Plain(plain) => plain.clone(),
            Self::List(list) => format!("[{}]", joined(list.iter().map(Self::json).collect())),
            Self::Object(members) => {
                let member = |(key, value): &(String, Self)| {
                    format!("{}:{}", headwater_json::Quoted(key), value.json())
                };
                format!("{{{}}}", joined(members.iter().map(member).collect()))
            }
        }
    }

    /// The ways to all members, of objects at every depth.
    pub(crate) fn members(&self) -> Vec<Path> {
        let mut ways = Vec::new();
        self.add_members(&Path::new(), &mut ways);
        ways
    }

    fn add_members(&self, way: &Path, ways: &mut Vec<Path>) {
        let longer = |step| [way.as_slice(), &[step]].concat();
        match self {
            Self::Object(members) => {
                for (at, (_, value)) in members.iter().enumerate() {
                    let way = longer(Step::Member(at));
                    value.add_members(&way, ways);
                    ways.push(way);
                }
            }
            Self::List(list) => {
                for (at, value) in list.iter().enumerate() {
                    value.add_members(&longer(Step::Element(at)), ways);
                }
            }
            _ => {}
        }
    }

    /// The value of the member, which is taken out or gets another.
    pub(crate) fn with_member(&self, way: &[Step], value: Option<&Self>) -> Self {
        let mut tree = self.clone();
        let (last, before) = way.split_last().expect("a way to a member");
        let mut at = &mut tree;
        for step in before {
            at = match (at, step) {
                (Self::Object(members), Step::Member(at)) => &mut members[*at].1,
                (Self::List(list), Step::Element(at)) => &mut list[*at],
                _ => panic!("no such way"),
            };
        }
        let (Self::Object(members), Step::Member(member)) = (at, last) else {
            panic!("no such way")
        };
        match value {
            Some(value) => members[*member].1 = value.clone(),
            None => drop(members.remove(*member)),
        }
        tree
    }

    pub(crate) fn member(&self, way: &[Step]) -> &Self {
        way.iter().fold(self, |tree, step| match (tree, step) {
            (Self::Object(members), Step::Member(at)) => &members[*at].1,
            (Self::List(list), Step::Element(at)) => &list[*at],
            _ => panic!("no such way"),
        })
    }

    /// The same with a member of this name put before the others, in every object.
    pub(crate) fn marked(&self, name: &str) -> Self {
        match self {
            Self::Object(members) => {
                let mark = (name.to_owned(), Self::Plain("1.0".to_owned()));
                let rest = members.iter().map(|(key, value)| (key.clone(), value.marked(name)));
                Self::Object([mark].into_iter().chain(rest).collect())
            }
            Self::List(list) => Self::List(list.iter().map(|value| value.marked(name)).collect()),
            other => other.clone(),
        }
    }
}

fn text(text: JsonStr<'_>) -> String {
    if text.is_well_formed() { text.to_cow().into_owned() } else { text.as_written().to_owned() }
}
