//! Help while a scenario file is typed: what may stand at the cursor, and what what stands there means. Made from the same
//! table of keys as the reader.

mod place;

use std::collections::BTreeSet;

use super::format::ROOT;
use super::names::Names;
use super::parse;
use super::shape::{Certainty, Entity, Field, Number, Shape};
use place::{Part, Place, place};

/// Completions at most.
const MOST: usize = 200;
/// Parts of a file in which names are defined, with what they are of.
const PARTS: [(&str, Entity); 5] = [
    ("channel", Entity::Channel),
    ("venue", Entity::Venue),
    ("group", Entity::Group),
    ("conversation", Entity::Conversation),
    ("measure", Entity::Measure),
];

/// Something that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// What it means.
    pub detail: String,
    /// What is put in the place of what is typed so far.
    pub insert: String,
}

/// What something means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What it is.
    pub title: String,
    /// What it means.
    pub text: String,
}

/// Help at a place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assistance {
    /// What may stand there.
    pub completions: Vec<Completion>,
    /// Characters before the cursor that a completion takes the place of.
    pub replaces: usize,
    /// What what stands there means.
    pub hover: Option<Hover>,
}

/// Help at a line and column, both from 1, the column in characters.
pub fn assist(text: &str, line: usize, column: usize) -> Assistance {
    let at = byte_of(text, line, column);
    let here = place(text, at);
    let names = names_in(text);
    // An item of a list of names is one of the names.
    let list = here.path.split_last().filter(|(last, _)| last.is_empty()).and_then(|(_, above)| shape_of(above));
    let mut completions = match shape_of(&here.path).or(list) {
        Some(shape) if here.part == Part::Key => keys(shape, &names),
        Some(shape) => values(shape, &names),
        None => Vec::new(),
    };
    let typed = here.typed.trim_matches(['"', '\'']).to_lowercase();
    completions.retain(|completion| completion.label.to_lowercase().contains(&typed));
    completions.sort_by_key(|completion| !completion.label.to_lowercase().starts_with(&typed));
    completions.truncate(MOST);
    Assistance { completions, replaces: here.typed.chars().count(), hover: hover(text, at) }
}

fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let own = text[start..].split('\n').next().unwrap_or("");
    let inside = own.char_indices().nth(column.saturating_sub(1)).map_or(own.len(), |(byte, _)| byte);
    start + inside
}

fn shape_of(path: &[String]) -> Option<&'static Shape> {
    path.iter().try_fold(&ROOT, |shape, key| shape.below(key))
}

/// The names that a text defines, however broken it is.
fn names_in(text: &str) -> Vec<(Entity, Vec<String>)> {
    let parsed = parse::document(0, text).ok().map(|root| Names::of(&root));
    let headers: Vec<Vec<String>> = text.lines().filter_map(place::header).collect();
    let of = |(part, entity): (&str, Entity)| {
        let from_headers = headers.iter().filter(|keys| keys[0] == part).filter_map(|keys| keys.get(1).cloned());
        let from_tree = parsed.iter().flat_map(|names| names.all(entity).iter().cloned());
        let all: BTreeSet<String> = from_headers.chain(from_tree).collect();
        (entity, all.into_iter().collect())
    };
    PARTS.into_iter().map(of).collect()
}

fn names_of(entity: Entity, names: &[(Entity, Vec<String>)]) -> Vec<String> {
    let wanted = if entity == Entity::Place { Entity::Venue } else { entity };
    let mut found: Vec<String> =
        names.iter().filter(|(other, _)| *other == wanted).flat_map(|(_, all)| all.clone()).collect();
    found.extend((entity == Entity::Place).then(|| "lodging".to_owned()));
    found
}

/// Keys that may stand in a table of this shape.
fn keys(shape: &'static Shape, names: &[(Entity, Vec<String>)]) -> Vec<Completion> {
    let key = |label: &str, detail: &str| Completion {
        label: label.to_owned(),
        detail: detail.to_owned(),
        insert: super::path::shown_key(label),
    };
    match shape {
        Shape::ByName(entity, _) => names_of(*entity, names).iter().map(|name| key(name, entity.noun())).collect(),
        Shape::ByHour(_) => vec![key("00-24", "hours of the day, from and to")],
        _ => shape.fields().iter().map(|field| key(field.key, field.doc)).chain(bounds(shape)).collect(),
    }
}

/// The keys of an uncertain value.
fn bounds(shape: &Shape) -> Vec<Completion> {
    let open = shape.number().is_some_and(|number| number.certainty == Certainty::MayBeUncertain);
    let texts = [
        ("low", "5 % quantile"),
        ("high", "95 % quantile"),
        ("min", "least value"),
        ("mode", "likeliest value"),
        ("max", "greatest value"),
    ];
    let bound = |(key, detail): (&str, &str)| Completion {
        label: key.to_owned(),
        detail: detail.to_owned(),
        insert: key.to_owned(),
    };
    texts.into_iter().filter(|_| open).map(bound).collect()
}

/// Values of this shape.
fn values(shape: &'static Shape, names: &[(Entity, Vec<String>)]) -> Vec<Completion> {
    let value = |label: &str, detail: &str, insert: String| Completion {
        label: label.to_owned(),
        detail: detail.to_owned(),
        insert,
    };
    let quoted = |name: &str, detail: &str| value(name, detail, serde_json::Value::from(name).to_string());
    match shape {
        Shape::Bool => ["true", "false"].map(|word| value(word, "", word.to_owned())).to_vec(),
        Shape::Choice(options) => options.iter().map(|option| quoted(option, "")).collect(),
        Shape::Name(entity) | Shape::Names(entity) => {
            names_of(*entity, names).iter().map(|name| quoted(name, entity.noun())).collect()
        }
        Shape::Number(number) => uncertain_forms(number),
        Shape::Distribution(number, forms) | Shape::Joiners(number, forms) => {
            let form = |field: &Field| value(field.key, field.doc, format!("{{ {} = {{ }} }}", field.key));
            forms.iter().map(form).chain(uncertain_forms(number)).collect()
        }
        _ => Vec::new(),
    }
}

fn uncertain_forms(number: &Number) -> Vec<Completion> {
    let form = |label: &str, detail: &str| Completion {
        label: label.to_owned(),
        detail: detail.to_owned(),
        insert: label.to_owned(),
    };
    match number.certainty {
        Certainty::Certain => Vec::new(),
        Certainty::MayBeUncertain => vec![
            form("{ low = , high = }", "not known: a 90 % interval"),
            form("{ min = , mode = , max = }", "not known: least, likeliest, greatest"),
        ],
    }
}

/// What the word at a byte means: a key by the table of keys, a name by what it is of.
fn hover(text: &str, at: usize) -> Option<Hover> {
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let end = text[at..].find(|c| !part_of_word(c)).map_or(text.len(), |length| at + length);
    let Place { mut path, part, typed } = place(text, end);
    if part == Part::Key {
        path.push(typed);
    }
    // A value means what its key means; a place in a list what the list does.
    while path.last().is_some_and(String::is_empty) {
        path.pop();
    }
    let key = path.last()?.clone();
    let above = shape_of(&path[..path.len() - 1])?;
    let title = super::path::beneath(&path.iter().map(String::as_str).collect::<Vec<_>>());
    if let Some(field) = above.fields().iter().find(|field| field.key == key) {
        let range = field.shape.number().map(|number| format!(" {}.", capital(&number.range.wanted())));
        let need = if field.required { " It is needed." } else { "" };
        return Some(Hover { title, text: format!("{}{}{need}", field.doc, range.unwrap_or_default()) });
    }
    let text = match above {
        Shape::Named(_) => format!("The name of a {}.", path.first()?),
        Shape::ByName(entity, _) => format!("A {}.", entity.noun()),
        Shape::ByHour(_) => "Hours of the day, from and to.".to_owned(),
        _ => return None,
    };
    Some(Hover { title, text })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "format = 1\n[channel.app]\nreadable = 0\n[venue.hall]\noffers = [\"ap\n[group.envoys]\ncount = 4\nmis\n\
        [conversation.talk]\nrate = { en\nclock = \"\n[campaign.net.collector.post]\n";

    fn labels(line: usize, column: usize) -> Vec<String> {
        assist(TEXT, line, column).completions.into_iter().map(|completion| completion.label).collect()
    }

    #[test]
    fn keys_names_and_choices_are_offered_where_they_may_stand() {
        assert_eq!(labels(8, 4), ["mistake", "mistake_variation"]);
        assert_eq!(labels(5, 14), ["app"], "channels in a list");
        assert_eq!(labels(10, 12), ["envoys"], "groups as keys of an inline table");
        assert_eq!(labels(11, 10), ["local", "home"]);
        assert!(labels(13, 1).contains(&"pickup_per_hour".to_owned()));
    }

    #[test]
    fn headers_are_completed() {
        let text = "[ca";
        let found = assist(text, 1, 4).completions;
        assert_eq!(found.iter().map(|found| found.label.as_str()).collect::<Vec<_>>(), ["campaign"]);
    }

    #[test]
    fn a_word_is_explained_by_the_table_of_keys() {
        let hover = assist(TEXT, 7, 3).hover.unwrap();
        assert_eq!(hover.title, "group.envoys.count");
        assert!(hover.text.starts_with("How many people."), "{}", hover.text);
        assert_eq!(assist(TEXT, 6, 10).hover.unwrap().text, "The name of a group.");
    }

    #[test]
    fn no_place_of_any_text_is_refused() {
        for text in ["", "[", "[[", "a = [[{", "= = =", "a.b.\"c", "é = \"ü\n[x", "}}]]", "a = { b = [ { c = 1, d"] {
            for line in 1..4 {
                (1..30).for_each(|column| drop(assist(text, line, column)));
            }
        }
    }
}
