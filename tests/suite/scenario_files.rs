//! Scenario files: what loads, what is refused and how it is said, what `extends`, overrides and measures do.

use std::fs;
use std::path::{Path, PathBuf};

use overheard::scenario::world::Joiners;
use overheard::scenario::{self, Diagnostics, Ignorance, Override, Scenario};

const EVERY_KEY: &str = include_str!("../scenarios/every-key.toml");

fn every_key() -> Scenario {
    scenario::from_text("every-key.toml", EVERY_KEY, &[]).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn with_overrides(overrides: &[&str]) -> Result<Scenario, Diagnostics> {
    let parsed: Vec<Override> = overrides.iter().map(|text| Override::parse(text).unwrap()).collect();
    scenario::from_text("every-key.toml", EVERY_KEY, &parsed)
}

fn with_text(text: &str) -> Result<Scenario, Diagnostics> {
    scenario::from_text("test.toml", text, &[])
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn index(scenario: &Scenario, path: &str) -> usize {
    scenario.uncertain().iter().position(|value| value.path == path).unwrap()
}

#[test]
fn the_example_of_the_format_loads_without_warnings() {
    let scenario = every_key();
    assert!(scenario.warnings().is_empty(), "{}", Diagnostics(scenario.warnings().to_vec()));
    assert_eq!(scenario.name(), "Air show");
    let world = scenario.world(&scenario.central_values()).unwrap();
    assert_eq!(world.event.home_to_local_hours, 7.0);
    assert_eq!(world.event.first_weekday, Some(1), "20 February 2024 was a Tuesday");
    assert_eq!(world.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["generals", "staff-at-home"]);
    assert_eq!(world.kinds[0].joined_by, [(0, Joiners::Uniform { min: 0, max: 2 }), (1, Joiners::Fixed(3))]);
    assert_eq!(scenario.tolerance().len(), 2);
    assert_eq!(scenario.evidence()[0].to_string(), "captures>=1 in 1 of 12 events");
    assert_eq!(scenario.leak().unwrap().venue.as_deref(), Some("hotel"));
    assert!(scenario.sources().iter().any(|note| note.covers("campaign.scattered.focus")));
}

/// Every file of `tests/rejected` is refused with exactly the message beside it; `UPDATE_EXPECTED=1` writes the messages.
#[test]
fn every_rejected_file_gets_its_message() {
    let folder = Path::new("tests/rejected");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(files.len() > 50);
    let mut wrong = Vec::new();
    for file in files {
        let expected = file.with_extension("txt");
        let said = match scenario::load(&file, &[]) {
            Ok(_) => panic!("{} was not refused", file.display()),
            Err(diagnostics) => format!("{diagnostics}\n"),
        };
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            fs::write(&expected, &said).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{}:\n{said}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_order_of_the_tables_changes_neither_hash_nor_world() {
    let mut parts: Vec<&str> = EVERY_KEY.split("\n\n").collect();
    let head = parts.iter().position(|part| part.contains("format = 1")).unwrap();
    let head = parts.remove(head);
    parts.reverse();
    let shuffled = format!("{head}\n\n{}", parts.join("\n\n"));
    let (one, other) = (every_key(), with_text(&shuffled).unwrap());
    assert_ne!(EVERY_KEY, shuffled);
    assert_eq!(one.hash(), other.hash());
    assert_eq!(one.uncertain(), other.uncertain());
    let values = one.central_values();
    assert_eq!(one.world(&values), other.world(&values));
}

#[test]
fn the_hash_follows_what_is_said_and_not_how() {
    let plain = every_key();
    let commented = EVERY_KEY.replace("count = 12", "# how many\ncount   =   12.0");
    assert_eq!(with_text(&commented).unwrap().hash(), plain.hash());
    let other = EVERY_KEY.replace("count = 12", "count = 13");
    assert_ne!(with_text(&other).unwrap().hash(), plain.hash());
    assert_ne!(with_overrides(&["group.generals.count=13"]).unwrap().hash(), plain.hash());
    assert_eq!(with_text(&other).unwrap().hash(), with_overrides(&["group.generals.count=13"]).unwrap().hash());
    assert_eq!(plain.hash().len(), 64);
}

mod extends {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn tables_merge_key_by_key_and_the_extending_file_wins() {
        let upper = "extends = \"base/base.toml\"\n[group.generals]\ncount = 7\nmistake = { min = 0.1, mode = 0.2, max = 0.3 }\n\
                     [conversation.planning]\nduration_minutes = { exponential = { mean = 10 } }\n";
        let folder = folder(&[("base/base.toml", EVERY_KEY), ("upper.toml", upper)]);
        let scenario = scenario::load(&folder.path().join("upper.toml"), &[]).unwrap_or_else(|wrong| panic!("{wrong}"));
        let world = scenario.world(&scenario.central_values()).unwrap();
        assert_eq!((world.groups[0].count, world.groups[1].count), (7, 30));
        let mistake = &scenario.uncertain()[index(&scenario, "group.generals.mistake")];
        assert_eq!(mistake.law, Ignorance::Pert { min: 0.1, mode: 0.2, max: 0.3 });
        assert!((world.kinds[0].duration.mean() - 10.0 / 60.0).abs() < 1e-15);
    }

    #[test]
    fn an_error_points_into_the_file_that_holds_it() {
        let base = EVERY_KEY.replace("count = 12", "count = -12");
        let folder = folder(&[("base.toml", &base), ("upper.toml", "extends = \"base.toml\"\n")]);
        let wrong = scenario::load(&folder.path().join("upper.toml"), &[]).unwrap_err();
        assert!(wrong.0[0].file.ends_with("base.toml"), "{wrong}");
        assert_eq!(wrong.0[0].path, "group.generals.count");
    }

    #[test]
    fn a_cycle_is_an_error() {
        let folder = folder(&[("a.toml", "extends = \"b.toml\"\n"), ("b.toml", "extends = \"./a.toml\"\n")]);
        let wrong = scenario::load(&folder.path().join("a.toml"), &[]).unwrap_err();
        assert!(wrong.0[0].message.contains("extends itself"), "{wrong}");
        assert!(wrong.0[0].file.ends_with("b.toml"), "{wrong}");
    }

    #[test]
    fn a_chain_of_seventeen_is_too_long() {
        let files: Vec<(String, String)> =
            (0..30).map(|i| (format!("{i}.toml"), format!("extends = \"{}.toml\"\n", i + 1))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let wrong = scenario::load(&folder(&files).path().join("0.toml"), &[]).unwrap_err();
        assert!(wrong.0[0].message.contains("more than 16 files"), "{wrong}");
    }
}

mod overrides {
    use super::*;

    fn refused(overrides: &[&str]) -> String {
        with_overrides(overrides).unwrap_err().to_string()
    }

    #[test]
    fn a_value_is_replaced_and_a_known_key_created() {
        let scenario = with_overrides(&[
            "group.*.count=5",
            "campaign.scattered.review_per_day = 7",
            "conversation.planning.clock=local",
            "conversation.planning.hours.\"13-19\"=4",
            "group.staff-at-home.flagged=0.5",
        ]);
        let scenario = scenario.unwrap_or_else(|wrong| panic!("{wrong}"));
        let world = scenario.world(&scenario.central_values()).unwrap();
        assert!(world.groups.iter().all(|group| group.count == 5));
        assert_eq!(world.campaigns[0].review_per_day.unwrap().get(), 7.0);
        assert_eq!(*world.kinds[0].hours.at(13), 4.0);
        assert_eq!(world.groups[1].flagged.get(), 0.5);
    }

    #[test]
    fn a_bound_of_an_uncertain_value_can_be_set() {
        let scenario = with_overrides(&["group.generals.mistake.high=0.05"]).unwrap();
        let law = scenario.uncertain()[index(&scenario, "group.generals.mistake")].law;
        assert_eq!(law, Ignorance::LogitNormal { low: 0.004, high: 0.05 });
    }

    #[test]
    fn a_path_that_matches_nothing_names_the_nearest() {
        let said = refused(&["group.generls.mistake=0.1"]);
        assert_eq!(
            said,
            "--set group.generls.mistake=0.1: group.generls.mistake: matches nothing\nhelp: did you mean `group.generals.mistake`?"
        );
        assert!(refused(&["group.*.mistke=0.1"]).contains("did you mean `group.*.mistake`?"));
        assert!(refused(&["group.new.count=1"]).contains("in place of `new` there is: generals, staff-at-home"));
    }

    #[test]
    fn an_error_of_an_overridden_value_says_where_it_came_from() {
        assert_eq!(
            refused(&["group.generals.mistake=1.2"]),
            "--set group.generals.mistake=1.2: group.generals.mistake: 1.2 is not a probability (0 to 1)"
        );
        assert!(refused(&["group.generals.count=[1"]).contains("not TOML"));
        assert!(refused(&["group.generals.count=few"]).contains("a text stands here, a whole number"));
    }

    #[test]
    fn what_is_not_path_and_value_is_refused() {
        for text in ["", "group.generals.count", "=1", "a..b=1", "a.b="] {
            assert!(Override::parse(text).is_err(), "{text}");
        }
    }
}

mod uncertain_values {
    use super::*;

    #[test]
    fn settled_values_reach_the_world() {
        let scenario = every_key();
        let mut values = scenario.central_values();
        values[index(&scenario, "group.generals.mistake")] = 0.0125;
        assert_eq!(scenario.world(&values).unwrap().groups[0].mistake.mean.get(), 0.0125);
    }

    #[test]
    fn counts_are_rounded_when_settled() {
        let scenario = with_overrides(&["group.staff-at-home.count={ low = 10, high = 40 }"]).unwrap();
        assert_eq!(scenario.world(&scenario.central_values()).unwrap().groups[0].count, 12);
        let mut values = scenario.central_values();
        values[index(&scenario, "group.staff-at-home.count")] = 20.6;
        assert_eq!(scenario.world(&values).unwrap().groups[1].count, 21);
    }

    #[test]
    fn they_may_stand_inside_distributions_weights_and_tables() {
        let scenario = with_overrides(&[
            "conversation.planning.duration_minutes.lognormal.median={ low = 20, high = 40 }",
            "conversation.planning.fallback.hotel-wifi={ min = 1, mode = 2, max = 3 }",
            "venue.hotel.sessions_per_day.hotel-wifi={ low = 4000, high = 9000 }",
            "conversation.planning.joined_by.generals={ min = 0, mode = 1, max = 2 }",
            "conversation.planning.joined_by.staff-at-home={ poisson = { low = 2, high = 4 } }",
            "conversation.planning.harm={ low = 10, high = 40 }",
            "pathway.insider.prior={ low = 0.01, high = 0.04 }",
        ]);
        let scenario = scenario.unwrap_or_else(|wrong| panic!("{wrong}"));
        let world = scenario.world(&scenario.central_values()).unwrap();
        assert!((world.kinds[0].harm.mean() - 20.0).abs() < 1e-9);
        assert_eq!(world.kinds[0].joined_by[0], (0, Joiners::Fixed(1)));
        assert!((world.pathways[0].prior.get() - 0.02).abs() < 1e-12);
    }

    #[test]
    fn a_draw_out_of_range_is_refused_with_what_was_drawn() {
        let scenario = with_overrides(&[
            "group.generals.mistake={ low = 0.4, high = 0.6 }",
            "group.generals.mistake_variation=0.9",
        ]);
        let scenario = scenario.unwrap();
        let mut values = scenario.central_values();
        values[index(&scenario, "group.generals.mistake")] = 0.7;
        let wrong = scenario.world(&values).unwrap_err();
        assert_eq!(wrong.0[0].path, "group.generals.mistake_variation");
        assert!(wrong.0[0].message.contains("odds of 0.7"), "{wrong}");
    }

    #[test]
    fn only_values_that_are_in_force_are_used() {
        let text = format!(
            "{}\n[measure.strict]\nkind = \"organisational\"\ncost = {{ low = 1, high = 2 }}\n\
             changes = [ {{ at = \"group.generals.mistake\", set = {{ low = 0.001, high = 0.002 }} }}, \
             {{ at = \"conversation.*.recognised\", scale = {{ low = 0.5, high = 0.9 }} }} ]\n",
            EVERY_KEY.replace("prior = 0.02 ", "prior = { low = 0.01, high = 0.04 } ")
        );
        let base = with_text(&text).unwrap_or_else(|wrong| panic!("{wrong}"));
        let strict = base.with_measures(&names(&["strict"])).unwrap();
        assert_eq!(base.uncertain(), strict.uncertain());
        let used = |scenario: &Scenario| -> Vec<String> {
            let paths = scenario.uncertain().iter().zip(scenario.uses()).filter(|(_, used)| *used);
            paths.map(|(value, _)| value.path.clone()).collect()
        };
        assert_eq!(used(&base), ["group.generals.mistake", "group.generals.workaround"]);
        assert_eq!(
            used(&strict),
            ["group.generals.workaround", "measure.strict.changes.1.scale", "measure.strict.changes.0.set"]
        );
        assert_eq!(base.pathway_uses().iter().filter(|used| **used).count(), 1);
        let cost =
            base.measures().iter().find(|measure| measure.name == "strict").unwrap().cost(&base.central_values());
        assert!((cost - 2f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_value_that_is_fixed_from_outside_leaves_its_correlations() {
        let scenario = with_overrides(&["group.generals.mistake=0.02"]).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(scenario.correlations().is_empty());
    }

    #[test]
    fn correlations_name_uncertain_values() {
        let scenario = every_key();
        let pair = (index(&scenario, "group.generals.mistake"), index(&scenario, "group.generals.workaround"));
        assert_eq!(scenario.correlations()[0].between, pair);
        assert!((scenario.correlations()[0].normal() - 2.0 * (std::f64::consts::PI / 12.0).sin()).abs() < 1e-15);
    }
}

mod measures {
    use super::*;

    fn with_measure(changes: &str) -> Result<Scenario, Diagnostics> {
        with_text(&format!("{EVERY_KEY}\n[measure.tried]\nkind = \"technical\"\ncost = 1\nchanges = [ {changes} ]\n"))
    }

    fn tried(changes: &str) -> Scenario {
        let scenario = with_measure(changes).unwrap_or_else(|wrong| panic!("{wrong}"));
        scenario.with_measures(&names(&["tried"])).unwrap_or_else(|wrong| panic!("{wrong}"))
    }

    #[test]
    fn scaling_an_uncertain_value_keeps_its_identity() {
        let base = every_key();
        let briefed = base.with_measures(&names(&["briefing"])).unwrap();
        assert_eq!(base.uncertain(), briefed.uncertain());
        assert_eq!(base.uses(), briefed.uses());
        assert_eq!(briefed.in_force(), ["briefing"]);
        let values = base.central_values();
        let odds = |scenario: &Scenario| scenario.world(&values).unwrap().groups[0].mistake.mean.get();
        assert!((odds(&briefed) - 0.7 * odds(&base)).abs() < 1e-15);
    }

    #[test]
    fn names_are_inserted_into_every_list_that_the_path_means() {
        let scenario = every_key().with_measures(&names(&["no-dial-in"])).unwrap();
        let world = scenario.world(&scenario.central_values()).unwrap();
        let dial_in = world.channels.iter().position(|channel| channel.name == "phone-dial-in").unwrap();
        assert!(world.venues.iter().all(|venue| venue.blocked == [dial_in]));
    }

    #[test]
    fn an_absent_key_is_changed_from_its_default() {
        let scenario =
            tried("{ at = \"group.staff-at-home.substitutes\", scale = 0.5 }, { at = \"group.*.flagged\", add = 0.2 }");
        let world = scenario.world(&scenario.central_values()).unwrap();
        assert_eq!(world.groups[1].substitutes.get(), 0.5);
        assert!((world.groups[0].flagged.get() - 0.3).abs() < 1e-15);
        assert_eq!(world.groups[1].flagged.get(), 0.2);
    }

    #[test]
    fn a_distribution_is_scaled_as_a_whole() {
        let base = every_key();
        let scenario = tried("{ at = \"conversation.*.duration_minutes\", scale = 0.5 }");
        let mean = |scenario: &Scenario| scenario.world(&scenario.central_values()).unwrap().kinds[0].duration.mean();
        assert!((mean(&scenario) - 0.5 * mean(&base)).abs() < 1e-15);
    }

    #[test]
    fn what_is_set_is_set_before_others_scale_it() {
        let scenario = with_measure("{ at = \"group.*.mistake\", set = 0.1 }").unwrap();
        let both = scenario.with_measures(&names(&["tried", "briefing"])).unwrap();
        let world = both.world(&both.central_values()).unwrap();
        assert!((world.groups[0].mistake.mean.get() - 0.07).abs() < 1e-15);
        let reversed = scenario.with_measures(&names(&["briefing", "tried"])).unwrap();
        assert_eq!(reversed.world(&reversed.central_values()).unwrap(), world);
    }

    #[test]
    fn a_table_of_weights_is_set_whole_or_by_its_entries() {
        let scenario = tried(
            "{ at = \"conversation.planning.hours\", set = { \"00-24\" = 1 } }, \
             { at = \"campaign.scattered.collector.posts.places.home\", set = 2 }",
        );
        let world = scenario.world(&scenario.central_values()).unwrap();
        assert_eq!(*world.kinds[0].hours.at(3), 1.0);
        assert_eq!(world.campaigns[0].collectors[0].places.entries().len(), 3);
    }

    #[test]
    fn measures_that_do_not_go_together_are_refused() {
        let text = EVERY_KEY.replace("cost = 4000", "cost = 4000\nexcludes = [\"no-dial-in\"]");
        let scenario = with_text(&text).unwrap();
        let said =
            |scenario: &Scenario, chosen: &[&str]| scenario.with_measures(&names(chosen)).unwrap_err().to_string();
        assert!(said(&scenario, &["no-dial-in", "briefing"]).contains("measure briefing excludes no-dial-in"));
        let needy = with_text(&text.replace("excludes = [\"no-dial-in\"]", "requires = [\"no-dial-in\"]")).unwrap();
        assert!(said(&needy, &["briefing"]).contains("measure briefing requires no-dial-in"));
        assert!(said(&scenario, &["breifing"]).contains("did you mean `briefing`?"));
    }

    #[test]
    fn two_measures_that_set_one_path_differently_are_refused() {
        let text = format!(
            "{EVERY_KEY}\n[measure.a]\nkind = \"technical\"\ncost = 1\nchanges = [ {{ at = \"group.*.mistake\", set = 0.1 }} ]\n\
             [measure.b]\nkind = \"technical\"\ncost = 1\nchanges = [ {{ at = \"group.*.mistake\", set = 0.2 }} ]\n"
        );
        let said = with_text(&text).unwrap().with_measures(&names(&["a", "b"])).unwrap_err().to_string();
        assert!(said.contains("measures a and b set `group.*.mistake` to different values"), "{said}");
    }

    #[test]
    fn no_measures_leave_the_scenario_as_it_is() {
        let base = every_key();
        let same = base.with_measures(&names(&["briefing"])).unwrap().with_measures(&[]).unwrap();
        assert_eq!(base.world(&base.central_values()), same.world(&same.central_values()));
    }
}

mod warnings {
    use super::*;

    fn warned(text: &str) -> String {
        Diagnostics(with_text(text).unwrap_or_else(|wrong| panic!("{wrong}")).warnings().to_vec()).to_string()
    }

    /// A kind of conversation and who starts it.
    fn kind(name: &str, group: &str) -> String {
        format!(
            "\n[conversation.{name}]\nrate = {{ {group} = 1 }}\nduration_minutes = 20\n\
             approved = {{ certified-app = 1 }}\nfallback = {{ hotel-wifi = 1 }}\nrecognised = 0.5\nharm = 1\n"
        )
    }

    #[test]
    fn forced_lapses_are_one_warning_a_venue_whatever_the_kinds_and_groups() {
        let forced = EVERY_KEY.replace("offers = [\"certified-app\", \"hotel-wifi\",", "offers = [\"hotel-wifi\",");
        let alike = warned(&format!("{forced}{}", kind("report", "generals")));
        let expected = "venue.hotel.offers: nothing approved is to be had at hotel for planning, report: legs of \
                        generals are forced to lapse there\n";
        assert!(alike.contains(expected), "{alike}");
        assert_eq!(alike.matches("nothing approved").count(), 1, "{alike}");
        let aides = "\n[group.aides]\ncount = 2\nmistake = 0\nwhereabouts = { \"00-24\" = { hotel = 1 } }\n";
        let unlike = warned(&format!("{forced}{aides}{}", kind("report", "aides")));
        let expected = "for report: legs of aides are forced to lapse there; for planning: legs of generals are forced";
        assert!(unlike.contains(expected), "{unlike}");
        assert_eq!(unlike.matches("nothing approved").count(), 1, "{unlike}");
    }

    #[test]
    fn what_is_odd_is_said() {
        let forced = EVERY_KEY.replace("offers = [\"certified-app\", \"hotel-wifi\",", "offers = [\"hotel-wifi\",");
        assert!(warned(&forced).contains("hotel for planning: legs of generals are forced to lapse there"));
        let silent = EVERY_KEY.replace("joined_by = { staff-at-home = 3, ", "joined_by = { ");
        assert!(warned(&silent).contains("group.staff-at-home: the group never speaks"));
        let idle = format!("{EVERY_KEY}\n[channel.pager]\nreadable = 1\n");
        assert!(warned(&idle).contains("channel.pager: no kind of conversation uses the channel"));
        let note = EVERY_KEY.replace("\"campaign.*\" =", "\"campain.*\" =");
        assert!(warned(&note).contains("the path matches nothing"));
        let nothing = format!(
            "{EVERY_KEY}\n[measure.idle]\nkind = \"technical\"\ncost = 1\nchanges = [ {{ at = \"group.*.flagged\", scale = 1.0 }} ]\n"
        );
        assert!(warned(&nothing).contains("measure.idle: the measure changes nothing"));
        assert!(warned(&format!("{EVERY_KEY}\n[campaign.none]\n")).contains("the campaign has no collector"));
        let blocked = EVERY_KEY.replace(
            "offers = [\"certified-app\"]",
            "offers = [\"certified-app\", \"hotel-wifi\"]\nblocked = [\"certified-app\"]",
        );
        assert!(warned(&blocked).contains("certified-app is blocked here but approved for planning"));
    }
}

mod hostile_files {
    use super::*;

    fn refused(text: &str) -> String {
        with_text(text).unwrap_err().to_string()
    }

    #[test]
    fn deep_nesting_is_refused_and_never_overflows_the_stack() {
        for length in [100_000, 5_000_000] {
            for text in
                ["[".repeat(length), format!("a = {}", "[".repeat(length)), "{a=".repeat(length), "a.".repeat(length)]
            {
                assert!(refused(&text).contains("nested more than 64 deep"), "{}", &text[..10]);
            }
        }
        let dotted = (0..60).map(|_| format!("{}=", ["a"; 60].join("."))).collect::<Vec<_>>().join("{");
        assert!(refused(&dotted).contains("nested more than 64 deep"));
    }

    #[test]
    fn a_file_above_ten_megabytes_is_refused_unread() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.toml");
        fs::File::create(&path).unwrap().set_len(100_000_000).unwrap();
        let said = scenario::load(&path, &[]).unwrap_err().to_string();
        assert!(said.contains("larger than 10 MB"), "{said}");
    }

    #[test]
    fn what_is_no_text_or_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("binary.toml");
        fs::write(&path, [b'a', 0xff, 0xfe]).unwrap();
        assert!(scenario::load(&path, &[]).unwrap_err().to_string().contains("not UTF-8 text: byte 2"));
        assert!(scenario::load(folder.path(), &[]).unwrap_err().to_string().contains("cannot be read"));
        assert!(
            scenario::load(&folder.path().join("none.toml"), &[]).unwrap_err().to_string().contains("cannot be read")
        );
    }

    #[test]
    fn thousands_of_unknown_keys_give_a_bounded_message() {
        let keys: String = (0..19_000).map(|i| format!("key{i} = 1\n")).collect();
        let wrong = with_text(&keys).unwrap_err();
        assert!(wrong.0.len() < 1_000);
        assert!(wrong.to_string().len() < 100_000);
    }

    #[test]
    fn masses_of_values_are_refused() {
        let keys: String = (0..600_000).map(|i| format!("k{i} = 1\n")).collect();
        for text in [keys, format!("a = [{}]", "1,".repeat(4_000_000)), "}=\n".repeat(3_000_000)] {
            assert!(refused(&text).contains("more than 20000 values in one file"));
        }
    }

    #[test]
    fn too_many_uncertain_values_or_measures_are_refused() {
        let weights: String =
            (0..600).map(|i| format!("[channel.c{i}]\nreadable = {{ low = 0.1, high = 0.2 }}\n")).collect();
        assert!(refused(&format!("{EVERY_KEY}\n{weights}")).contains("uncertain values are above the limit of 512"));
        let measures: String =
            (0..1001).map(|i| format!("[measure.m{i}]\nkind = \"technical\"\ncost = 1\nchanges = []\n")).collect();
        assert!(refused(&format!("{EVERY_KEY}\n{measures}")).contains("1003 measures are above the limit of 1000"));
    }
}

mod any_text {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    use super::*;

    fn runner(cases: u32) -> TestRunner {
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
    }

    fn never_panics(text: &str) {
        if let Ok(scenario) = with_text(text) {
            let _ = scenario.world(&scenario.central_values());
        }
    }

    #[test]
    fn of_random_bytes_never_panics() {
        let bytes = prop::collection::vec(any::<u8>(), 0..400);
        let run = runner(200).run(&bytes, |bytes| {
            never_panics(&String::from_utf8_lossy(&bytes));
            Ok(())
        });
        run.unwrap();
    }

    #[test]
    fn made_from_the_example_by_mutations_never_panics() {
        let pieces = prop::sample::select(vec![
            "",
            "0",
            "-1",
            "nan",
            "1e308",
            "\"\"",
            "[]",
            "{}",
            "[1]",
            "{ low = 1, high = 2 }",
            "{ min = 0, max = 1 }",
            "=",
            "\n",
            "é",
            "\u{202e}",
            "true",
            "2024-02-20",
            "\"home\"",
            "\"*\"",
            "99999999999999999999",
            "\"hotel\"",
            ".",
            "#",
        ]);
        let mutations = prop::collection::vec((0..EVERY_KEY.len(), 0usize..12, pieces), 1..4);
        let run = runner(400).run(&mutations, |mutations| {
            let mut text: Vec<char> = EVERY_KEY.chars().collect();
            for (at, length, piece) in mutations {
                let (from, to) = (at.min(text.len()), (at + length).min(text.len()));
                text.splice(from..to, piece.chars());
            }
            never_panics(&text.into_iter().collect::<String>());
            Ok(())
        });
        run.unwrap();
    }

    #[test]
    fn with_one_value_replaced_by_another_never_panics() {
        let values = [
            "0",
            "-1",
            "nan",
            "1e308",
            "1e12",
            "\"x\"",
            "[]",
            "{}",
            "{ low = 1, high = 2 }",
            "true",
            "{ min = 0, mode = 0, max = 1 }",
        ];
        let lines: Vec<&str> = EVERY_KEY.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some((key, _)) = line.split_once(" = ") else { continue };
            for value in values {
                let replaced = format!("{key} = {value}");
                let mut changed = lines.clone();
                changed[index] = &replaced;
                never_panics(&changed.join("\n"));
            }
        }
    }
}
mod json_schema {
    use serde_json::Value;

    use super::*;

    /// Enough of JSON Schema for what `schema` prints.
    fn accepts(schema: &Value, root: &Value, value: &Value) -> bool {
        if let Some(name) = schema["$ref"].as_str() {
            return accepts(&root["$defs"][name.rsplit('/').next().unwrap()], root, value);
        }
        if let Some(forms) = schema["anyOf"].as_array() {
            return forms.iter().any(|form| accepts(form, root, value));
        }
        if let Some(options) = schema["enum"].as_array() {
            return options.contains(value);
        }
        let bound = |key: &str| schema[key].as_f64();
        match schema["type"].as_str() {
            Some("string") => value.is_string(),
            Some("boolean") => value.is_boolean(),
            Some("array") => {
                value.as_array().is_some_and(|items| items.iter().all(|item| accepts(&schema["items"], root, item)))
            }
            Some("object") => value.as_object().is_some_and(|object| {
                let required = schema["required"].as_array().into_iter().flatten();
                required.into_iter().all(|key| object.contains_key(key.as_str().unwrap()))
                    && object.iter().all(|(key, value)| {
                        match (&schema["properties"][key], &schema["additionalProperties"]) {
                            (Value::Null, Value::Object(_)) => accepts(&schema["additionalProperties"], root, value),
                            (Value::Null, _) => false,
                            (property, _) => accepts(property, root, value),
                        }
                    })
            }),
            Some(kind) => value.as_f64().is_some_and(|number| {
                (kind == "number" || number.fract() == 0.0)
                    && bound("minimum").is_none_or(|least| number >= least)
                    && bound("exclusiveMinimum").is_none_or(|least| number > least)
                    && bound("maximum").is_none_or(|greatest| number <= greatest)
            }),
            None => true,
        }
    }

    fn as_json(text: &str) -> Value {
        // Dates are texts to editors.
        toml::from_str(&text.replace("start = 2024-02-20", "start = \"2024-02-20\"")).unwrap()
    }

    #[test]
    fn it_accepts_the_example_and_refuses_what_the_reader_refuses() {
        let schema = scenario::schema();
        assert!(accepts(&schema, &schema, &as_json(EVERY_KEY)));
        for (from, to) in [
            ("mistake_variation = 1.0", "mistke_variation = 1.0"),
            ("count = 12", "count = 1.5"),
            ("recognised = 0.5", "recognised = 1.5"),
            ("cost = 4000", ""),
            ("kind = \"technical\"", "kind = \"magic\""),
            ("days = 6", "days = { low = 1, high = 6 }"),
        ] {
            let changed = EVERY_KEY.replacen(from, to, 1);
            assert_ne!(changed, EVERY_KEY, "{from}");
            assert!(!accepts(&schema, &schema, &as_json(&changed)), "{to}");
            assert!(with_text(&changed).is_err(), "{to}");
        }
    }
}
