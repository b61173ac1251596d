//! Groups of values that might be learned together.

use std::collections::BTreeMap;

use super::SensitivityError;
use crate::scenario::{beginning, covers};

/// Values with something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// What it is.
    pub name: String,
    /// Positions of its values in the list.
    pub members: Vec<usize>,
}

/// The parts of the file with more than one of the values (`campaign`, `group.generals`), and the groups asked for.
pub(super) fn groups(paths: &[&str], asked: &[Vec<String>]) -> Result<Vec<Group>, SensitivityError> {
    let mut groups: Vec<Group> = asked.iter().map(|patterns| group(paths, patterns)).collect::<Result<_, _>>()?;
    for keys in [1, 2] {
        let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, path) in paths.iter().enumerate() {
            parts.entry(beginning(path, keys)).or_default().push(place);
        }
        let new = |members: &Vec<usize>| members.len() > 1 && members.len() < paths.len();
        for (name, members) in parts.into_iter().filter(|(_, members)| new(members)) {
            if !groups.iter().any(|group| group.members == members) {
                groups.push(Group { name, members });
            }
        }
    }
    Ok(groups)
}

fn group(paths: &[&str], patterns: &[String]) -> Result<Group, SensitivityError> {
    let mut members = Vec::new();
    for pattern in patterns {
        let refused = |wrong: String| SensitivityError::Group { pattern: pattern.clone(), wrong };
        let met: Result<Vec<bool>, String> = paths.iter().map(|path| covers(pattern, path)).collect();
        let met = met.map_err(refused)?;
        if !met.contains(&true) {
            return Err(refused(format!("none of the {} uncertain values in use is meant by it", paths.len())));
        }
        members.extend((0..paths.len()).filter(|&place| met[place]));
    }
    members.sort_unstable();
    members.dedup();
    Ok(Group { name: patterns.join(", "), members })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 4] = ["campaign.a.duty", "campaign.b.duty", "group.x.mistake", "group.x.workaround"];

    #[test]
    fn parts_of_the_file_with_several_values_are_groups() {
        let found = groups(&PATHS, &[]).unwrap();
        let told: Vec<(&str, &[usize])> = found.iter().map(|group| (group.name.as_str(), &group.members[..])).collect();
        assert_eq!(told, [("campaign", &[0, 1][..]), ("group", &[2, 3])]);
    }

    #[test]
    fn a_group_that_is_asked_for_is_found_by_its_patterns() {
        let asked = vec![vec!["campaign.*.duty".to_owned(), "group.x.mistake".to_owned()]];
        assert_eq!(groups(&PATHS, &asked).unwrap()[0].members, [0, 1, 2]);
        let refused = groups(&PATHS, &[vec!["venue.*".to_owned()]]).unwrap_err().to_string();
        assert!(refused.contains("--group venue.*: none of the 4"), "{refused}");
        assert!(groups(&PATHS, &[vec!["a..b".to_owned()]]).is_err());
    }
}
